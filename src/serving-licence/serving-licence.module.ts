import { Module } from '@nestjs/common';
import { DialogsModule } from '../dialogs/dialogs.module.js';
import { NavigationModule } from '../navigation/navigation.module.js';
import { LicenceDecisionController } from './licence-decision.controller.js';
import { LicenceEmbedsController } from './licence-embeds.controller.js';
import { LicenceFiles } from './licence-files.js';
import { LicenceFilesController } from './licence-files.controller.js';
import { LicencePageController } from './licence-page.controller.js';
import { LicenceStatementsController } from './licence-statements.controller.js';
import { LicenceWriteActionsController } from './licence-write-actions.controller.js';
import { servingLicence } from './serving-licence.definition.js';

/** The sample, whole: delete this folder and write your own. */
@Module({
  imports: [DialogsModule.forFeature(servingLicence), NavigationModule],
  controllers: [
    LicenceWriteActionsController,
    LicenceStatementsController,
    LicenceEmbedsController,
    LicencePageController,
    LicenceFilesController,
    LicenceDecisionController,
  ],
  providers: [LicenceFiles],
})
export class ServingLicenceModule {}
