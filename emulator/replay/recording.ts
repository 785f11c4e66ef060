/** One request with the answer that the real platform gave, as a line of a file of recordings has it. */
export interface Exchange {
  readonly method: string;
  /** With its query, from `/api/v1` on. */
  readonly path: string;
  /**
   * The caller: `service owner <organisation> (<scopes>)`, `end user <number or e-mail address>`, `system user`,
   * `nobody` or `not a token`; after a comma, how.
   */
  readonly as: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** A value is sent as JSON, a text as it is. */
  readonly body?: unknown;
  readonly answer: Answer;
}

/** An answer, as far as it was recorded. */
export interface Answer {
  readonly status: number;
  readonly contentType?: string;
  readonly etag?: string;
  readonly wwwAuthenticate?: string;
  readonly body?: unknown;
}

const toldOfManner = /, (?:one of six at the same time|in maintenance mode .*)$/;

/** The caller, without the manner of the call. */
export function callerOf({ as }: Exchange): string {
  return as.replace(toldOfManner, '');
}

/** How many asked the same at the same time; the recording has the answer of one. */
export function askersOf({ as }: Exchange): number {
  return as.endsWith(', one of six at the same time') ? 6 : 1;
}

/** Stands for a body that was too long to be recorded. */
export const leftOut = '(long)';

/**
 * The exchanges in a file of JSON lines.
 *
 * @throws Error that names the line which is none
 */
export function exchangesIn(text: string): Exchange[] {
  const lines = text.split('\n').map((line, index) => [index + 1, line.trim()] as const);
  return lines.filter(([, line]) => line !== '').map(([number, line]) => exchangeIn(line, number));
}

function exchangeIn(line: string, number: number): Exchange {
  try {
    const exchange = JSON.parse(line) as Exchange;
    const { method, path, as, answer } = exchange;
    if ([method, path, as].every((member) => typeof member === 'string') && Number.isInteger(answer.status))
      return exchange;
  } catch {
    // Named below.
  }
  throw new Error(`line ${number} is not an exchange: it needs method, path, as and answer.status`);
}

/** The claims of a dialog token that an answer holds. */
export function claimsIn({ body }: Answer): Record<string, unknown> | undefined {
  const token = isObject(body) ? body['dialogToken'] : undefined;
  return typeof token === 'string' ? partOf(token, 1) : undefined;
}

/** The header (0) or claims (1) of a compact JWS. */
export function partOf(token: string, part: 0 | 1): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[part]!, 'base64url').toString()) as Record<string, unknown>;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const dialogPath = /\/dialogs\/([0-9a-f]{8}-[0-9a-f-]{27})/;

/** The dialog that a request is about. */
export function dialogIn(path: string): string | undefined {
  return dialogPath.exec(path)?.[1];
}

/** Does it make a dialog? */
export function isCreation({ method, path }: Exchange): boolean {
  return method === 'POST' && path.split('?', 1)[0]!.endsWith('/serviceowner/dialogs');
}

/** Does it change a dialog that is there? */
export function isChange({ method, path }: Exchange): boolean {
  return method !== 'GET' && path.includes('/serviceowner/dialogs/');
}
