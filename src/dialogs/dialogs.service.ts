import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../config/clock.js';
import { Database, type Transaction } from '../database/database.js';
import { Deliveries } from '../delivery/deliveries.js';
import type { Delivery, Outcome } from '../delivery/delivery.js';
import { Outbox } from '../delivery/outbox.js';
import { StateError } from '../delivery/projections.js';
import type { CommittedChange } from '../delivery/sender.js';
import type { DialogToken } from '../dialog-token/index.js';
import { Problem } from '../http/problem.js';
import type { DialogChange, DialogDefinition, StateDescription } from './dialog-definition.js';
import { DialogDefinitions } from './dialog-definitions.js';
import type { Dialog, DialogTitle } from './dialog.js';
import {
  appendHistory,
  findDialog,
  findPerformedAction,
  insertDialog,
  lockDialog,
  recordCreationRequest,
  recordPerformedAction,
  saveChange,
} from './dialogs.repository.js';
import { type Actor, type HistoryEntry, openingEntries, serviceOwner } from './history.js';
import { projectionOf } from './projection.js';
import { newId } from './uuid-v7.js';

/** What a service owner says of a dialog that is to be opened. */
export interface OpenDialog {
  readonly id?: string;
  readonly party: string;
  /** Default: the first of ours. */
  readonly serviceResource?: string;
  readonly title?: DialogTitle;
  readonly dueAt?: Date;
  readonly externalReference?: string;
}

/** Identifies a request of a service owner, so that a repeat of it opens no second dialog. */
export interface RequestIdentity {
  readonly clientId: string;
  readonly idempotencyKey: string;
  /** A digest of the body: another body under the same key is another request. */
  readonly bodyHash: string;
}

/** How long after its token has expired a performed action is still remembered, in milliseconds: more than any clock tolerance. */
const memoryMs = 600_000;

/** Dialogs of every kind: opened, found, and changed by the rules of their definitions. */
@Injectable()
export class DialogsService {
  private readonly logger = new Logger(DialogsService.name);

  constructor(
    private readonly clock: Clock,
    private readonly database: Database,
    private readonly definitions: DialogDefinitions,
    private readonly outbox: Outbox,
    private readonly deliveries: Deliveries,
  ) {}

  /**
   * Any dialog of ours, deleted ones too.
   *
   * @throws {Problem} `not-found`
   * @throws {StateError} when its stored state does not fit its definition.
   */
  async find(dialogId: string): Promise<Dialog> {
    return this.checked(await this.database.run((queries) => findDialog(queries, dialogId)));
  }

  /**
   * Any dialog of ours, with what its definition tells the service owner of its state.
   *
   * @throws {Problem} what {@link find} throws.
   */
  async describe(dialogId: string): Promise<{ dialog: Dialog; description: StateDescription }> {
    const dialog = await this.find(dialogId);
    return { dialog, description: this.definitionOf(dialog).describe(dialog.state) };
  }

  /**
   * Makes a change that an end user asks for, once for each token, and starts to deliver it.
   *
   * @throws {Problem} `not-found`, `party-mismatch`, or what the definition refuses the change with. For a repeat of
   * a request whose change Dialogporten rejected, `upstream-refused` again.
   */
  async changeOnce(definition: DialogDefinition, caller: DialogToken, change: DialogChange): Promise<Delivery> {
    const { id: tokenId, dialogId } = caller;
    const begin = await this.database.transaction(async (transaction) => {
      const { queries } = transaction;
      const dialog = ownedBy(caller, this.checked(await lockDialog(queries, dialogId), definition));
      const earlier = await findPerformedAction(queries, tokenId, change.type);
      if (earlier !== undefined) return () => this.repeat(dialog, earlier.version);
      const committed = await this.make(transaction, definition, dialog, change, caller.actor);
      const { version } = committed.dialog;
      const expiresAt = new Date(caller.expiresAt * 1000 + memoryMs);
      await recordPerformedAction(queries, { tokenId, action: change.type, dialogId, version, expiresAt });
      return () => this.deliveries.begin(committed);
    });
    return { outcome: begin() };
  }

  /**
   * Makes a change of the service owner's own, and starts to deliver it.
   *
   * @throws {Problem} `not-found`, or what the definition refuses the change with.
   */
  async change(definition: DialogDefinition, dialogId: string, change: DialogChange): Promise<Delivery> {
    const committed = await this.database.transaction(async (transaction) => {
      const dialog = this.checked(await lockDialog(transaction.queries, dialogId), definition);
      return this.make(transaction, definition, dialog, change, serviceOwner);
    });
    return { outcome: this.deliveries.begin(committed) };
  }

