import { type CallOutcome, DialogportenError, type FieldErrors, type Obstacle } from './dialogporten-error.js';
import { retryAfterMs } from './retry-after.js';

/** Requests to Dialogporten: the methods of `DialogportenClient`. */
export type DialogportenCall =
  'create' | 'get' | 'replace' | 'replace-transmission' | 'remove' | 'get-labels' | 'add-label' | 'remove-label';

const saysItExists = /already exist/i;
const saysItIsTwice = /duplicate items/i;
/** The resource of the dialog is not one of our organisation's: true for every dialog of that resource. */
const saysItIsNotOurResource = /unowned resources/i;
/** A time or the timestamp of an id is ahead of Dialogporten's clock: true only until that clock has come so far. */
const saysItIsAhead = /\bto be in the past\b|\bmust be in the past\b/i;
const rfcSection = /^https:\/\/datatracker\.ietf\.org\/doc\/html\/rfc/;
const namesFieldsAlways = new Set([403, 404, 409, 410]);
const unknownActor = /^Unable to look up name for actor id: (\S+)$/;

interface Meaning {
  readonly outcome: CallOutcome;
  readonly obstacle?: Obstacle;
}

const isAway: Meaning = { outcome: 'retry', obstacle: 'platform' };
const isRefused: Meaning = { outcome: 'retry', obstacle: 'credentials' };
const failsOnThis: Meaning = { outcome: 'retry', obstacle: 'dialog' };
const isThere: Meaning = { outcome: 'already-exists', obstacle: 'dialog' };
const hasChanged: Meaning = { outcome: 'precondition-failed', obstacle: 'dialog' };

/**
 * The meaning of an unsuccessful answer for the caller.
 *
 * @param problem - the body: problem details (RFC 9457) if it comes from Dialogporten, anything if from a proxy
 * @param call - the current time, in milliseconds since the epoch, and the trace that the call was a part of
 */
export function refusal(
  operation: DialogportenCall,
  response: Response,
  problem: unknown,
  { now, traceId: ours }: { readonly now: number; readonly traceId: string },
): DialogportenError {
  const { status, headers } = response;
  const { title, traceId, errors: said } = Object(problem) as Record<string, unknown>;
  const errors = fieldErrors(said);
  const messages = Object.entries(errors).map(([field, texts]) => `${field}: ${texts.join(' ')}`);
  if (messages.length === 0 && typeof title === 'string') messages.push(title);
  const message = [`Dialogporten answered ${status} to ${operation}`, ...messages].join('; ');
  const isItsOwn = isOwnProblem(response, problem);
  const { outcome, obstacle } = isItsOwn ? meaningOf(operation, status, errors) : meaningOfForeign(status);
  return new DialogportenError(outcome, message, {
    obstacle,
    status,
    retryAfterMs: retryAfterMs(headers, now),
    errors: Object.keys(errors).length > 0 ? errors : undefined,
    traceId: typeof traceId === 'string' ? traceId : ours,
    unknownActors: (errors['ActorId'] ?? []).flatMap((text) => unknownActor.exec(text)?.[1] ?? []),
  });
}

/**
 * Whether Dialogporten's own application wrote the answer: it answers in problem details whose type is a section of an
 * RFC. A gateway or proxy in front of it answers with the same statuses, and knows nothing of dialogs; where believing
 * it would cost a change, the fields at fault have to be named, too.
 */
function isOwnProblem({ status, headers }: Response, problem: unknown): boolean {
  const { status: said, type, title, errors } = Object(problem) as Record<string, unknown>;
  if (headers.get('content-type')?.startsWith('application/problem+json') !== true) return false;
  const namesFields = Object.keys(Object(errors)).length > 0;
  if (said !== status || typeof title !== 'string') return false;
  return namesFields || (!namesFieldsAlways.has(status) && typeof type === 'string' && rfcSection.test(type));
}

/** The meaning of Dialogporten's own answer. */
function meaningOf(operation: DialogportenCall, status: number, errors: FieldErrors): Meaning {
  switch (status) {
    case 401:
      return isRefused;
    case 403: // a frozen dialog, or something in it that takes another scope
      return saysOnly(errors, saysItIsNotOurResource) ? isRefused : failsOnThis;
    case 404: // not among the dialogs that are ours, or among the labels of one
      return operation === 'remove-label' ? hasChanged : failsOnThis;
    case 409:
      // A creation repeats a key. A replacement or removal adds nothing by key: it met another change.
      return operation === 'create' && 'IdempotentKey' in errors ? isThere : hasChanged;
    case 410:
      return { outcome: 'gone' };
    case 412:
      return hasChanged;
    case 422:
      return saysOnly(errors, saysItExists) ? isThere : { outcome: 'rejected' };
    case 400:
      if (operation === 'add-label' && saysOnly(errors, saysItIsTwice)) return isThere;
      return saysOnly(errors, saysItIsAhead) ? failsOnThis : { outcome: 'rejected' };
    case 413:
      return { outcome: 'rejected' };
    case 500:
    case 502:
      return failsOnThis;
    default:
      return isAway;
  }
}

/** Answers of a gateway in front of Dialogporten, or without a body: they say nothing about this very request. */
function meaningOfForeign(status: number): Meaning {
  switch (status) {
    case 401: // by policy Dialogporten refuses with an empty body: the client, its scope, or its token
    case 403:
      return isRefused;
    case 412:
      return hasChanged;
    case 500:
      return failsOnThis;
    default:
      return isAway;
  }
}

/** Some refusals differ in words only: "Entity 'DialogActivity' with the following key(s) already exists: (…)." */
function saysOnly(errors: FieldErrors, words: RegExp): boolean {
  const messages = Object.values(errors).flat();
  return messages.length > 0 && messages.every((message) => words.test(message));
}

function fieldErrors(said: unknown): FieldErrors {
  return Object.fromEntries(
    Object.entries(Object(said) as Record<string, unknown>).map(([field, messages]) => [
      field,
      [messages].flat().map(String),
    ]),
  );
}
