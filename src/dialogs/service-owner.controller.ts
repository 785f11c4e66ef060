import { createHash } from 'node:crypto';
import { Body, Controller, Get, Headers, HttpCode, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiHeader, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Settings } from '../config/settings.js';
import { invalidRequest } from '../http/validation.js';
import { AnswersOutcome } from './answers-outcome.js';
import type { Dialog } from './dialog.js';
import { DialogsService } from './dialogs.service.js';
import { DecisionDto, DialogDto, OpenDialogDto, OpenedDialogDto } from './service-owner.dto.js';
import { ServiceOwnerGuard } from './service-owner.guard.js';
import type { ServiceOwnerCaller } from './service-owner.strategy.js';
import { within } from './outcome.js';
import { idInPath } from './uuid-v7.js';

const idempotencyKeyPattern = /^[\x21-\x7e]{1,255}$/;

/** What the service owner's own systems do: open dialogs, look at them, and decide. */
@ApiTags('service owner')
@ApiBearerAuth('maskinporten')
@ApiResponse({ status: 401, description: 'No Maskinporten token, or one that is not good' })
@ApiResponse({ status: 403, description: 'The token lacks the scope' })
@Controller('service-owner/dialogs')
@UseGuards(ServiceOwnerGuard)
export class ServiceOwnerController {
  constructor(
    private readonly dialogs: DialogsService,
    private readonly settings: Settings,
  ) {}

  /** Opens a dialog. The same `Idempotency-Key` and body again gets the same answer. */
  @Post()
  @HttpCode(201)
  @ApiHeader({ name: 'Idempotency-Key', required: true, schema: { type: 'string', minLength: 1, maxLength: 255 } })
  @ApiResponse({ status: 201, type: OpenedDialogDto, description: 'Ours; Dialogporten has it, or will' })
  @ApiResponse({ status: 409, description: 'The id is taken' })
  @ApiResponse({ status: 422, description: 'The Idempotency-Key came with another body before' })
  async open(
    @Body() body: OpenDialogDto,
    @Headers('idempotency-key') idempotencyKey: string | undefined,
    @Req() { user: { clientId }, body: sent }: { user: ServiceOwnerCaller; body: unknown },
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OpenedDialogDto> {
    if (idempotencyKey === undefined || !idempotencyKeyPattern.test(idempotencyKey)) {
      throw invalidRequest([{ field: 'Idempotency-Key', constraints: [{ name: 'isIdempotencyKey' }] }]);
    }
    const bodyHash = createHash('sha256').update(canonicalJson(sent)).digest('hex');
    const { dialogId, outcome } = await this.dialogs.open({ clientId, idempotencyKey, bodyHash }, toOpenDialog(body));
    await within(this.settings.WRITE_ACTION_TIMEOUT_MS, outcome);
    reply.header('Location', `${this.settings.PUBLIC_URL}/service-owner/dialogs/${dialogId}`);
    return { dialogId };
  }

  /** A dialog, deleted ones too. */
  @Get(':dialogId')
  @ApiResponse({ status: 200, type: DialogDto })
  async find(@Param('dialogId') dialogId: string): Promise<DialogDto> {
    return toDto(await this.dialogs.find(idInPath(dialogId)));
  }

  /** Decides on an application that awaits a decision. */
  @Post(':dialogId/decision')
  @AnswersOutcome()
  decide(@Param('dialogId') dialogId: string, @Body() { granted, reason }: DecisionDto) {
    const decision = { type: 'decide', granted, ...(reason !== undefined && { reason }) } as const;
    return this.dialogs.decide(idInPath(dialogId), decision);
  }
}

/** The same JSON value in the same letters, whatever the order of its members. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}

function toOpenDialog({ id, party, title, dueAt, externalReference }: OpenDialogDto) {
  return {
    party,
    ...(id && { id }),
    ...(title && { title: { ...title } }),
    ...(dueAt && { dueAt }),
    ...(externalReference && { externalReference }),
  };
}

function toDto({ id, party, serviceResource, title, externalReference, licence, ...dialog }: Dialog): DialogDto {
  const { dueAt, version, publishedVersion, createdAt, changedAt } = dialog;
  return {
    dialogId: id,
    party,
    serviceResource,
    state: licence.state,
    ...(licence.state === 'decided' && { granted: licence.granted }),
    ...(title && { title }),
    ...(dueAt && { dueAt: dueAt.toISOString() }),
    ...(externalReference && { externalReference }),
    version,
    publishedVersion,
    createdAt: createdAt.toISOString(),
    changedAt: changedAt.toISOString(),
  };
}
