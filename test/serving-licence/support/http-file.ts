/** A request of an `.http` file, and what the file says of it. */
export interface WrittenRequest {
  readonly title: string;
  /** By which later requests refer to its answer. */
  readonly name: string | undefined;
  /** The status, and the kind of problem where there is one. */
  readonly answers: string;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** An `.http` file, in as much of the form as ours has: https://www.jetbrains.com/help/idea/exploring-http-syntax.html. */
export interface HttpFile {
  readonly variables: Readonly<Record<string, string>>;
  readonly requests: readonly WrittenRequest[];
}

/** @throws when a request does not say what it answers. */
export function parseHttpFile(text: string): HttpFile {
  const [preamble = '', ...sections] = text.split(/^### */m);
  const variables = [...preamble.matchAll(/^@(\w+) = (.*)$/gm)].map(([, name = '', value = '']) => [name, value]);
  return { variables: Object.fromEntries(variables), requests: sections.map(parseRequest) };
}

function parseRequest(section: string): WrittenRequest {
  const [head = '', ...body] = section.trim().split('\n\n');
  const [title = '', ...lines] = head.split('\n');
  const [requestLine = '', ...fields] = lines.filter((line) => !line.startsWith('#'));
  const [method = '', url = ''] = requestLine.split(' ');
  const [, answers] = /^# answers (.+)$/m.exec(head) ?? [];
  if (answers === undefined) throw new Error(`"${title}" does not say what it answers`);
  const headers = fields.map((field) => field.split(/: (.*)/, 2) as [string, string]);
  const [, name] = /^# @name (\w+)$/m.exec(head) ?? [];
  const content = body.join('\n\n');
  return {
    title,
    name,
    answers,
    method,
    url,
    headers: Object.fromEntries(headers),
    body: content === '' ? undefined : content,
  };
}

/**
 * A text of the file with its references replaced: variables, and parts of earlier answers
 * (`{{name.response.body.$.part[0].id}}`).
 *
 * @throws when there is nothing that it could be replaced by.
 */
export function fillIn(
  text: string,
  variables: Readonly<Record<string, string>>,
  bodies: Map<string, unknown>,
): string {
  return text.replaceAll(/\{\{(.+?)\}\}/g, (_, reference: string) => {
    if (reference === '$guid') return crypto.randomUUID();
    const [name = '', path] = reference.split('.response.body.$.');
    const value = path === undefined ? variables[name] : partOf(bodies.get(name), path);
    if (typeof value !== 'string') throw new Error(`there is no ${reference}`);
    return value;
  });
}

function partOf(body: unknown, path: string): unknown {
  return path
    .split(/[.[\]]+/)
    .filter(Boolean)
    .reduce((part, key) => (part as Record<string, unknown> | undefined)?.[key], body);
}
