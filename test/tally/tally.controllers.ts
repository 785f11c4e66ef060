import { Body, Delete, Get, Param, Post } from '@nestjs/common';
import { IsInt, Max, Min } from 'class-validator';
import {
  Caller,
  DialogEndpoint,
  type DialogToken,
  type DialogRequest,
  RequireAction,
  RequireAnyAction,
  RequireLevel,
} from 'nestjs-dialog-token';
import type { Delivery } from '../../src/delivery/delivery.js';
import { Dialogs } from '../../src/dialogs/dialogs.js';
import type { ServiceOwnerRequest } from '../../src/dialogs/idempotency.js';
import { idInPath } from '../../src/dialogs/uuid-v7.js';
import { formatDateTime } from '../../src/embeds/date-format.js';
import { Embeds, ForReader } from '../../src/embeds/embeds.decorator.js';
import { embed, type Embed, paragraph } from '../../src/embeds/markdown.js';
import type { Reader } from '../../src/embeds/reader.js';
import { ApiProblems } from '../../src/openapi/api-answers.decorators.js';
import {
  ApiIdempotencyKey,
  IdentifiedBy,
  ServiceOwnerEndpoint,
} from '../../src/service-owner/service-owner-endpoint.decorator.js';
import { WriteActions } from '../../src/write-actions/write-actions.decorator.js';
import { approvalTask, reportResource, type tally } from './tally.js';

/** The report, by the reference of an authorization context or by its id. */
const reportIn = ({ params }: DialogRequest) => ['report', params['transmissionId']?.toLowerCase() ?? ''];

export class AddDto {
  @IsInt()
  @Min(1)
  @Max(1000)
  readonly amount: number;
}

@DialogEndpoint('tallies/:dialogId')
@WriteActions()
export class TallyWriteActionsController {
  constructor(private readonly tallies: Dialogs<typeof tally>) {}

  @Post('count')
  @RequireAction('write')
  count(@Caller() caller: DialogToken): Promise<Delivery> {
    return this.tallies.change(caller, { type: 'count' });
  }

  @Post('add')
  @RequireAction('write')
  add(@Caller() caller: DialogToken, @Body() { amount }: AddDto): Promise<Delivery> {
    return this.tallies.change(caller, { type: 'add', amount });
  }

  @Post('close')
  @RequireAction('write')
  close(@Caller() caller: DialogToken): Promise<Delivery> {
    return this.tallies.change(caller, { type: 'close' });
  }

  @Post('approve')
  @RequireAction('sign', { resource: approvalTask })
  @RequireLevel(4)
  approve(@Caller() caller: DialogToken): Promise<Delivery> {
    return this.tallies.change(caller, { type: 'approve' });
  }

  @Delete()
  @ApiProblems('minimum-persistence-lifetime-not-satisfied')
  @RequireAction('delete')
  delete(@Caller() caller: DialogToken): Promise<Delivery> {
    return this.tallies.change(caller, { type: 'delete' });
  }
}

@DialogEndpoint('tallies/:dialogId')
@Embeds()
export class TallyEmbedsController {
  constructor(private readonly tallies: Dialogs<typeof tally>) {}

  @Get('embed')
  @RequireAction('read')
  async dialog(@Caller() caller: DialogToken, @ForReader() reader: Reader): Promise<Embed> {
    const { state } = await this.tallies.read(caller);
    return embed(
      paragraph(`${reader.language}: ${state.count}`),
      state.state === 'approved' ? paragraph(`Approved ${formatDateTime(state.approvedAt, reader)}`) : undefined,
    );
  }

  @Get('reports/:transmissionId')
  @RequireAnyAction('read', `transmissionread,${reportResource}`, { orEntity: reportIn })
  async report(
    @Caller() caller: DialogToken,
    @ForReader() reader: Reader,
    @Param('transmissionId') id: string,
  ): Promise<Embed> {
    const { dialog } = await this.tallies.readTransmission(caller, idInPath(id), reader);
    return embed(paragraph(`Counted to ${dialog.state.count}`));
  }
}

@ServiceOwnerEndpoint('service-owner/tallies/:dialogId')
@WriteActions()
export class TallyServiceOwnerController {
  constructor(private readonly tallies: Dialogs<typeof tally>) {}

  @Post('close')
  @ApiIdempotencyKey('optional')
  close(
    @Param('dialogId') dialogId: string,
    @IdentifiedBy('optional') request: ServiceOwnerRequest,
  ): Promise<Delivery> {
    return this.tallies.changeAsServiceOwner(idInPath(dialogId), { type: 'close' }, request);
  }
}
