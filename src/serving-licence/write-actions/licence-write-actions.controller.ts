import { Delete, Post } from '@nestjs/common';
import { Caller, DialogEndpoint, type DialogToken, RequireAction, RequireLevel } from 'nestjs-dialog-token';
import { Dialogs } from '../../dialogs/dialogs.js';
import type { Delivery } from '../../delivery/delivery.js';
import { ApiProblems } from '../../openapi/api-answers.decorators.js';
import { WriteActions } from '../../write-actions/write-actions.decorator.js';
import { signingTask } from '../dialogs/gui-actions.js';
import type { servingLicence } from '../dialogs/serving-licence.definition.js';

/** The buttons of the sample: changes of an application by an end user in the portal. */
@DialogEndpoint('dialogs/:dialogId')
@WriteActions()
export class LicenceWriteActionsController {
  constructor(private readonly licences: Dialogs<typeof servingLicence>) {}

  /** Confirms that the applicant wants the licence renewed. The application is then a draft. */
  @Post('actions/confirm')
  @RequireAction('confirm')
  confirm(@Caller() caller: DialogToken): Promise<Delivery> {
    return this.licences.change(caller, { type: 'confirm' });
  }

  /** Submits the draft. It comes into the dialog as the party's own transmission, and awaits its signature. */
  @Post('actions/submit')
  @RequireAction('write')
  submit(@Caller() caller: DialogToken): Promise<Delivery> {
    return this.licences.change(caller, { type: 'submit' });
  }

  /** Signs what was submitted. The application then awaits the decision. */
  @Post('actions/sign')
  @RequireAction('sign', { resource: signingTask })
  @RequireLevel(4)
  sign(@Caller() caller: DialogToken): Promise<Delivery> {
    return this.licences.change(caller, { type: 'sign' });
  }

  /** Withdraws the application, before it is decided. The dialog is deleted. */
  @Post('actions/withdraw')
  @RequireAction('delete')
  withdraw(@Caller() caller: DialogToken): Promise<Delivery> {
    return this.licences.change(caller, { type: 'withdraw' });
  }

  /** Deletes the dialog. Before the decision that withdraws the application; after it, it must have been kept for a while. */
  @Delete()
  @ApiProblems('minimum-persistence-lifetime-not-satisfied')
  @RequireAction('delete')
  delete(@Caller() caller: DialogToken): Promise<Delivery> {
    return this.licences.change(caller, { type: 'delete' });
  }
}
