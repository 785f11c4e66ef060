import { Injectable, Module } from '@nestjs/common';
import type { DialogDefinition } from '../../src/dialogs/dialog-definition.js';
import { DialogsModule } from '../../src/dialogs/dialogs.module.js';
import type { CloudEvent } from '../../src/dialogs/event.js';
import { EffectHandler, type EffectToMake } from '../../src/effects/effect-handler.decorator.js';
import type { Feature } from '../../src/feature.js';
import { tallyFeature } from '../tally/index.js';
import {
  TallyEmbedsController,
  TallyServiceOwnerController,
  TallyWriteActionsController,
} from '../tally/tally.controllers.js';
import { tally, type Tally, type TallyChange, type TallyContent } from '../tally/tally.js';

/** A shop that has events of its own: what was bought is added to the tally of the order. */
export const shop = 'urn:altinn:resource:shop';

/**
 * A tally that takes events: of Dialogporten, that a user has seen it; of a shop, that something was bought for the order that
 * it has as reference, and that an order was made, which opens one.
 */
export const listeningTally: DialogDefinition<Tally, TallyChange, 'report', TallyContent> = {
  ...tally,
  events: {
    'dialogporten.dialog.seen.v1': { effect: 'seen' },
    'shop.bought': {
      resource: shop,
      effect: 'bought',
      dialogOf: ({ subject }) => (subject === undefined ? undefined : { externalReference: subject }),
      whenMissing: 'again',
    },
    'shop.ordered': {
      resource: shop,
      opens: ({ data, resourceinstance }) => {
        const { party, start } = data as { party: string; start: number };
        return { party, content: { start }, ...(resourceinstance && { externalReference: resourceinstance }) };
      },
    },
  },
};

@Injectable()
class ListeningTallyEffects {
  @EffectHandler(listeningTally, 'seen')
  seen(): Promise<TallyChange> {
    return Promise.resolve({ type: 'add', amount: 1 });
  }

  @EffectHandler(listeningTally, 'bought')
  bought({ payload }: EffectToMake<typeof listeningTally>): Promise<TallyChange> {
    const { data } = payload as CloudEvent;
    return Promise.resolve({ type: 'add', amount: (data as { pieces: number }).pieces });
  }
}

@Module({
  imports: [DialogsModule.forFeature(listeningTally)],
  controllers: [TallyWriteActionsController, TallyEmbedsController, TallyServiceOwnerController],
  providers: [ListeningTallyEffects],
})
class ListeningTallyModule {}

export const listeningTallyFeature: Feature = {
  ...tallyFeature,
  module: ListeningTallyModule,
  definitions: [listeningTally],
};
