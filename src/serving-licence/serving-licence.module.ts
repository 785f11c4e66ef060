import { Module } from '@nestjs/common';
import { DialogsModule } from '../dialogs/dialogs.module.js';
import { LicenceDecisionController } from './licence-decision.controller.js';
import { LicenceEmbedsController } from './licence-embeds.controller.js';
import { LicenceWriteActionsController } from './licence-write-actions.controller.js';
import { servingLicence } from './serving-licence.definition.js';

/** The sample, whole: delete this folder and write your own. */
@Module({
  imports: [DialogsModule.forFeature(servingLicence)],
  controllers: [LicenceWriteActionsController, LicenceEmbedsController, LicenceDecisionController],
})
export class ServingLicenceModule {}
