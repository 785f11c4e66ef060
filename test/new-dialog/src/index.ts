import { Module } from '@nestjs/common';
import { DialogsModule } from '../../../src/dialogs/dialogs.module.js';
import type { Feature } from '../../../src/feature.js';
import { NewDialogEmbedController } from './embeds/embed.controller.js';
import { newDialog } from './dialogs/new-dialog.definition.js';
import { standInClient } from './stand-in-client.js';
import { NewDialogWriteActionsController } from './write-actions/write-actions.controller.js';

@Module({
  imports: [DialogsModule.forFeature(newDialog)],
  controllers: [NewDialogWriteActionsController, NewDialogEmbedController],
})
class NewDialogModule {}

/**
 * The feature for the list in `app.module.ts`. The settings hold on a developer's machine, against the stand-in
 * platform.
 */
export const newDialogFeature: Feature = {
  module: NewDialogModule,
  definitions: [newDialog],
  localSettings: {
    DIALOGPORTEN_SERVICE_RESOURCES: newDialog.serviceResource,
    SERVICE_OWNER_SCOPE: 'new-dialog:dialogs.write',
    SERVICE_OWNER_ORGANIZATIONS: '991825827',
    MASKINPORTEN_CLIENT_ID: standInClient.clientId,
    MASKINPORTEN_PRIVATE_JWK: JSON.stringify(standInClient.privateJwk),
  },
};
