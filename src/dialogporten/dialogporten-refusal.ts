import { DialogportenError, type FieldErrors, type Remedy } from './dialogporten-error.js';
import { retryAfterMs } from './retry-after.js';

/** What we ask of Dialogporten: the methods of `DialogportenClient`. */
export type Operation = 'create' | 'get' | 'replace' | 'remove' | 'addTransmission' | 'addActivity';

const saysItExists = /already exist/i;

/**
 * What an answer that is not a success means to the caller.
 *
 * @param problem - the body: problem details (RFC 9457) if it comes from Dialogporten, anything if from a proxy
 * @param now - the current time, in milliseconds since the epoch
 */
export function refusal(operation: Operation, response: Response, problem: unknown, now: number): DialogportenError {
  const { status, headers } = response;
  const { title, traceId, errors: said } = Object(problem) as Record<string, unknown>;
  const errors = fieldErrors(said);
  const messages = Object.entries(errors).map(([field, texts]) => `${field}: ${texts.join(' ')}`);
  if (messages.length === 0 && typeof title === 'string') messages.push(title);
  const message = [`Dialogporten answered ${status} to ${operation}`, ...messages].join('; ');
  return new DialogportenError(remedyFor(operation, status, errors), message, {
    status,
    retryAfterMs: retryAfterMs(headers, now),
    errors: Object.keys(errors).length > 0 ? errors : undefined,
    traceId: typeof traceId === 'string' ? traceId : undefined,
  });
}

function remedyFor(operation: Operation, status: number, errors: FieldErrors): Remedy {
  switch (status) {
    case 408:
    case 429:
      return 'retry';
    case 404:
      // Creating needs nothing that could be missing: the base URI is wrong.
      return operation === 'create' ? 'our-fault' : 'gone';
    case 410:
      return 'gone';
    case 409:
      // What is added repeats a key. A replacement or removal adds nothing by key: it met another change.
      return operation === 'replace' || operation === 'remove' ? 'stale' : 'done-before';
    case 412:
      return 'stale';
    case 422:
      return onlySaysItExists(errors) ? 'done-before' : 'our-fault';
    default:
      return status >= 500 ? 'retry' : 'our-fault';
  }
}

/** An id that exists is told of in words only: "Entity 'DialogActivity' with the following key(s) already exists: (…)." */
function onlySaysItExists(errors: FieldErrors): boolean {
  const messages = Object.values(errors).flat();
  return messages.length > 0 && messages.every((message) => saysItExists.test(message));
}

function fieldErrors(said: unknown): FieldErrors {
  return Object.fromEntries(
    Object.entries(Object(said) as Record<string, unknown>).map(([field, messages]) => [
      field,
      [messages].flat().map(String),
    ]),
  );
}