  /**
   * Opens a dialog for a service owner, and starts to deliver it. The same request again finds the dialog that the first
   * one opened.
   *
   * @throws {Problem} `idempotency-key-reused` when the key came with another body before, `conflict` when the id that
   * the service owner chose is taken, `foreign-resource` when no definition has the service resource.
   */
  async open(
    { clientId, idempotencyKey, bodyHash }: RequestIdentity,
    { serviceResource, ...asked }: OpenDialog,
  ): Promise<Delivery & { readonly dialogId: string }> {
    const definition = serviceResource === undefined ? this.definitions.first : this.definitions.of(serviceResource);
    if (definition === undefined) throw new Problem('foreign-resource');
    const now = this.clock.now();
    const id = asked.id?.toLowerCase() ?? newId(now);
    const { dialogId, begin } = await this.database.transaction(async (transaction) => {
      const { queries } = transaction;
      const request = { clientId, key: idempotencyKey, bodyHash, dialogId: id };
      const earlier = await recordCreationRequest(queries, request);
      if (earlier !== undefined) {
        if (earlier.bodyHash !== bodyHash) throw new Problem('idempotency-key-reused');
        const opened = this.checked(await findDialog(queries, earlier.dialogId));
        return { dialogId: opened.id, begin: () => this.repeat(opened, 1) };
      }
      const { serviceResource: resource, initial: state } = definition;
      const versions = { version: 1, deliveredVersion: 0, rejectedVersion: 0 };
      const dialog: Dialog = {
        ...asked,
        id,
        serviceResource: resource,
        state,
        ...versions,
        createdAt: now,
        changedAt: now,
      };
      if (!(await insertDialog(queries, dialog))) throw new Problem('conflict');
      const committed = await this.record(transaction, definition, dialog, openingEntries);
      return { dialogId: id, begin: () => this.deliveries.begin(committed) };
    });
    return { dialogId, outcome: begin() };
  }

  /**
   * Adds to the history of a dialog what happened to it without changing its state, and starts to deliver it.
   *
   * @param isNew decides, within the transaction, whether there is anything to add
   */
  async append(
    dialogId: string,
    entry: HistoryEntry,
    isNew: (transaction: Transaction) => Promise<boolean>,
  ): Promise<void> {
    const committed = await this.database.transaction(async (transaction) => {
      const dialog = this.checked(await lockDialog(transaction.queries, dialogId));
      const definition = this.definitionOf(dialog);
      if (this.isGone(dialog, definition) || !(await isNew(transaction))) return undefined;
      const appended = { ...dialog, version: dialog.version + 1 };
      await saveChange(transaction.queries, appended, this.clock.now());
      return this.record(transaction, definition, appended, [entry]);
    });
    if (committed !== undefined) await this.deliveries.begin(committed);
  }

  /** Whether end users are to find the dialog no longer. */
  isGone(dialog: Dialog, definition: DialogDefinition): boolean {
    return dialog.goneAt !== undefined || definition.isDeleted(dialog.state);
  }

  /** The one place where a dialog changes. */
  private async make(
    transaction: Transaction,
    definition: DialogDefinition,
    dialog: Dialog,
    change: DialogChange,
    actor: Actor,
  ): Promise<CommittedChange> {
    if (this.isGone(dialog, definition)) throw new Problem('gone');
    const now = this.clock.now();
    const state = definition.apply(dialog.state, change, now);
    const changed = { ...dialog, state, version: dialog.version + 1, changedAt: now };
    await saveChange(transaction.queries, changed, now);
    return this.record(transaction, definition, changed, definition.history(change, actor));
  }

  /** Writes down what happened, and that it is to be delivered. */
  private async record(
    { queries, raw }: Transaction,
    definition: DialogDefinition,
    dialog: Dialog,
    entries: readonly HistoryEntry[],
  ): Promise<CommittedChange> {
    const { id, version } = dialog;
    const now = this.clock.now();
    const newEntries = entries.map((entry) => ({ id: newId(now), version, entry, happenedAt: now }));
    await appendHistory(queries, id, newEntries);
    const jobId = await this.outbox.enqueue(raw, id, this.deliveries.dueInSeconds);
    return { dialog: { ...dialog, projection: projectionOf(definition, dialog) }, newEntries, jobId };
  }

  /** A repeated request is answered as the first one was, and changes nothing. */
  private async repeat(dialog: Dialog, version: number): Promise<Outcome> {
    if (dialog.deliveredVersion >= version) return 'delivered';
    if (dialog.goneAt !== undefined) throw new Problem('gone');
    if (dialog.rejectedVersion >= version) throw new Problem('upstream-refused');
    return this.deliveries.join(dialog, version);
  }

  private definitionOf(dialog: Dialog): DialogDefinition {
    const definition = this.definitions.of(dialog.serviceResource);
    if (definition === undefined) throw new StateError(dialog);
    return definition;
  }

  /** A dialog that is there, and of the definition that is asked for, in a state of that definition. */
  private checked(dialog: Dialog | undefined, wanted?: DialogDefinition): Dialog {
    if (dialog === undefined) throw new Problem('not-found');
    const definition = wanted ?? this.definitionOf(dialog);
    if (dialog.serviceResource !== definition.serviceResource) throw new Problem('not-found');
    if (definition.isState(dialog.state)) return dialog;
    const error = new StateError(dialog);
    this.logger.error({ msg: 'a dialog cannot be used', alert: true, dialogId: dialog.id, reason: error.message });
    throw error;
  }
}

/** A valid token for this dialog is not enough: the dialog must belong to the party that the token speaks for. */
export function ownedBy(caller: DialogToken, dialog: Dialog): Dialog {
  if (dialog.serviceResource !== caller.serviceResource) throw new Problem('foreign-resource');
  if (dialog.party !== caller.party.urn) throw new Problem('party-mismatch');
  return dialog;
}
