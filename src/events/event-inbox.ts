import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { isUUID } from 'class-validator';
import { Database } from '../database/database.js';
import { normalPartyUrn } from 'nestjs-dialog-token';
import type { DialogDefinition } from '../dialogs/dialog-definition.js';
import { DialogDefinitions } from '../dialogs/dialog-definitions.js';
import { DialogsService } from '../dialogs/dialogs.service.js';
import { saveEffects } from '../dialogs/effects.repository.js';
import {
  type CloudEvent,
  type EventForDialog,
  type EventRule,
  eventRuleOf,
  eventStreamsOf,
  type EventTarget,
  type EventThatOpens,
} from '../dialogs/event.js';
import { digestOf, eventKnownUntil } from '../dialogs/idempotency.js';
import { recordEvent } from '../dialogs/idempotency.repository.js';
import { newId } from '../dialogs/uuid-v7.js';
import { Problem, type ProblemName } from '../http/problem.js';
import { invalidRequest, validContent } from '../http/validation.js';
import { isPartyUrn } from '../service-owner/party-urn.js';
import { ServiceClock } from '../time/service-clock.js';
import { EventsGuard } from './events.guard.js';
import { findTargets } from './events.repository.js';

/**
 * The outcome of an event: `taken`, it is an effect now or has opened a dialog; `repeated`, it had been before;
 * `dropped`, no kind of dialog takes it, or it is for no dialog of ours; `validation`, Altinn Events asked whether we
 * are here.
 */
type EventResult = 'taken' | 'repeated' | 'dropped' | 'validation';

/**
 * Validation event of Altinn Events for an endpoint of a new subscription: anything but 2xx leaves the subscription
 * unused.
 */
const validationType = 'platform.events.validatesubscription';

/** A dialog that has been opened before, and is gone since or was refused: the event is not for a second one. */
const openedBefore: ReadonlySet<ProblemName> = new Set(['not-found', 'gone', 'upstream-refused']);

/**
 * Takes events once each, by their source and id: what an event leads to and the note that it came are committed together,
 * before it is answered. They come in any order.
 */
@Injectable()
export class EventInbox implements OnModuleInit {
  /** How many events have come, by what became of them. */
  readonly counts: Record<EventResult, number> = { taken: 0, repeated: 0, dropped: 0, validation: 0 };
  private readonly logger = new Logger(EventInbox.name);

  constructor(
    private readonly database: Database,
    private readonly clock: ServiceClock,
    private readonly definitions: DialogDefinitions,
    private readonly dialogs: DialogsService,
    private readonly guard: EventsGuard,
  ) {}

  onModuleInit(): void {
    const types = eventStreamsOf(this.definitions.all).map(({ type }) => type);
    if (types.length === 0 || this.guard.isOpen) return;
    this.logger.warn({ msg: 'events are taken, but POST /events answers 404: EVENTS_SECRET is not set', types });
  }

  /**
   * @param traceId of the request
   * @throws {Problem} `invalid-request` for one that opens a dialog with what its kind does not take; `unavailable` for one
   * whose dialog is not there yet, and when the database is away: Altinn Events sends it again.
   */
  async take(event: CloudEvent, traceId: string): Promise<void> {
    this.counts[await this.resultOf(event, traceId)] += 1;
  }

  private async resultOf(event: CloudEvent, traceId: string): Promise<EventResult> {
    if (event.type === validationType) return 'validation';
    const results = new Set<EventResult>();
    for (const definition of this.definitions.all) {
      const rule = eventRuleOf(definition, event);
      if (rule !== undefined) results.add(await this.apply(definition, rule, event, traceId));
    }
    return (['taken', 'repeated'] as const).find((result) => results.has(result)) ?? 'dropped';
  }

  private apply(definition: DialogDefinition, rule: EventRule, event: CloudEvent, traceId: string) {
    return 'opens' in rule ? this.open(definition, rule, event, traceId) : this.toEffect(definition, rule, event);
  }

  private async toEffect(
    { serviceResource }: DialogDefinition,
    rule: EventForDialog,
    event: CloudEvent,
  ): Promise<EventResult> {
    const target = rule.dialogOf === undefined ? dialogNamedIn(event) : rule.dialogOf(event);
    if (target === undefined || ('id' in target && !isUUID(target.id))) return 'dropped';
    return this.database.transaction(async ({ queries }) => {
      const [dialogId, ...others] = await findTargets(queries, serviceResource, target);
      if (others.length > 0)
        this.logger.warn({ msg: 'an event is for several dialogs, and dropped', type: event.type });
      else if (dialogId === undefined && rule.whenMissing === 'again') throw new Problem('unavailable');
      if (dialogId === undefined || others.length > 0) return 'dropped';
      const expiresAt = eventKnownUntil(this.clock.now());
      if (!(await recordEvent(queries, { dialogId, name: nameOf(event), expiresAt }))) return 'repeated';
      const effect = { name: rule.effect, payload: event };
      // No change has asked for it, so that none can be refused and take it back.
      const asked = { dialogId, version: 0 };
      await saveEffects(queries, asked, [{ id: newId(this.clock.certainPast()), effect }]);
      return 'taken';
    });
  }

  private async open(
    { serviceResource, opening }: DialogDefinition,
    rule: EventThatOpens,
    event: CloudEvent,
    traceId: string,
  ): Promise<EventResult> {
    const opened = rule.opens(event);
    if (opened === undefined) return 'dropped';
    const party = normalPartyUrn(opened.party);
    if (!isPartyUrn(party)) throw invalidRequest([{ field: 'party', constraints: [{ name: 'isPartyUrn' }] }]);
    const content = opening && (await validContent(opened.content ?? {}, opening.body));
    const name = nameOf(event);
    // The same event is the same request, in later releases too.
    const request = { clientId: serviceResource, idempotencyKey: name, bodyHash: name };
    try {
      const delivery = await this.dialogs.open(request, { ...opened, party, serviceResource, content });
      delivery.causedBy(traceId);
      // It is stored: the delivery tells by itself how it ends.
      void delivery.outcome(0);
      return 'taken';
    } catch (error) {
      if (error instanceof Problem && openedBefore.has(error.kind)) return 'repeated';
      throw error;
    }
  }
}

/** CloudEvents 1.0 §3.1.1: the source and the id together name an event. */
function nameOf({ source, id }: CloudEvent): string {
  return `event ${digestOf([source, id])}`;
}

function dialogNamedIn({ resourceinstance: id }: CloudEvent): EventTarget | undefined {
  return id === undefined ? undefined : { id };
}
