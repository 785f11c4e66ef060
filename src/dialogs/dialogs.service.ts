import { Injectable, Logger } from '@nestjs/common';
import { Database, type Transaction } from '../database/database.js';
import { DatabaseClock } from '../database/database-clock.js';
import { DeadLetters } from '../delivery/dead-letters.js';
import { Deliveries } from '../delivery/deliveries.js';
import type { Delivery, Outcome } from '../delivery/delivery.js';
import { StateError } from '../delivery/projections.js';
import type { DialogToken } from '../dialog-token/index.js';
import { Problem } from '../http/problem.js';
import { ChangeTransactions } from './change-transactions.js';
import type { DialogChange, DialogDefinition, StateDescription } from './dialog-definition.js';
import { DialogDefinitions } from './dialog-definitions.js';
import type { Dialog } from './dialog.js';
import { findDialog, insertDialog, lockDialog, RepeatedRequest, saveChange } from './dialogs.repository.js';
import { type Actor, type HistoryEntry, openingEntries, serviceOwner } from './history.js';
import { ownedBy } from './owned-by.js';
import {
  type ChangeRequest,
  type OpenDialog,
  type RequestIdentity,
  requestOfClient,
  requestOfToken,
} from './requests.js';
import { findPerformedAction, recordCreationRequest } from './requests.repository.js';
import { newId } from './uuid-v7.js';

/** Who asks for a change, and how the request is known again when it is repeated. */
interface Asking {
  readonly actor: Actor;
  readonly request?: ChangeRequest | undefined;
  /** @throws {Problem} when the dialog is not theirs. */
  readonly mayChange?: (dialog: Dialog) => void;
}

/** Dialogs of every kind: opened, found, and changed by the rules of their definitions. */
@Injectable()
export class DialogsService {
  private readonly logger = new Logger(DialogsService.name);

