import { Module } from '@nestjs/common';
import { licenceDialogs } from '../dialogs/licence-dialogs.module.js';
import { LicenceStatementsController } from './licence-statements.controller.js';
import { LicenceWriteActionsController } from './licence-write-actions.controller.js';

/** Changes by end users through buttons of the portal, and by end-user systems through an API action. */
@Module({
  imports: [licenceDialogs],
  controllers: [LicenceWriteActionsController, LicenceStatementsController],
})
export class WriteActionsModule {}
