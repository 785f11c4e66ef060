import { expect } from '@jest/globals';

/** A problem document (RFC 9457) as a caller gets it. */
export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  readonly traceId: string;
  readonly errors?: readonly { readonly field: string; readonly messages: readonly string[] }[];
  readonly [member: string]: unknown;
}

/** Signs of a stack, a statement, a file or a library that got out. */
const internals =
  /node_modules|\.[jt]s:\d|\bat \S+ \(|\bselect\b.*\bfrom\b|insert into|Error:|fastify|postgres|drizzle/i;

/**
 * Holds an answer to be that refusal, in the form that all of them have, with nothing internal in it.
 *
 * @param name the whole type where it is a URN, else what follows `urn:problem:`
 * @returns the document
 */
export async function problemIn(response: Response, status: number, name: string): Promise<ProblemDocument> {
  const body = await response.text();
  const type = name.startsWith('urn:') ? name : `urn:problem:${name}`;
  expect({ status: response.status, body }).toEqual({ status, body: expect.stringContaining(`"${type}"`) });
  expect(response.headers.get('Content-Type')).toMatch(/^application\/problem\+json\b/);
  expect(response.headers.get('Content-Language')).toMatch(/^(nb|nn|en)$/);
  expect(body).not.toMatch(internals);
  const document = JSON.parse(body) as ProblemDocument;
  expect(document).toMatchObject({
    type,
    title: expect.stringMatching(/\S/),
    status,
    detail: expect.stringMatching(/\S/),
    // A URI reference: as the request had it, which may be an absolute URI (RFC 9112 §3.2.2).
    instance: expect.stringMatching(/^(\/|\*$|http:)/),
    traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
  });
  return document;
}

/**
 * The refusal of a request, such as `404 not-found`; its form is held to be that of all refusals, as in {@link
 * problemIn}.
 */
export async function refusalIn(response: Response): Promise<string> {
  const { type } = (await response.clone().json()) as ProblemDocument;
  const name = type.replace('urn:problem:', '');
  await problemIn(response, response.status, name);
  return `${response.status} ${name}`;
}
