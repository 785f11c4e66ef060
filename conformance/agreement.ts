import type { Answer } from './caller.js';
import { Described, differences, Exactly, type Expected } from './match.js';

/** Differences between a platform and a promise. */
export class Difference extends Error {
  override readonly name = 'Difference';

  constructor(readonly lines: readonly string[]) {
    super(lines.join('\n'));
  }
}

/** @throws Difference where the actual value is not as expected; of an answer it says to what */
export function agrees(actual: unknown, expected: Expected): void {
  const lines = differences(expected, actual);
  if (lines.length > 0) throw new Difference([...askedIn(actual), ...lines]);
}

function askedIn(actual: unknown): readonly string[] {
  const { asked } = (actual ?? {}) as Partial<Answer>;
  return asked === undefined ? [] : [asked];
}

export const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
export const uuidV7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
export const someText = new Described('some text', (value) => typeof value === 'string' && value !== '');

/** Another value than this one. */
export const otherThan = (value: unknown): Described =>
  new Described(`another value than ${JSON.stringify(value)}`, (actual) => actual !== undefined && actual !== value);

/** The same instant, however it is written. */
export const instant = (when: string): Described =>
  new Described(
    `the instant ${when}`,
    (actual) => typeof actual === 'string' && Date.parse(actual) === Date.parse(when),
  );

/** A list with such an element among others. */
export const including = (element: Expected): Described =>
  new Described(
    `a list with ${JSON.stringify(element)}`,
    (actual) => Array.isArray(actual) && actual.some((candidate) => differences(element, candidate).length === 0),
  );

/** Done, and nothing to say about it but the new revision. */
export const done = { status: 204, body: undefined, etag: uuid };

const titles: Readonly<Record<number, string>> = {
  400: 'One or more validation errors occurred.',
  403: 'Forbidden.',
  404: 'Resource not found.',
  409: 'Conflict.',
  410: 'Resource no longer available.',
  412: 'Precondition failed.',
  422: 'Unprocessable request.',
};

/**
 * Errors that a refusal must have: the keys of its `errors`, each with words in a message where a sender reads those.
 */
export type Complaints = readonly string[] | Readonly<Record<string, string>>;

/**
 * A refusal as problem details.
 *
 * @param complaints every key of its `errors`; none for a refusal that has no `errors`
 */
export function refused(answer: Answer, status: number, complaints?: Complaints): void {
  agrees(answer, {
    status,
    contentType: 'application/problem+json; charset=utf-8',
    body: {
      type: /^https:\/\//,
      title: titles[status],
      status,
      instance: new RegExp(`${answer.path}$`),
      traceId: someText,
      errors: complaints && messagesOf(complaints),
    },
  });
}

/** A refusal of a request that the platform's web framework could not read, in the framework's own words. */
export function refusedUnread(answer: Answer, complaints: Complaints): void {
  agrees(answer, {
    status: 400,
    contentType: 'application/problem+json; charset=utf-8',
    body: { type: /^https:\/\//, title: titles[400], status: 400, instance: undefined, errors: messagesOf(complaints) },
  });
}

/** A refusal of which the status says everything. */
export function refusedWithoutBody(answer: Answer, status: number): void {
  agrees(answer, { status, body: undefined, contentType: undefined });
}

/** A JSON Patch that could not be applied: not problem details, but what is wrong under the model's name. */
export function patchRefused(answer: Answer): void {
  agrees(answer, {
    status: 400,
    contentType: 'application/json; charset=utf-8',
    body: messagesOf(['UpdateDialogDto']),
  });
}

function messagesOf(complaints: Complaints): Exactly {
  const entries = isKeys(complaints) ? complaints.map((key) => [key, ''] as const) : Object.entries(complaints);
  return new Exactly(Object.fromEntries(entries.map(([key, words]) => [key, messagesWith(words)])));
}

function isKeys(complaints: Complaints): complaints is readonly string[] {
  return Array.isArray(complaints);
}

function messagesWith(words: string): Described {
  return new Described(
    words === '' ? 'messages' : `messages with "${words}"`,
    (messages) => Array.isArray(messages) && messages.some((message) => String(message).includes(words)),
  );
}
