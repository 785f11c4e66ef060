import { Module } from '@nestjs/common';
import { DialogsModule } from '../../../src/dialogs/dialogs.module.js';
import type { Feature } from '../../../src/feature.js';
import { NavigationModule } from '../../../src/navigation/navigation.module.js';
import { officialLetterClient, officialLetterScope } from '../emulator/client.js';
import { OfficialLetterEmbedController } from './embed.controller.js';
import { EnclosuresController } from './enclosures.controller.js';
import { officialLetter } from './official-letter.definition.js';
import { Reminders } from './reminders.js';
import { OfficialLetterSenderController, OfficialLetterWriteActionsController } from './write-actions.controller.js';

@Module({
  imports: [DialogsModule.forFeature(officialLetter), NavigationModule],
  controllers: [
    OfficialLetterWriteActionsController,
    OfficialLetterSenderController,
    OfficialLetterEmbedController,
    EnclosuresController,
  ],
  providers: [Reminders],
})
class OfficialLetterModule {}

/** The feature that the test starts the service with, against the stand-in platform. */
export const officialLetterFeature: Feature = {
  module: OfficialLetterModule,
  definitions: [officialLetter],
  localSettings: {
    DIALOGPORTEN_SERVICE_RESOURCES: officialLetter.serviceResource,
    SERVICE_OWNER_SCOPE: officialLetterScope,
    SERVICE_OWNER_ORGANIZATIONS: '991825827',
    MASKINPORTEN_CLIENT_ID: officialLetterClient.clientId,
    MASKINPORTEN_PRIVATE_JWK: JSON.stringify(officialLetterClient.privateJwk),
  },
};
