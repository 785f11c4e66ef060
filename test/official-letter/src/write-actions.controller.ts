import { Delete, Param, Post } from '@nestjs/common';
import type { Delivery } from '../../../src/delivery/delivery.js';
import { Caller, DialogEndpoint, type DialogToken, RequireAction, RequireLevel } from 'nestjs-dialog-token';
import { Dialogs } from '../../../src/dialogs/dialogs.js';
import type { ServiceOwnerRequest } from '../../../src/dialogs/idempotency.js';
import { idInPath } from '../../../src/dialogs/uuid-v7.js';
import {
  ApiIdempotencyKey,
  IdentifiedBy,
  ServiceOwnerEndpoint,
} from '../../../src/service-owner/service-owner-endpoint.decorator.js';
import { WriteActions } from '../../../src/write-actions/write-actions.decorator.js';
import { letterLevel, type officialLetter } from './official-letter.definition.js';

/** The buttons: changes by an end user in the portal. */
@DialogEndpoint('official-letter/:dialogId')
@WriteActions()
export class OfficialLetterWriteActionsController {
  constructor(private readonly dialogs: Dialogs<typeof officialLetter>) {}

  @Post('confirm')
  @RequireAction('confirm')
  @RequireLevel(letterLevel)
  confirm(@Caller() caller: DialogToken): Promise<Delivery> {
    return this.dialogs.change(caller, { type: 'confirm' });
  }
}

/** Changes by the sender, besides opening letters. */
@ServiceOwnerEndpoint('service-owner/official-letter/:dialogId')
@WriteActions()
export class OfficialLetterSenderController {
  constructor(private readonly dialogs: Dialogs<typeof officialLetter>) {}

  /** Withdraws a letter that the recipient has not confirmed. */
  @Delete()
  @ApiIdempotencyKey('optional')
  withdraw(
    @Param('dialogId') dialogId: string,
    @IdentifiedBy('optional') request: ServiceOwnerRequest,
  ): Promise<Delivery> {
    return this.dialogs.changeAsServiceOwner(idInPath(dialogId), { type: 'withdraw' }, request);
  }
}
