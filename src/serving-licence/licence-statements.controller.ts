import { Body, Post } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import { Settings } from '../config/settings.js';
import { Caller, DialogEndpoint, type DialogToken, RequireAction } from '../dialog-token/index.js';
import { ApiProblems } from '../http/api-problems.decorator.js';
import { Dialogs } from '../dialogs/dialogs.js';
import { SystemUsers } from '../system-users/system-users.decorator.js';
import type { servingLicence } from './serving-licence.definition.js';
import { AddedStatementDto, StatementDto } from './statement.dto.js';

/** The API action of the sample: what an end-user system, of a person or on its own, does with input. */
@SystemUsers()
@DialogEndpoint('dialogs/:dialogId')
export class LicenceStatementsController {
  constructor(
    private readonly licences: Dialogs<typeof servingLicence>,
    private readonly settings: Settings,
  ) {}

  /** Adds a statement to an application that has not been submitted. The same token and statement again adds none. */
  @Post('statements')
  @RequireAction('write')
  @ApiResponse({ status: 201, type: AddedStatementDto, description: 'Ours; Dialogporten shows it, or will' })
  @ApiProblems('gone', 'conflict', 'upstream-refused')
  async add(@Caller() caller: DialogToken, @Body() { statement }: StatementDto): Promise<AddedStatementDto> {
    const delivery = await this.licences.change(caller, { type: 'state', statement });
    await delivery.outcome(this.settings.WRITE_ACTION_TIMEOUT_MS);
    return { dialogId: caller.dialogId, statement };
  }
}
