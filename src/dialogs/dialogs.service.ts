import { Injectable } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { Database, type Transaction } from '../database/database.js';
import { Attempts } from '../delivery/attempts.js';
import type { Delivery } from '../delivery/delivery.js';
import { type PendingChange, pendingChanges, withPending } from '../delivery/pending-changes.js';
import type { DueDialog } from '../delivery/sender.js';
import type { DialogToken } from 'nestjs-dialog-token';
import {
  digestOf,
  type IdempotencyRecord,
  recordOfClient,
  recordOfToken,
  type OpenDialog,
  type OpeningKey,
  type OwnChange,
  type ServiceOwnerRequest,
} from './idempotency.js';
import { Problem } from '../http/problem.js';
import { ServiceClock } from '../time/service-clock.js';
import type { DialogChange, DialogDefinition } from './dialog-definition.js';
import { DialogDefinitions } from './dialog-definitions.js';
import type { Dialog, DialogState } from './dialog.js';
import {
  findDialog,
  insertDialog,
  lockDialog,
  RepeatedRequest,
  saveChange,
  type SavedChange,
} from './dialogs.repository.js';
import { type Cancellation, isCancellation, opened, type Opened } from './effect.js';
import { hasEffect, removeEffect, saveEffects, type StoredEffect } from './effects.repository.js';
import { type Actor, type ActorWithUrn, type HistoryEntry, openingEntries, serviceOwner } from './history.js';
import { madeState } from './made-state.js';
import { nothingYet } from './ours.js';
import { ownedBy, StoredDialogs } from './stored-dialogs.js';
import { projectionOf } from './projection.js';
import { type NewEntries, recordedEntries } from './recorded-entries.js';
import { findIdempotencyRecord, recordCreation } from './idempotency.repository.js';
import { newId } from './uuid-v7.js';

/** The change that is asked for, by whom, and how a repeat of it is recognised. */
interface Asked {
  readonly change: DialogChange;
  readonly actor: Actor;
  /** @throws {Problem} when the dialog is not theirs. */
  readonly mayChange: (dialog: Dialog) => void;
  readonly record?: IdempotencyRecord | undefined;
  /** Recognises a repeat by another token or tab. */
  readonly repeatMark?: RepeatMark;
  /** The effect whose handler asks: it is made with the change. */
  readonly endedEffect?: string;
}

/** A change before it is stored: the dialog after it with its new entries, and what the outbox keeps until it is delivered. */
type NewChange = Omit<NewEntries, 'certainPast'> & { readonly pending: Omit<PendingChange, 'version' | 'entries'> };

/** A change as it is to be stored, and to be delivered. */
interface Prepared {
  readonly saved: SavedChange;
  readonly due: DueDialog;
}

/** There is nothing to make: the effect has been made, or cancelled. */
export class EffectMade extends Error {
  override readonly name = 'EffectMade';
}

/** The same actor has asked for the same change, and that one is on its way to Dialogporten. */
class SameUnderWay extends Error {
  constructor(readonly version: number) {
    super('the same change by the same actor is under way');
  }
}

/**
 * The story of a write, for dialogs of every kind. The public methods say who asks for what, and how a repeat of the same
 * request is recognised; {@link change} makes it:
 *
 * 1. In one transaction the dialog is locked, the rules of its definition are applied, and one statement stores its state,
 *    its history, the idempotency record, and that it is due, with a lease to this process.
 * 2. After the commit the first attempt to deliver it begins, if there is room for one; else the lease is given back, and the
 *    relay of any replica takes it (`delivery/attempts.ts`).
 * 3. The {@link Delivery} that is returned waits for the end of that attempt, as long as the caller wants it to: 204 when
 *    Dialogporten has the change, else 202 (`write-actions/delivery.interceptor.ts`).
 *
 * A request that was made before is answered as it was then, and changes nothing.
 */
@Injectable()
export class DialogsService {
  constructor(
    private readonly settings: Settings,
    private readonly clock: ServiceClock,
    private readonly database: Database,
    private readonly definitions: DialogDefinitions,
    private readonly stored: StoredDialogs,
    private readonly attempts: Attempts,
  ) {}

