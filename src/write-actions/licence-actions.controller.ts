import { Delete, Post } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import { Caller, DialogEndpoint, type DialogToken, RequireAction, RequireLevel } from '../dialog-token/index.js';
import { AnswersOutcome } from '../dialogs/answers-outcome.js';
import { DialogsService } from '../dialogs/dialogs.service.js';
import { signingTask } from '../dialogs/gui-actions.js';
import type { Publication } from '../dialogs/outcome.js';

/** The buttons of the sample: what an end user does to an application without leaving the portal. */
@DialogEndpoint('dialogs/:dialogId')
@AnswersOutcome()
export class LicenceActionsController {
  constructor(private readonly dialogs: DialogsService) {}

  @Post('actions/confirm')
  @RequireAction('confirm')
  confirm(@Caller() caller: DialogToken): Promise<Publication> {
    return this.dialogs.change(caller, { type: 'confirm' });
  }

  @Post('actions/submit')
  @RequireAction('write')
  submit(@Caller() caller: DialogToken): Promise<Publication> {
    return this.dialogs.change(caller, { type: 'submit' });
  }

  @Post('actions/sign')
  @RequireAction('sign', { resource: signingTask })
  @RequireLevel(4)
  sign(@Caller() caller: DialogToken): Promise<Publication> {
    return this.dialogs.change(caller, { type: 'sign' });
  }

  @Delete()
  @ApiResponse({ status: 422, description: 'Deleted too early: `deletionAllowedAt` says from when' })
  @RequireAction('delete')
  delete(@Caller() caller: DialogToken): Promise<Publication> {
    return this.dialogs.change(caller, { type: 'delete' });
  }
}
