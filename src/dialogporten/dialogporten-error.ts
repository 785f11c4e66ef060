import { scrub } from '../logging/personal-data.js';

/**
 * The outcome of a call that did not succeed.
 *
 * - `retry`: nothing is wrong with the request; send it again later, no sooner than `retryAfterMs` when that is known.
 * It may have been carried out nevertheless, when only the answer was lost.
 * - `already-exists`: what the request adds (a dialog, an activity, a transmission) is there already, and the request
 * changed nothing. One request may add several things: read the dialog to see which of them it has.
 * - `precondition-failed`: another system changed the dialog; read it again and make the request anew.
 * - `gone`: Dialogporten itself says that the dialog is deleted.
 * - `rejected`: Dialogporten itself says that this request is wrong; sending it again will not help.
 */
export type CallOutcome = 'retry' | 'already-exists' | 'precondition-failed' | 'gone' | 'rejected';

/**
 * The obstacle of a call that is to be made again.
 *
 * - `platform`: Dialogporten, or Maskinporten before it, is away, or another server answers in its place.
 * - `credentials`: we are not let in; no call of ours will be.
 * - `dialog`: it fails on this one dialog, or says that it is not ours (`isSlow`: only a person can mend that).
 */
export type Obstacle = 'platform' | 'credentials' | 'dialog';

/** The messages of a problem document, by the field that they are about. */
export type FieldErrors = Readonly<Record<string, readonly string[]>>;

const longestMessage = 500;

/** A longer answer is not looked at: it is not Dialogporten's. */
const longestRead = 10_000;
const mostFields = 50;

/** Facts about one failure besides its outcome. */
export interface FailureDetails {
  /**
   * Of a call that may be tried again: with another outcome than `retry`, once reading the dialog has not helped.
   * Default: `platform`.
   */
  readonly obstacle?: Obstacle | undefined;
  /** The HTTP status that was answered. None when no usable answer came. */
  readonly status?: number | undefined;
  /** How long the peer asks us to wait, in milliseconds (`Retry-After`). */
  readonly retryAfterMs?: number | undefined;
  readonly errors?: FieldErrors | undefined;
  /** Under which Dialogporten's operators find the request. */
  readonly traceId?: string | undefined;
  /** The actors that Dialogporten knows no name for. */
  readonly unknownActors?: readonly string[] | undefined;
}

/**
 * Dialogporten, or Maskinporten on the way to it, did not do what it was asked to. Nothing in it names a person or
 * carries a token, for any answer: it may be logged and stored.
 */
export class DialogportenError extends Error {
  readonly obstacle: Obstacle;
  readonly status: number | undefined;
  readonly retryAfterMs: number | undefined;
  readonly errors: FieldErrors | undefined;
  readonly traceId: string | undefined;
  /** Personal, so it is kept where neither a log nor JSON finds it. */
  readonly #unknownActors: readonly string[];

  constructor(
    readonly outcome: CallOutcome,
    message: string,
    { obstacle = 'platform', status, retryAfterMs, errors, traceId, unknownActors = [] }: FailureDetails = {},
  ) {
    super(scrubbed(message));
    this.name = 'DialogportenError';
    this.obstacle = obstacle;
    this.status = status;
    this.retryAfterMs = retryAfterMs;
    this.errors = errors && withoutNames(errors);
    this.traceId = traceId && scrubbed(traceId);
    this.#unknownActors = unknownActors;
  }

  /** Whether only a person can mend it: Dialogporten says that the dialog is not ours, or not there. */
  get isSlow(): boolean {
    return this.obstacle === 'dialog' && (this.status === 403 || this.status === 404);
  }

  /** The actors that Dialogporten knows no name for: it takes what they did under a name that we give. */
  get unknownActors(): readonly string[] {
    return this.#unknownActors;
  }
}

function scrubbed(text: string): string {
  return scrub(text.slice(0, longestRead)).slice(0, longestMessage);
}

function withoutNames(errors: FieldErrors): FieldErrors {
  const fields = Object.entries(errors).slice(0, mostFields);
  return Object.fromEntries(
    fields.map(([field, messages]) => [scrubbed(field), messages.slice(0, mostFields).map(scrubbed)]),
  );
}
