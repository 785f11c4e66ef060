import { createHash } from 'node:crypto';
import { Body, Get, Headers, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiResponse } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Settings } from '../config/settings.js';
import { within } from '../delivery/delivery.js';
import type { StateDescription } from '../dialogs/dialog-definition.js';
import type { Dialog } from '../dialogs/dialog.js';
import { DialogsService } from '../dialogs/dialogs.service.js';
import { idInPath } from '../dialogs/uuid-v7.js';
import { invalidRequest } from '../http/validation.js';
import { DialogDto, OpenDialogDto, OpenedDialogDto } from './service-owner.dto.js';
import { ServiceOwnerEndpoint } from './service-owner-endpoint.decorator.js';
import type { ServiceOwnerCaller } from './service-owner.strategy.js';

const idempotencyKeyPattern = /^[\x21-\x7e]{1,255}$/;

/** What the service owner's own systems do with dialogs of every kind: open them, and look at them. */
@ServiceOwnerEndpoint('service-owner/dialogs')
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
    const { dialog, description } = await this.dialogs.describe(idInPath(dialogId));
    return toDto(dialog, description);
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

function toOpenDialog({ id, party, serviceResource, title, dueAt, externalReference }: OpenDialogDto) {
  return {
    party,
    ...(serviceResource && { serviceResource }),
    ...(id && { id }),
    ...(title && { title: { ...title } }),
    ...(dueAt && { dueAt }),
    ...(externalReference && { externalReference }),
  };
}

function toDto(
  { id, party, serviceResource, title, externalReference, ...dialog }: Dialog,
  description: StateDescription,
): DialogDto {
  const { dueAt, version, deliveredVersion, createdAt, changedAt } = dialog;
  return {
    dialogId: id,
    party,
    serviceResource,
    ...description,
    ...(title && { title }),
    ...(dueAt && { dueAt: dueAt.toISOString() }),
    ...(externalReference && { externalReference }),
    version,
    deliveredVersion,
    createdAt: createdAt.toISOString(),
    changedAt: changedAt.toISOString(),
  };
}