  constructor(
    private readonly changes: ChangeTransactions,
    private readonly clock: DatabaseClock,
    private readonly database: Database,
    private readonly definitions: DialogDefinitions,
    private readonly deliveries: Deliveries,
    private readonly letters: DeadLetters,
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
   * Makes a change that an end user asks for, once for each token and what the change holds, and starts to deliver it.
   *
   * @throws {Problem} `not-found`, `party-mismatch`, or what the definition refuses the change with. For a repeat of
   * a request whose change Dialogporten rejected, `upstream-refused` again.
   */
  changeOnce(definition: DialogDefinition, caller: DialogToken, change: DialogChange): Promise<Delivery> {
    return this.perform(definition, caller.dialogId, change, {
      actor: caller.actor,
      request: requestOfToken(caller, change),
      mayChange: (dialog) => ownedBy(caller, dialog),
    });
  }

  /**
   * Makes a change of the service owner's own, once for each idempotency key if there is one, and starts to deliver it.
   *
   * @throws {Problem} `not-found`, `idempotency-key-reused` when the key came with another body before, or what the
   * definition refuses the change with.
   */
  change(
    definition: DialogDefinition,
    dialogId: string,
    change: DialogChange,
    identity?: RequestIdentity,
  ): Promise<Delivery> {
    const request = identity && requestOfClient(identity, this.clock.now());
    return this.perform(definition, dialogId, change, { actor: serviceOwner, request });
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
    const { dialogId, start } = await this.changes.run(async (transaction) => {
      const { queries } = transaction;
      const request = { clientId, key: idempotencyKey, bodyHash, dialogId: id };
      const earlier = await recordCreationRequest(queries, request);
      if (earlier !== undefined) {
        if (earlier.bodyHash !== bodyHash) throw new Problem('idempotency-key-reused');
        const opened = this.checked(await findDialog(queries, earlier.dialogId));
        return { dialogId: opened.id, start: () => this.repeat(opened.id, 1) };
      }
      const { serviceResource: resource, initial: state } = definition;
      const versions = { version: 1, deliveredVersion: 0, rejectedVersions: [] };
      const times = { createdAt: now, changedAt: now };
      const dialog: Dialog = { ...asked, id, serviceResource: resource, state, ...versions, ...times };
      const begin = await transaction.write({ definition, dialog, entries: openingEntries, at: now }, async (saved) => {
        if (!(await insertDialog(queries, saved))) throw new Problem('conflict');
      });
      return { dialogId: id, start: begin };
    });
    return { dialogId, ...this.begun(dialogId, start()) };
  }

  /**
   * Adds to the history of a dialog what happened to it without changing its state, and starts to deliver it.
   *
   * @param isNew decides, within the transaction, whether there is anything to add
   * @param traceId of the request that causes it
   */
  async append(
    dialogId: string,
    entry: HistoryEntry,
    isNew: (transaction: Transaction) => Promise<boolean>,
    traceId?: string,
  ): Promise<void> {
    const begin = await this.changes.run(async (transaction) => {
      const dialog = this.checked(await lockDialog(transaction.queries, dialogId));
      const definition = this.definitionOf(dialog);
      if (this.isGone(dialog, definition) || !(await isNew(transaction))) return undefined;
      const appended = { ...dialog, version: dialog.version + 1 };
      const at = this.clock.now();
      return transaction.write({ definition, dialog: appended, entries: [entry], at }, (saved) => {
        transaction.commitWith(() => saveChange(transaction.queries, saved));
      });
    }, dialogId);
    // What becomes of it is the delivery's to tell: it is stored.
    if (begin === undefined) return;
    begin().catch(() => undefined);
    if (traceId !== undefined) this.deliveries.causedBy(dialogId, traceId);
  }

  /** Whether end users are to find the dialog no longer. */
  isGone(dialog: Dialog, definition: DialogDefinition): boolean {
    return dialog.goneAt !== undefined || definition.isDeleted(dialog.state);
  }

  /**
   * An end user has a token for a dialog that was gone from Dialogporten: one that was issued later shows that it is there
   * again, so somebody is to look.
   */
  async noteSeen(caller: DialogToken, { id, goneAt }: Dialog): Promise<void> {
    if (goneAt !== undefined && caller.issuedAt * 1000 > goneAt.getTime()) await this.letters.lookAgain(id);
  }

  /** The one place where a dialog changes. */
  private async perform(
    definition: DialogDefinition,
    dialogId: string,
    change: DialogChange,
    { actor, request, mayChange }: Asking,
  ): Promise<Delivery> {
    try {
      const begin = await this.changes.run(async (transaction) => {
        const { queries } = transaction;
        const dialog = this.checked(await lockDialog(queries, dialogId), definition);
        mayChange?.(dialog);
        if (this.isGone(dialog, definition)) throw new Problem('gone');
        const at = this.clock.now();
        const state = definition.apply(dialog.state, change, at);
        const changed = { ...dialog, state, version: dialog.version + 1, changedAt: at };
        const entries = definition.history(change, actor);
        return transaction.write({ definition, dialog: changed, entries, at }, (saved) => {
          transaction.commitWith(() => saveChange(queries, { ...saved, request }));
        });
      }, dialogId);
      return this.begun(dialogId, begin());
    } catch (error) {
      if (!(error instanceof Problem || error instanceof RepeatedRequest)) throw error;
      this.deliveries.hasten(dialogId);
      if (request === undefined) throw error;
      return this.repeated(dialogId, request, error);
    }
  }

  private begun(dialogId: string, outcome: Promise<Outcome>): Delivery {
    return { outcome, causedBy: (traceId) => this.deliveries.causedBy(dialogId, traceId) };
  }

  /**
   * A repeated request is answered as the first one was, and changes nothing. Any other one that was refused is refused.
   */
  private async repeated(dialogId: string, request: ChangeRequest, refusal: Error): Promise<Delivery> {
    const earlier = await this.database.run((queries) => findPerformedAction(queries, dialogId, request));
    if (earlier === undefined) throw refusal;
    if (earlier.bodyHash !== (request.bodyHash ?? null)) throw new Problem('idempotency-key-reused');
    return { outcome: this.repeat(dialogId, earlier.version), causedBy: () => undefined };
  }

  private async repeat(dialogId: string, version: number): Promise<Outcome> {
    // First, so that what this process may deliver from now on is not missed, and then what has been delivered is seen.
    const joined = this.deliveries.join(dialogId, version);
    const dialog = await this.find(dialogId);
    if (dialog.deliveredVersion >= version) return 'delivered';
    if (dialog.goneAt !== undefined) throw new Problem('gone');
    if (dialog.rejectedVersions.includes(version)) throw new Problem('upstream-refused');
    return joined;
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
