import { Body, Post } from '@nestjs/common';
import { Caller, DialogEndpoint, type DialogToken, RequireAction } from 'nestjs-dialog-token';
import { Dialogs } from '../../dialogs/dialogs.js';
import { SystemUsers } from '../../system-users/system-users.decorator.js';
import { ApiAction } from '../../write-actions/api-action.decorator.js';
import type { Answered } from '../../write-actions/delivery.interceptor.js';
import type { servingLicence } from '../dialogs/serving-licence.definition.js';
import { AddedStatementDto, StatementDto } from './statement.dto.js';

/** The API action of the sample: an end-user system, of a person or on its own, sends input. */
@SystemUsers()
@DialogEndpoint('dialogs/:dialogId')
export class LicenceStatementsController {
  constructor(private readonly licences: Dialogs<typeof servingLicence>) {}

  /** Adds a statement to an application that has not been submitted. The same token and statement again adds none. */
  @Post('statements')
  @RequireAction('write')
  @ApiAction(AddedStatementDto)
  async add(@Caller() caller: DialogToken, @Body() { statement }: StatementDto): Promise<Answered<AddedStatementDto>> {
    const delivery = await this.licences.change(caller, { type: 'add-statement', statement });
    return { delivery, answer: { dialogId: caller.dialogId, statement } };
  }
}
