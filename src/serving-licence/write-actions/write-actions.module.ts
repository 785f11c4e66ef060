import { Module } from '@nestjs/common';
import { licenceDialogs } from '../dialogs/licence-dialogs.module.js';
import { LicenceStatementsController } from './licence-statements.controller.js';
import { LicenceWriteActionsController } from './licence-write-actions.controller.js';

/** What end users do to an application by a button of the portal, and end-user systems by an API action. */
@Module({
  imports: [licenceDialogs],
  controllers: [LicenceWriteActionsController, LicenceStatementsController],
})
export class WriteActionsModule {}
