import { Module } from '@nestjs/common';
import { DialogsModule } from '../dialogs/dialogs.module.js';
import { EventInbox } from './event-inbox.js';
import { EventsController } from './events.controller.js';
import { EventsGuard } from './events.guard.js';

/** The events of Altinn Events: each is taken once, and becomes an effect of a dialog or opens one. */
@Module({
  imports: [DialogsModule],
  controllers: [EventsController],
  providers: [EventInbox, EventsGuard],
  exports: [EventInbox, EventsGuard],
})
export class EventsModule {}
