import { Body, Get, Param, Post } from '@nestjs/common';
import { IsBoolean } from 'class-validator';
import type { Delivery } from '../../src/delivery/delivery.js';
import { Caller, DialogEndpoint, type DialogToken, RequireAction } from '../../src/dialog-token/index.js';
import { Dialogs } from '../../src/dialogs/dialogs.js';
import { idInPath } from '../../src/dialogs/uuid-v7.js';
import { Embeds, ForReader } from '../../src/embeds/embeds.decorator.js';
import { embed, type Embed, paragraph, quotation } from '../../src/embeds/markdown.js';
import type { Reader } from '../../src/embeds/reader.js';
import { IsPlainText } from '../../src/http/plain-text.js';
import { ServiceOwnerEndpoint } from '../../src/service-owner/service-owner-endpoint.decorator.js';
import { WriteActions } from '../../src/write-actions/write-actions.decorator.js';
import type { parkingPermit } from './permit.definition.js';

export class AnswerDto {
  @IsPlainText(500)
  readonly answer: string;
}

export class QuestionDto {
  @IsPlainText(500)
  readonly question: string;
}

export class PermitDecisionDto {
  @IsBoolean()
  readonly granted: boolean;
}

@DialogEndpoint('parking-permits/:dialogId')
@WriteActions()
export class PermitWriteActionsController {
  constructor(private readonly permits: Dialogs<typeof parkingPermit>) {}

  @Post('answer')
  @RequireAction('write')
  answer(@Caller() caller: DialogToken, @Body() { answer }: AnswerDto): Promise<Delivery> {
    return this.permits.change(caller, { type: 'answer', answer });
  }

  @Post('withdraw')
  @RequireAction('delete')
  withdraw(@Caller() caller: DialogToken): Promise<Delivery> {
    return this.permits.change(caller, { type: 'withdraw' });
  }
}

@DialogEndpoint('parking-permits/:dialogId/embed')
@Embeds()
export class PermitEmbedController {
  constructor(private readonly permits: Dialogs<typeof parkingPermit>) {}

  @Get()
  @RequireAction('read')
  async embed(@Caller() caller: DialogToken, @ForReader() { language }: Reader): Promise<Embed> {
    const { state } = await this.permits.read(caller);
    const asked = { nb: 'Vi spør:', nn: 'Vi spør:', en: 'We ask:' }[language];
    return state.state === 'info-requested'
      ? embed(paragraph(asked), quotation(state.question))
      : embed(paragraph(state.state));
  }
}

@ServiceOwnerEndpoint('service-owner/parking-permits/:dialogId')
@WriteActions()
export class PermitServiceOwnerController {
  constructor(private readonly permits: Dialogs<typeof parkingPermit>) {}

  @Post('question')
  ask(@Param('dialogId') dialogId: string, @Body() { question }: QuestionDto): Promise<Delivery> {
    return this.permits.changeAsServiceOwner(idInPath(dialogId), { type: 'ask', question });
  }

  @Post('decision')
  decide(@Param('dialogId') dialogId: string, @Body() { granted }: PermitDecisionDto): Promise<Delivery> {
    return this.permits.changeAsServiceOwner(idInPath(dialogId), { type: 'decide', granted });
  }
}
