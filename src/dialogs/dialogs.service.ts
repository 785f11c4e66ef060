import { Injectable, Logger } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { Database, type Transaction } from '../database/database.js';
import { type CommittedChange, Deliveries } from '../delivery/deliveries.js';
import type { Delivery } from '../delivery/delivery.js';
import { Outbox } from '../delivery/outbox.js';
import { type PendingChange, pendingChanges, withPending } from '../delivery/pending-changes.js';
import { UnreadableError } from '../delivery/projections.js';
import type { DialogToken } from '../dialog-token/index.js';
import { digestOf } from '../http/digest.js';
import { Problem } from '../http/problem.js';
import { ServiceClock } from '../time/service-clock.js';
import type { DialogChange, DialogDefinition, StateDescription } from './dialog-definition.js';
import { DialogDefinitions } from './dialog-definitions.js';
import type { Dialog, DialogState, ShownDialog, Stored } from './dialog.js';
import {
  findDialog,
  findShownDialog,
  insertDialog,
  lockDialog,
  RepeatedRequest,
  saveChange,
  type SavedChange,
} from './dialogs.repository.js';
import { type Cancellation, isCancellation, opened, type Opened } from './effect.js';
import { hasEffect, removeEffect, saveEffects, type StoredEffect } from './effects.repository.js';
import { type Actor, type HistoryEntry, type ActorWithUrn, openingEntries, serviceOwner } from './history.js';
import { madeState } from './made-state.js';
import { nothingYet } from './ours.js';
import { ownedBy } from './owned-by.js';
import { projectionOf } from './projection.js';
import { recordedEntries } from './recorded-entries.js';
import {
  type ChangeRequest,
  type OpeningRequest,
  type OpenDialog,
  type OwnChangeRequest,
  requestOfClient,
  requestOfToken,
  type ServiceOwnerRequest,
} from './requests.js';
import { findPerformedAction, recordCreationRequest } from './requests.repository.js';
import { newId } from './uuid-v7.js';

/** The actor of a change, and the means to recognise a repeated request. */
interface Asking {
  readonly actor: Actor;
  readonly request?: ChangeRequest | undefined;
  /** @throws {Problem} when the dialog is not theirs. */
  readonly mayChange: (dialog: Dialog) => void;
  /** The effect whose handler asks: it is made with the change. */
  readonly endedEffect?: string;
  /** Recognises a repeat by another token or tab. */
  readonly wish?: Wish;
}

/** A change before it is saved: the dialog after it, its history entries, and the identity of its request. */
interface Change {
  readonly definition: DialogDefinition;
  readonly dialog: Dialog;
  readonly entries: readonly HistoryEntry[];
  readonly at: Date;
  /** Names the request, so that a repeat of it makes the same entries. */
  readonly requestName?: string | undefined;
  /** The part of the change that the outbox keeps until it is delivered. */
  readonly pending: Omit<PendingChange, 'version' | 'entries'>;
}

/** An effect, and the dialog that it belongs to. */
export interface MadeEffect {
  readonly id: string;
  readonly dialogId: string;
}

/** There is nothing to make: the effect has been made, or cancelled. */
export class EffectMade extends Error {
  override readonly name = 'EffectMade';
}

/** The same actor has asked for the same change, and that one is on its way to Dialogporten. */
class SameWish extends Error {
  constructor(readonly version: number) {
    super('the same change by the same actor is under way');
  }
}

/**
 * Dialogs of every kind: opened, found, and changed by the rules of their definitions. One change, from the request to
 * 204 or 202, is told here from top to bottom: {@link change} and what it calls.
 */
@Injectable()
export class DialogsService {
  private readonly logger = new Logger(DialogsService.name);

