import { scrub } from '../http/scrub.js';

/**
 * What a caller can do about a failure.
 *
 * - `retry`: nothing is wrong with the request; send it again later, no sooner than `retryAfterMs` when that is known.
 *   It may have been carried out nevertheless, when only the answer was lost.
 * - `done-before`: what the request adds (a dialog, an activity, a transmission) is there already, and the request changed
 *   nothing. One request may add several things: read the dialog to see which of them it has.
 * - `stale`: somebody else changed the dialog; read it again and make the request anew.
 * - `gone`: there is no such dialog: never (`status` 404), or no longer, since it is deleted (`status` 410).
 * - `our-fault`: sending it again will not help; a person has to look at it.
 */
export type Remedy = 'retry' | 'done-before' | 'stale' | 'gone' | 'our-fault';

/** The messages of a problem document, by the field that they are about. */
export type FieldErrors = Readonly<Record<string, readonly string[]>>;

const longestMessage = 500;

/** What is known of one failure besides its remedy. */
export interface FailureDetails {
  /** The HTTP status that was answered. None when no usable answer came. */
  readonly status?: number | undefined;
  /** How long the peer asks us to wait, in milliseconds (`Retry-After`). */
  readonly retryAfterMs?: number | undefined;
  readonly errors?: FieldErrors | undefined;
  /** Under which Dialogporten's operators find the request. */
  readonly traceId?: string | undefined;
}

/**
 * Dialogporten, or Maskinporten on the way to it, did not do what it was asked to. Nothing in it names a person or carries
 * a token, whatever the answer said: it may be logged and stored.
 */
export class DialogportenError extends Error {
  readonly status: number | undefined;
  readonly retryAfterMs: number | undefined;
  readonly errors: FieldErrors | undefined;
  readonly traceId: string | undefined;

  constructor(
    readonly remedy: Remedy,
    message: string,
    { status, retryAfterMs, errors, traceId }: FailureDetails = {},
  ) {
    super(scrub(message).slice(0, longestMessage));
    this.name = 'DialogportenError';
    this.status = status;
    this.retryAfterMs = retryAfterMs;
    this.errors = errors && scrubbed(errors);
    this.traceId = traceId && scrub(traceId);
  }
}

function scrubbed(errors: FieldErrors): FieldErrors {
  return Object.fromEntries(Object.entries(errors).map(([field, messages]) => [scrub(field), messages.map(scrub)]));
}
