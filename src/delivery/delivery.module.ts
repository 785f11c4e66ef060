import { Module } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { DialogportenModule } from '../dialogporten/dialogporten.module.js';
import { ServiceClock } from '../time/service-clock.js';
import { ActorNames } from './actor-names.js';
import { DeadLetters } from './dead-letters.js';
import { Deliveries } from './deliveries.js';
import { FailingDialogs } from './failing-dialogs.js';
import { Outbox } from './outbox.js';
import { Projections } from './projections.js';
import { Relay } from './relay.js';
import { Sender } from './sender.js';

/** Delivers every dialog to Dialogporten, through all failures. */
@Module({
  imports: [
    DialogportenModule.forRootAsync({
      inject: [Settings, ServiceClock],
      useFactory: (settings: Settings, clock: ServiceClock) => ({
        now: () => clock.now().getTime(),
        baseUrl: settings.DIALOGPORTEN_BASE_URL,
        maskinporten: {
          issuer: settings.MASKINPORTEN_ISSUER,
          clientId: settings.MASKINPORTEN_CLIENT_ID,
          privateJwk: settings.MASKINPORTEN_PRIVATE_JWK,
          scope: settings.MASKINPORTEN_SCOPE,
          consumerOrg: settings.MASKINPORTEN_CONSUMER_ORG,
          exchangeUrl: settings.ALTINN_EXCHANGE_URL,
        },
      }),
    }),
  ],
  providers: [Projections, Sender, Deliveries, Outbox, DeadLetters, FailingDialogs, Relay, ActorNames],
  exports: [DialogportenModule, Projections, Deliveries, Outbox, DeadLetters, FailingDialogs, ActorNames],
})
export class DeliveryModule {}
