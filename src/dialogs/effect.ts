/**
 * A task that a change causes: charge a card, archive a document, remind in two weeks. It is stored with the change,
 * and made at least once, by a handler of the feature (`@EffectHandler()`).
 */
export interface Effect {
  /** Names its handler, and the effect within its dialog: at most 100 characters. */
  readonly name: string;
  /** Input of the handler besides the dialog, as JSON. */
  readonly payload?: unknown;
  /** It is not made before; default: as soon as the change can no longer be refused. */
  readonly notBefore?: Date;
}

/** Takes back the effects of that name that an earlier change of the dialog has asked for and that are not made yet. */
export interface Cancellation {
  readonly cancel: string;
}

/** The change that an opening is, for {@link DialogDefinition.effects} and {@link DialogDefinition.writeRows}. */
export interface Opened<Content = unknown> {
  readonly type: 'opened';
  /** Content that the dialog is opened with. */
  readonly content: Content;
}

export const opened = <Content>(content: Content): Opened<Content> => ({ type: 'opened', content });

/** The longest name of an effect, in characters. */
export const longestEffectName = 100;

export function isCancellation(effect: Effect | Cancellation): effect is Cancellation {
  return 'cancel' in effect;
}
