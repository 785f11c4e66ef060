import { Delete, Post } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import { Caller, DialogEndpoint, type DialogToken, RequireAction, RequireLevel } from '../dialog-token/index.js';
import { Dialogs } from '../dialogs/dialogs.js';
import type { Delivery } from '../delivery/delivery.js';
import { WriteActions } from '../write-actions/write-actions.decorator.js';
import { signingTask } from './gui-actions.js';
import type { servingLicence } from './serving-licence.definition.js';

/** The buttons of the sample: what an end user does to an application without leaving the portal. */
@DialogEndpoint('dialogs/:dialogId')
@WriteActions()
export class LicenceWriteActionsController {
  constructor(private readonly licences: Dialogs<typeof servingLicence>) {}

  @Post('actions/confirm')
  @RequireAction('confirm')
  confirm(@Caller() caller: DialogToken): Promise<Delivery> {
    return this.licences.change(caller, { type: 'confirm' });
  }

  @Post('actions/submit')
  @RequireAction('write')
  submit(@Caller() caller: DialogToken): Promise<Delivery> {
    return this.licences.change(caller, { type: 'submit' });
  }

  @Post('actions/sign')
  @RequireAction('sign', { resource: signingTask })
  @RequireLevel(4)
  sign(@Caller() caller: DialogToken): Promise<Delivery> {
    return this.licences.change(caller, { type: 'sign' });
  }

  @Post('actions/withdraw')
  @RequireAction('delete')
  withdraw(@Caller() caller: DialogToken): Promise<Delivery> {
    return this.licences.change(caller, { type: 'withdraw' });
  }

  /** Deletes the dialog once it is decided; before that, it withdraws the application. */
  @Delete()
  @ApiResponse({ status: 422, description: 'Deleted too early: `deletionAllowedAt` says from when' })
  @RequireAction('delete')
  delete(@Caller() caller: DialogToken): Promise<Delivery> {
    return this.licences.change(caller, { type: 'delete' });
  }
}
