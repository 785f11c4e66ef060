import { Module } from '@nestjs/common';
import { DialogsModule } from '../dialogs/dialogs.module.js';
import { LicenceActionsController } from './licence-actions.controller.js';

/** The endpoints behind the buttons of a dialog. */
@Module({ imports: [DialogsModule], controllers: [LicenceActionsController] })
export class WriteActionsModule {}
