import { Module } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { DialogportenModule } from '../dialogporten/dialogporten.module.js';
import { granteeOf } from '../dialogporten/maskinporten-grant.js';
import { ServiceClock } from '../time/service-clock.js';
import { Attempts } from './attempts.js';
import { DeliveredNotes } from './delivered-notes.js';
import { Outbox } from './outbox.js';
import { Projections } from './projections.js';
import { Relay } from './relay.js';
import { Sender } from './sender.js';

/** Delivers every dialog to Dialogporten, through all failures. */
@Module({
  imports: [
    DialogportenModule.forRootAsync({
      inject: [Settings, ServiceClock],
      useFactory: (settings: Settings, clock: ServiceClock) => {
        const now = () => clock.now().getTime();
        return { now, baseUrl: settings.DIALOGPORTEN_BASE_URL, maskinporten: granteeOf(settings, now) };
      },
    }),
  ],
  providers: [Projections, Sender, Attempts, Outbox, DeliveredNotes, Relay],
  exports: [DialogportenModule, Projections, Attempts, Outbox],
})
export class DeliveryModule {}
