import { Injectable, Module } from '@nestjs/common';
import type { DialogDefinition } from '../../src/dialogs/dialog-definition.js';
import { DialogsModule } from '../../src/dialogs/dialogs.module.js';
import { EffectHandler, EffectRefusedError, type EffectToMake } from '../../src/effects/effect-handler.decorator.js';
import type { Feature } from '../../src/feature.js';
import { tallyFeature } from '../tally/index.js';
import {
  TallyEmbedsController,
  TallyServiceOwnerController,
  TallyWriteActionsController,
} from '../tally/tally.controllers.js';
import { tally, type Tally, type TallyChange, type TallyContent } from '../tally/tally.js';

/** How long a reminder waits, in milliseconds, by what the tally begins with. */
const remindAfterMs = new Map([
  [7, 1_500],
  [8, 600_000],
]);

/**
 * A tally that costs something: each count is charged, and what the bank answers is added. One that stays open is added to
 * after a while, unless it is closed before.
 */
export const chargedTally: DialogDefinition<Tally, TallyChange, 'report', TallyContent> = {
  ...tally,
  effects: (change, { state: { count } }, at) => {
    if (change.type === 'count') return [{ name: 'charge', payload: { count } }];
    const after = remindAfterMs.get(count);
    if (change.type === 'opened' && after !== undefined) {
      return [{ name: 'remind', notBefore: new Date(at.getTime() + after) }];
    }
    return change.type === 'close' ? [{ cancel: 'remind' }] : [];
  },
};

/** A bank, as its address in the environment or, in this process, as the test says. */
export const bank: { charge: (id: string, attempt: number, signal: AbortSignal) => Promise<unknown> } = {
  charge: async (id, _, signal) => {
    const answer = await fetch(process.env['BANK_URL'] ?? '', { method: 'POST', body: id, signal });
    if (answer.status === 402) throw new EffectRefusedError('the card is empty');
    if (!answer.ok) throw new Error(`the bank answered ${answer.status}`);
  },
};

@Injectable()
class ChargedTallyEffects {
  @EffectHandler(chargedTally, 'charge')
  async charge({ id, attempt, signal }: EffectToMake<typeof chargedTally>): Promise<TallyChange> {
    await bank.charge(id, attempt, signal);
    return { type: 'add', amount: 100 };
  }

  @EffectHandler(chargedTally, 'remind')
  remind(): Promise<TallyChange> {
    return Promise.resolve({ type: 'add', amount: 1_000 });
  }
}

@Module({
  imports: [DialogsModule.forFeature(chargedTally)],
  controllers: [TallyWriteActionsController, TallyEmbedsController, TallyServiceOwnerController],
  providers: [ChargedTallyEffects],
})
class ChargedTallyModule {}

export const chargedTallyFeature: Feature = { ...tallyFeature, module: ChargedTallyModule };

/** The same without its handlers. */
@Module({
  imports: [DialogsModule.forFeature(chargedTally)],
  controllers: [TallyWriteActionsController, TallyEmbedsController],
})
class UnhandledTallyModule {}

export const unhandledTallyFeature: Feature = { ...tallyFeature, module: UnhandledTallyModule };
