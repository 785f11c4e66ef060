import { Body, Post } from '@nestjs/common';
import type { Delivery } from '../../../src/delivery/delivery.js';
import { Caller, DialogEndpoint, type DialogToken, RequireAction } from 'nestjs-dialog-token';
import { Dialogs } from '../../../src/dialogs/dialogs.js';
import { WriteActions } from '../../../src/write-actions/write-actions.decorator.js';
import { PaymentAgreementDto } from './application.dto.js';
import type { mooringPermit } from './mooring-permit.definition.js';

/** The buttons, and what end-user systems do with input. */
@DialogEndpoint('mooring-permit/:dialogId')
@WriteActions()
export class MooringPermitWriteActionsController {
  constructor(private readonly dialogs: Dialogs<typeof mooringPermit>) {}

  /** Pays the fee by the agreement of the application. The provider is asked afterwards; the dialog tells how it ends. */
  @Post('pay')
  @RequireAction('pay')
  pay(@Caller() caller: DialogToken): Promise<Delivery> {
    return this.dialogs.change(caller, { type: 'pay' });
  }

  /** Pays the fee by another agreement, which becomes that of the application. */
  @Post('pay-with')
  @RequireAction('pay')
  payWith(@Caller() caller: DialogToken, @Body() { agreement }: PaymentAgreementDto): Promise<Delivery> {
    return this.dialogs.change(caller, { type: 'pay-with', agreement });
  }
}
