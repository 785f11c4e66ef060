import { Module } from '@nestjs/common';
import type { DialogDefinition } from '../../../src/dialogs/dialog-definition.js';
import { DialogsModule } from '../../../src/dialogs/dialogs.module.js';
import type { Feature } from '../../../src/feature.js';
import { NavigationModule } from '../../../src/navigation/navigation.module.js';
import { MooringAccountsController, MooringCaseWorkerController } from './case-worker.controller.js';
import { MooringPermitEmbedController } from './embed.controller.js';
import { MooringPermitFilesController } from './files.controller.js';
import { mooringPermit } from './mooring-permit.definition.js';
import { MooringPermitEffects } from './mooring-permit.effects.js';
import { Archive, PaymentProvider } from './other-systems.js';
import { paymentTables } from './payments.js';
import { standInClient } from './stand-in-client.js';
import { MooringPermitWriteActionsController } from './write-actions.controller.js';

@Module({
  imports: [DialogsModule.forFeature(mooringPermit), NavigationModule],
  controllers: [
    MooringPermitWriteActionsController,
    MooringPermitEmbedController,
    MooringPermitFilesController,
    MooringCaseWorkerController,
    MooringAccountsController,
  ],
  providers: [MooringPermitEffects, PaymentProvider, Archive],
})
class MooringPermitModule {}

/**
 * The feature for the list in `app.module.ts`. The settings hold on a developer's machine, against the stand-in
 * platform.
 */
export const mooringPermitFeature: Feature = {
  module: MooringPermitModule,
  definitions: [mooringPermit as DialogDefinition],
  tables: paymentTables,
  localSettings: {
    DIALOGPORTEN_SERVICE_RESOURCES: mooringPermit.serviceResource,
    SERVICE_OWNER_SCOPE: 'mooring-permit:dialogs.write',
    SERVICE_OWNER_ORGANIZATIONS: '991825827',
    MASKINPORTEN_CLIENT_ID: standInClient.clientId,
    MASKINPORTEN_PRIVATE_JWK: JSON.stringify(standInClient.privateJwk),
    // To correct a decision that was sent.
    MASKINPORTEN_SCOPE: 'digdir:dialogporten.serviceprovider digdir:dialogporten.serviceprovider.changetransmissions',
  },
};
