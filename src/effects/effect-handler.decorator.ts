import { SetMetadata } from '@nestjs/common';
import type { ChangeOf, DialogDefinition, StateOf } from '../dialogs/dialog-definition.js';
import type { Dialog } from '../dialogs/dialog.js';
import type { Actor } from '../dialogs/history.js';

/** Where the decorator leaves what it was given. */
export const effectHandlerMetadata = Symbol('effects:handler');

/** An effect that is to be made, as its handler gets it. */
export interface EffectToMake<Definition = unknown> {
  /** The same at each attempt, and no other effect's: an idempotency key for the system that is asked. */
  readonly id: string;
  readonly name: string;
  /** As the definition gave it, as JSON. */
  readonly payload: unknown;
  /** As it is now, which may be later than the change that asked for the effect. */
  readonly dialog: Dialog<StateOf<Definition>>;
  /** 1 at first. A process that died in an attempt is not counted. */
  readonly attempt: number;
  /** Aborted when the attempt has taken too long; it then counts as failed. */
  readonly signal: AbortSignal;
}

/** The answer of a handler: a change of the dialog, which is made once, or nothing. */
export type EffectOutcome<Definition> = Promise<ChangeOf<Definition> | OnBehalf<ChangeOf<Definition>> | undefined>;

/** A change that another than the service owner has caused: a person who has paid, say. The history says so. */
export class OnBehalf<Change> {
  constructor(
    readonly change: Change,
    readonly performedBy: Actor,
  ) {}
}

/**
 * Makes a method of a provider the handler of the effects of that name of one definition. It is called at least once
 * for each effect, in any replica; after any error it is tried again, except {@link EffectRefusedError}.
 *
 * @example
 * @EffectHandler(mooringPermit, 'charge') async charge({ id, dialog, signal }: EffectToMake<typeof mooringPermit>):
 * EffectOutcome<typeof mooringPermit> { const receipt = await this.bank.charge(dialog.state.fee, { idempotencyKey: id,
 * signal }); return { type: 'paid', receipt }; }
 */
export function EffectHandler(definition: Pick<DialogDefinition, 'serviceResource'>, name: string): MethodDecorator {
  return SetMetadata(effectHandlerMetadata, { serviceResource: definition.serviceResource, name });
}

/** The effect cannot be made, now or later: it is set aside for an operator, and not tried again by itself. */
export class EffectRefusedError extends Error {
  override readonly name = 'EffectRefusedError';
}
