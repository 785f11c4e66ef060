import { Body, Controller, HttpCode, Post, Req, UseGuards } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBody, ApiConsumes, ApiResponse, ApiSecurity, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { authenticatedBy } from 'nestjs-dialog-token';
import { ApiProblems } from '../openapi/api-answers.decorators.js';
import { openValidation } from '../http/validation.js';
import { CloudEventDto, toCloudEvent } from './cloud-event.dto.js';
import { EventInbox } from './event-inbox.js';
import { eventsAuthentication, EventsGuard } from './events.guard.js';

/** CloudEvents' own; Altinn Events says `application/json`. */
const cloudEvents = 'application/cloudevents+json';

/** Where Altinn Events sends what we have subscribed to. */
@Controller('events')
@UseGuards(EventsGuard)
@authenticatedBy(eventsAuthentication)
@ApiTags('Events')
@ApiSecurity(eventsAuthentication)
export class EventsController {
  constructor(private readonly inbox: EventInbox) {}

  /** Takes an event. It is stored when this answers, and what it leads to comes afterwards. An event that is none of ours is answered the same, so that it is not sent again. */
  @Post()
  @HttpCode(200)
  @RouteConfig({ mediaTypes: [cloudEvents] })
  @ApiConsumes('application/json', cloudEvents)
  @ApiBody({ type: CloudEventDto })
  @ApiResponse({ status: 200, description: 'Stored, or none of ours' })
  @ApiProblems('wrong-code', 'not-found')
  async take(@Body(openValidation(CloudEventDto)) event: unknown, @Req() { id }: FastifyRequest): Promise<void> {
    await this.inbox.take(toCloudEvent(event as CloudEventDto), id);
  }
}
