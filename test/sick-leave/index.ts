import { Module } from '@nestjs/common';
import { DialogsModule } from '../../src/dialogs/dialogs.module.js';
import type { Feature } from '../../src/feature.js';
import { SickLeaveDocumentsController } from './documents.controller.js';
import { SickLeaveEventsController } from './events.controller.js';
import { SickLeaveInbox } from './inbox.js';
import { sickLeaveClient, sickLeaveScope } from './sick-leave.client.js';
import { sickLeave } from './sick-leave.definition.js';

@Module({
  imports: [DialogsModule.forFeature(sickLeave)],
  controllers: [SickLeaveEventsController, SickLeaveDocumentsController],
  providers: [SickLeaveInbox],
})
class SickLeaveModule {}

export const sickLeaveFeature: Feature = {
  module: SickLeaveModule,
  definitions: [sickLeave],
  localSettings: {
    DIALOGPORTEN_SERVICE_RESOURCES: sickLeave.serviceResource,
    SERVICE_OWNER_SCOPE: sickLeaveScope,
    SERVICE_OWNER_ORGANIZATIONS: '991825827',
    MASKINPORTEN_CLIENT_ID: sickLeaveClient.clientId,
    MASKINPORTEN_PRIVATE_JWK: JSON.stringify(sickLeaveClient.privateJwk),
  },
};