  /**
   * Makes a change that an end user asks for, once for each token and what the change holds, and starts to deliver it. While
   * a change without content is on its way, the same change by the same actor is that one.
   *
   * @throws {Problem} `not-found`, `party-mismatch`, or what the definition refuses the change with. For a repeat of
   * a request whose change Dialogporten rejected, `upstream-refused` again.
   */
  changeOnce(definition: DialogDefinition, caller: DialogToken, change: DialogChange): Promise<Delivery> {
    return this.change(definition, caller.dialogId, {
      change,
      actor: caller.actor,
      mayChange: (dialog) => ownedBy(caller, dialog),
      record: recordOfToken(caller, change),
      repeatMark: repeatMarkOf(change, caller.actor, caller.dialogId),
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
    return this.change(definition, dialogId, {
      change,
      actor: asked.performedBy ?? serviceOwner,
      mayChange: (dialog) => this.stored.requireOwner(dialog, asked.organization),
      record: recordOfClient(asked, this.clock.now()),
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
    { name: idempotencyKey, performedBy = serviceOwner }: OwnChange,
  ): Promise<Delivery> {
    const { serviceResource: clientId } = definition;
    const asked = { clientId, bodyHash: digestOf([change, performedBy]), ...(idempotencyKey && { idempotencyKey }) };
    return this.change(definition, dialogId, {
      change,
      actor: performedBy,
      mayChange: () => undefined,
      record: recordOfClient(asked, this.clock.now()),
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
    { id: endedEffect, dialogId }: { readonly id: string; readonly dialogId: string },
    change: DialogChange,
    actor = serviceOwner,
  ): Promise<Delivery> {
    return this.change(definition, dialogId, { change, actor, mayChange: () => undefined, endedEffect });
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
    { clientId, organization, idempotencyKey, bodyHash }: OpeningKey,
    { serviceResource, content, performedBy = serviceOwner, ...asked }: OpenDialog,
  ): Promise<Delivery & { readonly dialogId: string }> {
    const definition = this.definitions.named(serviceResource);
    const now = this.clock.now();
    const id = asked.id?.toLowerCase() ?? newId(this.clock.certainPast());
    const committed = await this.database.transaction(async ({ queries }) => {
      const creation = { clientId, key: idempotencyKey, bodyHash, dialogId: id };
      const earlier = await recordCreation(queries, creation);
      if (earlier !== undefined) {
        if (earlier.bodyHash !== bodyHash) throw new Problem('idempotency-key-reused');
        return this.stored.checked(await findDialog(queries, earlier.dialogId)).id;
      }
      const { serviceResource: resource } = definition;
      const opening = opened(content);
      const state = madeState(definition, opening, definition.initial(content, now, performedBy));
      const versions = { version: 1, deliveredVersion: 0, rejectedVersions: [] };
      const owner = organization ?? this.settings.SERVICE_OWNER_ORGANIZATIONS[0];
      const stored = { createdAt: now, changedAt: now, ...(owner && { owner }), ours: nothingYet };
      const dialog: Dialog = { ...asked, id, serviceResource: resource, state, ...versions, ...stored };
      const made = await this.prepare(queries, {
        definition,
        dialog,
        entries: [
          ...openingEntries(performedBy),
          ...(definition.openingHistory?.(content, performedBy, dialog.party, dialog) ?? []),
        ],
        at: now,
        changeName: 'opening',
        pending: { isOpening: true, request: [clientId, idempotencyKey] },
      });
      if (!(await insertDialog(queries, made.saved))) throw new Problem('conflict');
      await definition.writeRows?.(queries, opening, dialog, performedBy);
      const effects = this.effectsOf(definition, dialog, { change: opening, at: now, actor: performedBy });
      await saveEffects(queries, { dialogId: id, version: 1 }, effects);
      return made;
    });
    if (typeof committed === 'string') return { dialogId: committed, ...(await this.repeat(committed, 1)) };
    return { dialogId: id, ...this.deliver(committed) };
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
      const dialog = this.stored.checked(await lockDialog(queries, dialogId));
      const definition = this.stored.definitionOf(dialog);
      if (isGone(dialog, definition) || !(await isNew(transaction))) return undefined;
      const appended = { ...dialog, version: dialog.version + 1 };
      const at = this.clock.now();
      const change = { definition, dialog: appended, entries: [entry], at, changeName: name, pending: {} };
      const made = await this.prepare(queries, change);
      transaction.commitWith(() => saveChange(queries, made.saved));
      return made;
    }, dialogId);
    if (committed === undefined) return;
    const delivery = this.deliver(committed);
    // It is stored: the delivery tells by itself how it ends.
    void delivery.outcome(0);
    if (traceId !== undefined) delivery.causedBy(traceId);
  }

  /** Makes a change, once, and starts to deliver it. */
  private async change(definition: DialogDefinition, dialogId: string, asked: Asked): Promise<Delivery> {
    const { change, actor, mayChange, record, repeatMark = {}, endedEffect } = asked;
    try {
      const committed = await this.database.transaction(async ({ queries, commitWith }) => {
        const dialog = this.stored.checked(await lockDialog(queries, dialogId), definition);
        if (endedEffect !== undefined && !(await hasEffect(queries, endedEffect))) throw new EffectMade();
        mayChange(dialog);
        if (isGone(dialog, definition)) throw new Problem('gone');
        const at = this.clock.now();
        const state = madeState(definition, change, applied(definition, dialog, { change, at, actor, repeatMark }));
        const changed = { ...dialog, state, version: dialog.version + 1, changedAt: at };
        const made = await this.prepare(queries, {
          definition,
          dialog: changed,
          entries: definition.history(change, actor, dialog.party, changed),
          at,
          changeName: record && nameOf(record, changed.version),
          pending: {
            ...repeatMark,
            before: dialog.state,
            ...(definition.isSilent?.(change) === true && { isSilent: true }),
            ...(record && { request: [record.requester, record.request] }),
          },
        });
        const effects = this.effectsOf(definition, changed, { change, at, actor });
        if (definition.writeRows !== undefined) await definition.writeRows(queries, change, changed, actor);
        commitWith(() =>
          Promise.all([
            saveChange(queries, { ...made.saved, record }),
            saveEffects(queries, { dialogId, version: changed.version }, effects),
            ...(endedEffect === undefined ? [] : [removeEffect(queries, endedEffect)]),
          ]),
        );
        return made;
      }, dialogId);
      return this.deliver(committed);
    } catch (error) {
      return this.repeated(dialogId, record, error);
    }
  }

  /** It is committed, with a lease to this process: the first attempt to deliver it begins, if there is room for one. */
  private deliver({ due, saved }: Prepared): Delivery {
    return this.attempts.start(due, saved.newEntries);
  }

  /** The stored parts of a change, and the dialog as it is to be delivered once they are committed. */
  private async prepare(queries: Transaction['queries'], { pending: change, ...made }: NewChange): Promise<Prepared> {
    const { definition, dialog } = made;
    const { version, deliveredVersion, attempts = 0 } = dialog;
    const newEntries = await recordedEntries(queries, { ...made, certainPast: this.clock.certainPast() });
    const projection = projectionOf(definition, dialog, this.definitions.transmissionAccess);
    const ours = projection.unrecorded ?? dialog.ours ?? projection.ours;
    const earlier = pendingChanges(dialog.pending, deliveredVersion);
    const pending = withPending(earlier, { ...change, version, entries: newEntries.length });
    return {
      saved: { dialog, newEntries, ours, pending },
      due: { ...dialog, attempts, pending, projection: { ...projection, unrecorded: undefined } },
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
   * A repeated request is answered as the first one was, and changes nothing. Any other one that was refused is refused; its
   * caller may have acted on a stale dialog, so what is waiting of that is delivered now.
   */
  private async repeated(dialogId: string, record: IdempotencyRecord | undefined, refusal: unknown): Promise<Delivery> {
    const isRefused = refusal instanceof Problem || refusal instanceof RepeatedRequest;
    if (!isRefused && !(refusal instanceof SameUnderWay)) throw refusal;
    this.attempts.expedite(dialogId);
    if (!isRefused) return this.repeat(dialogId, refusal.version);
    if (record === undefined) throw refusal;
    const earlier = await this.database.run((queries) => findIdempotencyRecord(queries, dialogId, record));
    if (earlier === undefined) throw refusal;
    if (earlier.bodyHash !== (record.bodyHash ?? null)) throw new Problem('idempotency-key-reused');
    return this.repeat(dialogId, earlier.version);
  }

  /** The delivery of a version that was committed earlier. */
  private async repeat(dialogId: string, version: number): Promise<Delivery> {
    // First, so that what this process may deliver from now on is not missed, and then what has been delivered is seen.
    const joined = this.attempts.join(dialogId, version);
    const dialog = await this.stored.find(dialogId);
    if (dialog.deliveredVersion >= version) return { ...joined, outcome: () => Promise.resolve('delivered') };
    if (dialog.rejectedVersions.includes(version)) throw new Problem('upstream-refused');
    return joined;
  }
}

/** Whether end users are to find the dialog no longer. */
function isGone(dialog: Dialog, definition: DialogDefinition): boolean {
  return dialog.goneAt !== undefined || definition.isDeleted(dialog.state);
}

/** A token's request is made once for ever; a key of the service owner's may be used again after a while. */
function nameOf({ requester, request, bodyHash }: IdempotencyRecord, version: number): string {
  return bodyHash === undefined ? `${requester} ${request}` : `${requester} ${request} ${version}`;
}

type RepeatMark = Pick<PendingChange, 'change' | 'by'>;

/** Recognises a change without content that its actor repeats, with any token or tab. */
function repeatMarkOf({ type, ...content }: DialogChange, actor: ActorWithUrn, dialogId: string): RepeatMark {
  if (Object.keys(content).length > 0) return {};
  return { change: type, by: digestOf([dialogId, actor.actorId]).slice(0, 16) };
}

/**
 * The state after a change.
 *
 * @throws {SameUnderWay} where the state does not allow it, since the same change by the same actor is on its way.
 */
function applied(
  definition: DialogDefinition,
  { state, pending, deliveredVersion }: Dialog,
  {
    change,
    at,
    actor,
    repeatMark,
  }: { readonly change: DialogChange; readonly at: Date; readonly actor: Actor; readonly repeatMark: RepeatMark },
): DialogState {
  try {
    return definition.apply(state, change, at, actor);
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 409 || repeatMark.by === undefined) throw error;
    const same = pendingChanges(pending, deliveredVersion).findLast(
      (each) => each.by === repeatMark.by && each.change === repeatMark.change,
    );
    throw same === undefined ? error : new SameUnderWay(same.version);
  }
}
