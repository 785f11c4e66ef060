import { Post } from '@nestjs/common';
import type { Delivery } from '../../../../src/delivery/delivery.js';
import { Caller, DialogEndpoint, type DialogToken, RequireAction } from 'nestjs-dialog-token';
import { Dialogs } from '../../../../src/dialogs/dialogs.js';
import { WriteActions } from '../../../../src/write-actions/write-actions.decorator.js';
import type { newDialog } from '../dialogs/new-dialog.definition.js';

/** The buttons: changes by an end user in the portal. */
@DialogEndpoint('new-dialog/:dialogId')
@WriteActions()
export class NewDialogWriteActionsController {
  constructor(private readonly dialogs: Dialogs<typeof newDialog>) {}

  @Post('confirm')
  @RequireAction('confirm')
  confirm(@Caller() caller: DialogToken): Promise<Delivery> {
    return this.dialogs.change(caller, { type: 'confirm' });
  }
}
