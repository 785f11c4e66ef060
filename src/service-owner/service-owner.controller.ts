import { Body, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import type { StateDescription } from '../dialogs/dialog-definition.js';
import { DialogDefinitions } from '../dialogs/dialog-definitions.js';
import { DialogsService } from '../dialogs/dialogs.service.js';
import type { KeyedRequest } from '../dialogs/idempotency.js';
import type { FoundDialog } from '../dialogs/search.js';
import { Searches } from '../dialogs/searches.js';
import { StoredDialogs } from '../dialogs/stored-dialogs.js';
import { idInPath, timestampOf } from '../dialogs/uuid-v7.js';
import { ApiProblems } from '../openapi/api-answers.decorators.js';
import { invalidRequest, validContent } from '../http/validation.js';
import { ServiceClock } from '../time/service-clock.js';
import { ApiAction } from '../write-actions/api-action.decorator.js';
import type { Answered } from '../write-actions/delivery.interceptor.js';
import { actorNamed } from './performed-by.dto.js';
import { ApiIdempotencyKey, IdentifiedBy, ServiceOwnerEndpoint } from './service-owner-endpoint.decorator.js';
import { DialogPageDto, FindDialogsDto, SearchDialogsDto } from './search.dto.js';
import { type DeliveryDto, DialogDto, OpenDialogDto, OpenedDialogDto } from './service-owner.dto.js';
import { FromServiceOwner, type ServiceOwnerCaller } from './service-owner-caller.js';

/** Requests of the service owner's own systems for dialogs of every kind: open them, find them, and read them. */
@ServiceOwnerEndpoint('service-owner/dialogs')
export class ServiceOwnerController {
  constructor(
    private readonly dialogs: DialogsService,
    private readonly stored: StoredDialogs,
    private readonly definitions: DialogDefinitions,
    private readonly searches: Searches,
    private readonly clock: ServiceClock,
  ) {}

  /** Opens a dialog. Dialogporten shows it at once, or as soon as it can be reached. The same `Idempotency-Key` and body again gets the same answer. */
  @Post()
  @ApiIdempotencyKey('required')
  @ApiAction(OpenedDialogDto, {
    Location: { description: 'Where it can be read', schema: { type: 'string', format: 'uri' } },
  })
  @ApiProblems('foreign-resource')
  async open(
    @Body() body: OpenDialogDto,
    @IdentifiedBy('required') request: KeyedRequest,
  ): Promise<Answered<OpenedDialogDto>> {
    requireTimes(body, this.clock.now());
    const content = await this.contentOf(body);
    const { dialogId, ...delivery } = await this.dialogs.open(request, { ...toOpenDialog(body), content });
    return { delivery, answer: { dialogId }, location: `/service-owner/dialogs/${dialogId}` };
  }

  /** Finds dialogs of the caller's organisation, a page at a time, deleted ones too. All that the query gives has to hold. To find those of a party, or by a reference that tells of a person, send the search as a body. */
  @Get()
  @ApiResponse({ status: 200, type: DialogPageDto, description: 'A page of what was found' })
  @ApiProblems('foreign-resource')
  list(@Query() query: FindDialogsDto, @FromServiceOwner() caller: ServiceOwnerCaller): Promise<DialogPageDto> {
    return this.pageOf(query, caller);
  }

  /** Finds dialogs as a query does, by party too: a body is not logged on its way, as addresses are. Changes nothing. */
  @Post('search')
  @HttpCode(200)
  @ApiResponse({ status: 200, type: DialogPageDto, description: 'A page of what was found' })
  @ApiProblems('foreign-resource')
  search(@Body() body: SearchDialogsDto, @FromServiceOwner() caller: ServiceOwnerCaller): Promise<DialogPageDto> {
    return this.pageOf(body, caller);
  }

  /** Reads a dialog. It can be read when it has been deleted, too; `delivery` says whether Dialogporten has its newest version. */
  @Get(':dialogId')
  @ApiResponse({ status: 200, type: DialogDto, description: 'The dialog' })
  @ApiProblems('not-found')
  async find(@Param('dialogId') dialogId: string, @FromServiceOwner() caller: ServiceOwnerCaller): Promise<DialogDto> {
    const { dialog, description } = await this.stored.describe(idInPath(dialogId), caller.organizationNumber);
    return toDto(dialog, description);
  }

  private async pageOf(
    { serviceResource, after, limit, ...search }: SearchDialogsDto,
    { organizationNumber }: ServiceOwnerCaller,
  ): Promise<DialogPageDto> {
    const resources =
      serviceResource === undefined
        ? this.definitions.all.map((definition) => definition.serviceResource)
        : [this.definitions.named(serviceResource).serviceResource];
    const page = await this.searches.find(resources, search, { after, limit }, organizationNumber);
    return { ...page, dialogs: page.dialogs.map(({ dialog, description }) => toDto(dialog, description)) };
  }

  /** @throws {Problem} `foreign-resource`; `invalid-request` when the kind of dialog is opened with something else. */
  private async contentOf({ serviceResource, content }: OpenDialogDto): Promise<unknown> {
    const { opening } = this.definitions.named(serviceResource);
    if (opening !== undefined) return validContent(content ?? {}, opening.body);
    if (content === undefined) return undefined;
    throw invalidRequest([{ field: 'content', constraints: [{ name: 'whitelistValidation' }] }]);
  }
}

/** By the service's clock, since that of this process may be wrong. @throws {Problem} `invalid-request` */
function requireTimes({ dueAt, id }: OpenDialogDto, now: Date): void {
  const broken = [
    ...(dueAt !== undefined && dueAt <= now ? [{ field: 'dueAt', name: 'isFutureDateTime' }] : []),
    ...(id !== undefined && timestampOf(id) > now.getTime() ? [{ field: 'id', name: 'isPastUuidV7' }] : []),
  ];
  if (broken.length > 0) throw invalidRequest(broken.map(({ field, name }) => ({ field, constraints: [{ name }] })));
}

function toOpenDialog({ id, party, serviceResource, title, dueAt, externalReference, ...asked }: OpenDialogDto) {
  const performedBy = actorNamed(asked.performedBy);
  return {
    party,
    ...(performedBy && { performedBy }),
    ...(serviceResource && { serviceResource }),
    ...(id && { id }),
    ...(title && { title: { ...title } }),
    ...(dueAt && { dueAt }),
    ...(externalReference && { externalReference }),
  };
}

function toDto(
  { id, party, serviceResource, title, externalReference, ...dialog }: FoundDialog,
  description: StateDescription,
): DialogDto {
  const { dueAt, version, deliveredVersion, delivery = { status: 'delivered' }, createdAt, changedAt } = dialog;
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
    delivery: { ...delivery, ...('since' in delivery && { since: delivery.since.toISOString() }) } as DeliveryDto,
    createdAt: createdAt.toISOString(),
    changedAt: changedAt.toISOString(),
  };
}