  constructor(
    private readonly settings: Settings,
    private readonly clock: ServiceClock,
    private readonly database: Database,
    private readonly definitions: DialogDefinitions,
    private readonly deliveries: Deliveries,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Any dialog of ours, deleted ones too.
   *
   * @throws {Problem} `not-found`; `unavailable` when this process cannot read it.
   */
  async find(dialogId: string): Promise<Dialog> {
    return this.checked(await this.database.run((queries) => findDialog(queries, dialogId)));
  }

  /**
   * The party of a dialog, whether or not this process can read the rest of it; `undefined` where there is no dialog.
   */
  async partyOf(dialogId: string): Promise<string | undefined> {
    return (await this.database.run((queries) => findShownDialog(queries, dialogId)))?.party;
  }

  /**
   * As much of any dialog of ours as decides what is shown of it.
   *
   * @throws {Problem} as {@link find} does.
   */
  async findShown(dialogId: string): Promise<ShownDialog> {
    return this.checked(await this.database.run((queries) => findShownDialog(queries, dialogId)));
  }

  /**
   * A dialog of that organisation, with what its definition tells the service owner of its state.
   *
   * @throws {Problem} what {@link find} throws; `not-found` for a dialog of another organisation.
   */
  async describe(dialogId: string, organization: string): Promise<{ dialog: Dialog; description: StateDescription }> {
    const dialog = await this.find(dialogId);
    this.requireOwner(dialog, organization);
    return { dialog, description: this.definitionOf(dialog).describe(dialog.state) };
  }

  /**
   * Makes a change that an end user asks for, once for each token and what the change holds, and starts to deliver it. While
   * a change without content is on its way, the same change by the same actor is that one.
   *
   * @throws {Problem} `not-found`, `party-mismatch`, or what the definition refuses the change with. For a repeat of
   * a request whose change Dialogporten rejected, `upstream-refused` again.
   */
  changeOnce(definition: DialogDefinition, caller: DialogToken, change: DialogChange): Promise<Delivery> {
    return this.change(definition, caller.dialogId, change, {
      actor: caller.actor,
      request: requestOfToken(caller, change),
      wish: wishOf(change, caller.actor, caller.dialogId),
      mayChange: (dialog) => ownedBy(caller, dialog),
    });
  }

  /**
   * Makes a change of the service owner's own, once for each idempotency key if there is one, and starts to deliver it.
   *
   * @throws {Problem} `not-found`, also for a dialog of another organisation; `idempotency-key-reused` when the key
   * came with another body before; the definition's refusal of the change.
   */
  changeAsServiceOwner(
    definition: DialogDefinition,
    dialogId: string,
    change: DialogChange,
    asked: ServiceOwnerRequest,
  ): Promise<Delivery> {
    return this.change(definition, dialogId, change, {
      actor: asked.performedBy ?? serviceOwner,
      request: requestOfClient(asked, this.clock.now()),
      mayChange: (dialog) => this.requireOwner(dialog, asked.organization),
    });
  }

  /**
   * Makes a change for code of the feature's own, once for each name if there is one, and starts to deliver it.
   *
   * @throws {Problem} `not-found`; `idempotency-key-reused` when the name came with another change before; the
   * definition's refusal of the change.
   */
  changeByOwnCode(
    definition: DialogDefinition,
    dialogId: string,
    change: DialogChange,
    { name: idempotencyKey, performedBy = serviceOwner }: OwnChangeRequest,
  ): Promise<Delivery> {
    const { serviceResource: clientId } = definition;
    const asked = { clientId, bodyHash: digestOf([change, performedBy]), ...(idempotencyKey && { idempotencyKey }) };
    return this.change(definition, dialogId, change, {
      actor: performedBy,
      request: requestOfClient(asked, this.clock.now()),
      mayChange: () => undefined,
    });
  }

  /**
   * Makes the change that the handler of an effect answers with, and notes that the effect is made: both or neither.
   *
   * @param actor on whose behalf
   *
   * @throws {EffectMade} when another replica has made it, or a later change has cancelled it.
   * @throws {Problem} what the definition refuses the change with.
   */
  changeByEffect(
    definition: DialogDefinition,
    { id, dialogId }: MadeEffect,
    change: DialogChange,
    actor = serviceOwner,
  ): Promise<Delivery> {
    return this.change(definition, dialogId, change, {
      actor,
      mayChange: () => undefined,
      endedEffect: id,
    });
  }

  /**
   * Opens a dialog for a service owner, and starts to deliver it. The same request again finds the dialog that the first
   * one opened.
   *
   * @throws {Problem} `idempotency-key-reused` when the key came with another body before, `conflict` when the id that
   * the service owner chose is taken, `foreign-resource` when no definition has the service resource; what the definition
   * refuses the opening with.
   */
  async open(
    { clientId, organization, idempotencyKey, bodyHash }: OpeningRequest,
    { serviceResource, content, performedBy = serviceOwner, ...asked }: OpenDialog,
  ): Promise<Delivery & { readonly dialogId: string }> {
    const definition = this.definitions.named(serviceResource);
    const now = this.clock.now();
    const id = asked.id?.toLowerCase() ?? newId(this.clock.certainPast());
    const made = await this.database.transaction(async ({ queries }) => {
      const request = { clientId, key: idempotencyKey, bodyHash, dialogId: id };
      const earlier = await recordCreationRequest(queries, request);
      if (earlier !== undefined) {
        if (earlier.bodyHash !== bodyHash) throw new Problem('idempotency-key-reused');
        return this.checked(await findDialog(queries, earlier.dialogId)).id;
      }
      const { serviceResource: resource } = definition;
      const opening = opened(content);
      const state = madeState(definition, opening, definition.initial(content, now, performedBy));
      const versions = { version: 1, deliveredVersion: 0, rejectedVersions: [] };
      const owner = organization ?? this.settings.SERVICE_OWNER_ORGANIZATIONS[0];
      const stored = { createdAt: now, changedAt: now, ...(owner && { owner }), ours: nothingYet };
      const dialog: Dialog = { ...asked, id, serviceResource: resource, state, ...versions, ...stored };
      const pending = { isOpening: true, request: [clientId, idempotencyKey] } as const;
      const { saved, committed } = await this.prepare(queries, {
        definition,
        dialog,
        entries: [
          ...openingEntries(performedBy),
          ...(definition.openingHistory?.(content, performedBy, dialog.party, dialog) ?? []),
        ],
        at: now,
        requestName: 'opening',
        pending,
      });
      if (!(await insertDialog(queries, saved))) throw new Problem('conflict');
      await definition.writeRows?.(queries, opening, dialog, performedBy);
      const effects = this.effectsOf(definition, dialog, { change: opening, at: now, actor: performedBy });
      await saveEffects(queries, { dialogId: id, version: 1 }, effects);
      return committed;
    });
    if (typeof made === 'string') return { dialogId: made, ...(await this.repeat(made, 1)) };
    return { dialogId: id, ...this.deliveries.start(made) };
  }

  /**
   * Adds to the history of a dialog what happened to it without changing its state, and starts to deliver it.
   *
   * @param name of what happened, once for each dialog
   * @param isNew decides, within the transaction, whether there is anything to add
   * @param traceId of the request that causes it
   */
  async append(
    dialogId: string,
    entry: HistoryEntry,
    {
      name,
      isNew,
      traceId,
    }: { name: string; isNew: (t: Transaction) => Promise<boolean>; traceId?: string | undefined },
  ): Promise<void> {
    const committed = await this.database.transaction(async (transaction) => {
      const { queries } = transaction;
      const dialog = this.checked(await lockDialog(queries, dialogId));
      const definition = this.definitionOf(dialog);
      if (this.isGone(dialog, definition) || !(await isNew(transaction))) return undefined;
      const appended = { ...dialog, version: dialog.version + 1 };
      const at = this.clock.now();
      const change = { definition, dialog: appended, entries: [entry], at, requestName: name, pending: {} };
      const { saved, committed: made } = await this.prepare(queries, change);
      transaction.commitWith(() => saveChange(queries, saved));
      return made;
    }, dialogId);
    if (committed === undefined) return;
    const delivery = this.deliveries.start(committed);
    // It is stored: the delivery tells by itself how it ends.
    void delivery.outcome(0);
    if (traceId !== undefined) delivery.causedBy(traceId);
  }

  /** Whether end users are to find the dialog no longer. */
  isGone(dialog: Dialog, definition: DialogDefinition): boolean {
    return dialog.goneAt !== undefined || definition.isDeleted(dialog.state);
  }

  /**
   * An end user has a token for a dialog that was gone from Dialogporten: one that was issued later shows that it is there
   * again, so it is looked for.
   */
  async noteSeen(caller: DialogToken, { id, goneAt }: ShownDialog): Promise<void> {
    if (goneAt !== undefined && caller.issuedAt * 1000 > goneAt.getTime()) await this.outbox.lookAgain(id);
  }

  /**
   * The story of a write. In one transaction: the dialog is locked, the rules of its definition are applied, and its state,
   * its history, the request and the lease of its delivery are stored by one statement. After the commit the delivery
   * starts; the caller waits for it as long as it likes.
   */
  private async change(
    definition: DialogDefinition,
    dialogId: string,
    change: DialogChange,
    { actor, request, mayChange, endedEffect, wish = {} }: Asking,
  ): Promise<Delivery> {
    try {
      const committed = await this.database.transaction(async ({ queries, commitWith }) => {
        const dialog = this.checked(await lockDialog(queries, dialogId), definition);
        if (endedEffect !== undefined && !(await hasEffect(queries, endedEffect))) throw new EffectMade();
        mayChange(dialog);
        if (this.isGone(dialog, definition)) throw new Problem('gone');
        const at = this.clock.now();
        const state = madeState(definition, change, applied(definition, dialog, { change, at, actor, wish }));
        const changed = { ...dialog, state, version: dialog.version + 1, changedAt: at };
        const { saved, committed: made } = await this.prepare(queries, {
          definition,
          dialog: changed,
          entries: definition.history(change, actor, dialog.party, changed),
          at,
          requestName: request && nameOf(request, dialog.version + 1),
          pending: {
            ...wish,
            before: dialog.state,
            ...(definition.isSilent?.(change) === true && { isSilent: true }),
            ...(request && { request: [request.requester, request.request] }),
          },
        });
        const effects = this.effectsOf(definition, saved.dialog, { change, at, actor });
        if (definition.writeRows !== undefined) await definition.writeRows(queries, change, saved.dialog, actor);
        commitWith(() =>
          Promise.all([
            saveChange(queries, { ...saved, request }),
            saveEffects(queries, { dialogId, version: saved.dialog.version }, effects),
            ...(endedEffect === undefined ? [] : [removeEffect(queries, endedEffect)]),
          ]),
        );
        return made;
      }, dialogId);
      return this.deliveries.start(committed);
    } catch (error) {
      if (error instanceof SameWish) return this.again(dialogId, error.version);
      if (!(error instanceof Problem || error instanceof RepeatedRequest)) throw error;
      this.deliveries.expedite(dialogId);
      if (request === undefined) throw error;
      return this.repeated(dialogId, request, error);
    }
  }

  /** The stored parts of a change, and those that its delivery needs once it is committed. */
  private async prepare(
    queries: Transaction['queries'],
    { definition, dialog, entries, at, requestName, pending }: Change,
  ): Promise<{ readonly saved: SavedChange; readonly committed: CommittedChange }> {
    const { version, deliveredVersion, attempts = 0 } = dialog;
    const certainPast = this.clock.certainPast();
    const newEntries = await recordedEntries(queries, { definition, dialog, entries, at, certainPast, requestName });
    const projection = projectionOf(definition, dialog, this.definitions.transmissionAccess);
    const ours = projection.unrecorded ?? dialog.ours ?? projection.ours;
    const changes = withPending(pendingChanges(dialog.pending, deliveredVersion), {
      ...pending,
      version,
      entries: newEntries.length,
    });
    const deliverable = {
      ...dialog,
      attempts,
      pending: changes,
      projection: { ...projection, unrecorded: undefined },
    };
    return {
      saved: { dialog, newEntries, ours, pending: changes },
      committed: { dialog: deliverable, newEntries },
    };
  }

  private effectsOf(
    definition: DialogDefinition,
    dialog: Dialog,
    { change, at, actor }: { readonly change: DialogChange | Opened; readonly at: Date; readonly actor: Actor },
  ): readonly (Cancellation | StoredEffect)[] {
    const effects = definition.effects?.(change, dialog, at, actor) ?? [];
    return effects.map((effect) => (isCancellation(effect) ? effect : { effect, id: newId(this.clock.certainPast()) }));
  }

  /**
   * A repeated request is answered as the first one was, and changes nothing. Any other one that was refused is refused.
   */
  private async repeated(dialogId: string, request: ChangeRequest, refusal: Error): Promise<Delivery> {
    const earlier = await this.database.run((queries) => findPerformedAction(queries, dialogId, request));
    if (earlier === undefined) throw refusal;
    if (earlier.bodyHash !== (request.bodyHash ?? null)) throw new Problem('idempotency-key-reused');
    return this.repeat(dialogId, earlier.version);
  }

  private again(dialogId: string, version: number): Promise<Delivery> {
    this.deliveries.expedite(dialogId);
    return this.repeat(dialogId, version);
  }

  /** The delivery of a version that was committed earlier. */
  private async repeat(dialogId: string, version: number): Promise<Delivery> {
    // First, so that what this process may deliver from now on is not missed, and then what has been delivered is seen.
    const joined = this.deliveries.join(dialogId, version);
    const dialog = await this.find(dialogId);
    if (dialog.deliveredVersion >= version) return { ...joined, outcome: () => Promise.resolve('delivered') };
    if (dialog.rejectedVersions.includes(version)) throw new Problem('upstream-refused');
    return joined;
  }

  private definitionOf(dialog: Stored<ShownDialog>): DialogDefinition {
    const definition = this.definitions.of(dialog.serviceResource);
    if (definition === undefined) throw this.unreadable(dialog);
    return definition;
  }

  /** A dialog that is there, and of the definition that is asked for, in a state of that definition. */
  private checked<Found extends Stored<ShownDialog>>(
    dialog: Found | undefined,
    wanted?: DialogDefinition,
  ): Found & { readonly state: DialogState } {
    if (dialog === undefined) throw new Problem('not-found');
    const definition = wanted ?? this.definitionOf(dialog);
    if (dialog.serviceResource !== definition.serviceResource) throw new Problem('not-found');
    const state = definition.read(dialog.state);
    if (state === undefined) throw this.unreadable(dialog);
    return { ...dialog, state };
  }

  /** A newer replica may be able to read it: the caller is asked to come again. */
  private unreadable(dialog: Stored<ShownDialog>): Problem {
    const cause = UnreadableError.ofState(dialog);
    this.logger.warn({ msg: 'a dialog cannot be read by this process', dialogId: dialog.id, reason: cause.message });
    return new Problem('unavailable', { cause });
  }

  /** A dialog of before owners were kept belongs to the first of the organisations. */
  private requireOwner({ owner }: Dialog, organization: string): void {
    const [first] = this.settings.SERVICE_OWNER_ORGANIZATIONS;
    if ((owner ?? first) !== organization) throw new Problem('not-found');
  }
}

/** A token's request is made once for ever; a key of the service owner's may be used again after a while. */
function nameOf({ requester, request, bodyHash }: ChangeRequest, version: number): string {
  return bodyHash === undefined ? `${requester} ${request}` : `${requester} ${request} ${version}`;
}

type Wish = Pick<PendingChange, 'change' | 'by'>;

/** Recognises a change without content that its actor repeats, with any token or tab. */
function wishOf({ type, ...content }: DialogChange, actor: ActorWithUrn, dialogId: string): Wish {
  if (Object.keys(content).length > 0) return {};
  return { change: type, by: digestOf([dialogId, actor.actorId]).slice(0, 16) };
}

/**
 * The state after a change.
 *
 * @throws {SameWish} where the state does not allow it, since the same change by the same actor is on its way.
 */
function applied(
  definition: DialogDefinition,
  { state, pending, deliveredVersion }: Dialog,
  {
    change,
    at,
    actor,
    wish,
  }: { readonly change: DialogChange; readonly at: Date; readonly actor: Actor; readonly wish: Wish },
): DialogState {
  try {
    return definition.apply(state, change, at, actor);
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 409 || wish.by === undefined) throw error;
    const same = pendingChanges(pending, deliveredVersion).findLast(
      (each) => each.by === wish.by && each.change === wish.change,
    );
    throw same === undefined ? error : new SameWish(same.version);
  }
}
