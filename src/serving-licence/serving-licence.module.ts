import { Module } from '@nestjs/common';
import { NavigationModule } from '../navigation/navigation.module.js';
import { licenceDialogs } from './dialogs/licence-dialogs.module.js';
import { EmbedsModule } from './embeds/embeds.module.js';
import { LicenceFilesController } from './pages/licence-files.controller.js';
import { LicenceFiles } from './pages/licence-files.js';
import { LicencePageController } from './pages/licence-page.controller.js';
import { LicenceDecisionController } from './service-owner/licence-decision.controller.js';
import { WriteActionsModule } from './write-actions/write-actions.module.js';

/** The sample, whole: delete this folder and write your own. */
@Module({
  imports: [WriteActionsModule, EmbedsModule, licenceDialogs, NavigationModule],
  controllers: [LicencePageController, LicenceFilesController, LicenceDecisionController],
  providers: [LicenceFiles],
})
export class ServingLicenceModule {}
