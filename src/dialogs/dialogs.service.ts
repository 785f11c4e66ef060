import { Injectable } from '@nestjs/common';
import { Clock } from '../config/clock.js';
import { Settings } from '../config/settings.js';
import { Database, type Transaction } from '../database/database.js';
import type { DialogToken } from '../dialog-token/index.js';
import { Problem } from '../http/problem.js';
import type { CommittedChange } from './dialog-publisher.js';
import type { Dialog, DialogTitle } from './dialog.js';
import {
  appendHistory,
  findDialog,
  findEntry,
  findPerformedAction,
  insertDialog,
  lockDialog,
  recordCreationRequest,
  recordPerformedAction,
  saveChange,
} from './dialogs.repository.js';
import { type Actor, entriesOf, type HistoryEntry, openingEntries, type TransmittedDocument } from './history.js';
import {
  applyChange,
  type Change,
  type DecideChange,
  type EndUserChange,
  isDeleted,
  openedLicence,
} from './licence.js';
import type { Outcome, Publication } from './outcome.js';
import { decisionSubresource } from './projection.js';
import { Publications } from './publications.js';
import { PublishJobs } from './publish-jobs.js';
import { TransmissionOpenings } from './transmission-openings.js';
import { newId } from './uuid-v7.js';

/** What a service owner says of a dialog that is to be opened. */
export interface OpenDialog {
  readonly id?: string;
  readonly party: string;
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

/** How long after its token has expired a press is still remembered, in milliseconds: more than any clock tolerance. */
const memoryMs = 600_000;

/** Our dialogs: what may be read and changed, by whom, and that Dialogporten gets to know. */
@Injectable()
export class DialogsService {
  constructor(
    private readonly settings: Settings,
    private readonly clock: Clock,
    private readonly database: Database,
    private readonly jobs: PublishJobs,
    private readonly publications: Publications,
    private readonly openings: TransmissionOpenings,
  ) {}

  /**
   * The dialog that a token is for.
   *
   * @throws {Problem} `not-found`, `party-mismatch`, or `gone` when it has been deleted.
   */
  async read(caller: DialogToken): Promise<Dialog> {
    const dialog = ownedBy(caller, await this.find(caller.dialogId));
    if (isDeleted(dialog.licence) || dialog.goneAt !== undefined) throw new Problem('gone');
    return dialog;
  }

  /**
   * A transmission of the dialog that a token is for. That it was opened is reported to Dialogporten, without delaying
   * the caller.
   *
   * @throws {Problem} what {@link read} throws; `not-found` when the dialog has no such transmission, `missing-action`
   * when the token opens the dialog but not this transmission.
   */
  async readTransmission(
    caller: DialogToken,
    transmissionId: string,
  ): Promise<{ dialog: Dialog; document: TransmittedDocument }> {
    const dialog = await this.read(caller);
    const recorded = await this.database.run((queries) => findEntry(queries, dialog.id, transmissionId));
    if (recorded?.entry.kind !== 'transmission') throw new Problem('not-found');
    const { document } = recorded.entry;
    if (!mayRead(caller, document, transmissionId)) throw new Problem('missing-action');
    this.openings.report(dialog.id, transmissionId, caller.actor);
    return { dialog, document };
  }

  /**
   * Any dialog of ours, deleted ones too, for the service owner.
   *
   * @throws {Problem} `not-found`.
   */
  async find(dialogId: string): Promise<Dialog> {
    return existing(await this.database.run((queries) => findDialog(queries, dialogId)));
  }

  /**
   * Makes a change that an end user asks for, once for each token, and starts to bring it to Dialogporten.
   *
   * @throws {Problem} `not-found`, `party-mismatch`, or what the state machine refuses the change with. For a repeat of
   * a request whose change Dialogporten refused for good, `upstream-refused` again.
   */
  async change(caller: DialogToken, change: EndUserChange): Promise<Publication> {
    const { id: tokenId, dialogId } = caller;
    const begin = await this.database.transaction(async (transaction) => {
      const { queries } = transaction;
      const dialog = ownedBy(caller, existing(await lockDialog(queries, dialogId)));
      const earlier = await findPerformedAction(queries, tokenId, change.type);
      if (earlier !== undefined) return () => this.repeat(dialog, earlier.version);
      const committed = await this.make(transaction, dialog, change, caller.actor);
      const { version } = committed.dialog;
      const expiresAt = new Date(caller.expiresAt * 1000 + memoryMs);
      await recordPerformedAction(queries, { tokenId, action: change.type, dialogId, version, expiresAt });
      return () => this.publications.begin(committed);
    });
    return { outcome: begin() };
  }

  /**
   * Makes the service owner's decision, and starts to bring it to Dialogporten.
   *
   * @throws {Problem} `not-found`, or what the state machine refuses the decision with.
   */
  async decide(dialogId: string, decision: DecideChange): Promise<Publication> {
    const committed = await this.database.transaction(async (transaction) => {
      const dialog = existing(await lockDialog(transaction.queries, dialogId));
      return this.make(transaction, dialog, decision, { actorType: 'ServiceOwner' });
    });
    return { outcome: this.publications.begin(committed) };
  }

  /**
   * Opens a dialog for a service owner, and starts to bring it to Dialogporten. The same request again finds the dialog
   * that the first one opened.
   *
   * @throws {Problem} `idempotency-key-reused` when the key came with another body before, `conflict` when the id that
   * the service owner chose is taken.
   */
  async open(
    { clientId, idempotencyKey, bodyHash }: RequestIdentity,
    asked: OpenDialog,
  ): Promise<Publication & { readonly dialogId: string }> {
    const now = this.clock.now();
    const id = asked.id?.toLowerCase() ?? newId(now);
    return this.database
      .transaction(async ({ queries, raw }) => {
        const request = { clientId, key: idempotencyKey, bodyHash, dialogId: id };
        const earlier = await recordCreationRequest(queries, request);
        if (earlier !== undefined) {
          if (earlier.bodyHash !== bodyHash) throw new Problem('idempotency-key-reused');
          const dialog = existing(await findDialog(queries, earlier.dialogId));
          return { dialogId: dialog.id, begin: () => this.repeat(dialog, 1) };
        }
        const [serviceResource] = this.settings.DIALOGPORTEN_SERVICE_RESOURCES;
        const versions = { version: 1, publishedVersion: 0, refusedVersion: 0 };
        const times = { createdAt: now, changedAt: now };
        const dialog: Dialog = { ...asked, id, serviceResource, licence: openedLicence, ...versions, ...times };
        if (!(await insertDialog(queries, dialog))) throw new Problem('conflict');
        const committed = await this.record({ queries, raw }, dialog, openingEntries);
        return { dialogId: id, begin: () => this.publications.begin(committed) };
      })
      .then(({ dialogId, begin }) => ({ dialogId, outcome: begin() }));
  }

  /** The one place where a dialog changes. */
  private async make(transaction: Transaction, dialog: Dialog, change: Change, actor: Actor): Promise<CommittedChange> {
    if (dialog.goneAt !== undefined) throw new Problem('gone');
    const now = this.clock.now();
    const licence = applyChange(dialog.licence, change, now);
    const changed = { ...dialog, licence, version: dialog.version + 1, changedAt: now };
    await saveChange(transaction.queries, changed, now);
    return this.record(transaction, changed, entriesOf(change, actor));
  }

  /** Writes down what happened, and the promise to tell Dialogporten. */
  private async record({ queries, raw }: Transaction, dialog: Dialog, entries: readonly HistoryEntry[]) {
    const { id, version, changedAt } = dialog;
    const news = entries.map((entry) => ({ id: newId(changedAt), version, entry, happenedAt: changedAt }));
    await appendHistory(queries, id, news);
    return { dialog, news, jobId: await this.jobs.enqueue(raw, id, this.publications.dueInSeconds) };
  }

  /** A repeated request is answered as the first one was, and changes nothing. */
  private async repeat(dialog: Dialog, version: number): Promise<Outcome> {
    if (dialog.publishedVersion >= version) return 'made';
    if (dialog.goneAt !== undefined) throw new Problem('gone');
    if (dialog.refusedVersion >= version) throw new Problem('upstream-refused');
    return this.publications.join(dialog, version);
  }
}

/** A receipt is part of the dialog; a decision is authorised on its own, by its part of the dialog or by its id. */
function mayRead(caller: DialogToken, document: TransmittedDocument, transmissionId: string): boolean {
  if (document === 'receipt') return caller.grants('read');
  return caller.grants('transmissionread', decisionSubresource) || caller.lists(transmissionId);
}

function existing(dialog: Dialog | undefined): Dialog {
  if (dialog === undefined) throw new Problem('not-found');
  return dialog;
}

/** A valid token for this dialog is not enough: the dialog must belong to the party that the token speaks for. */
function ownedBy(caller: DialogToken, dialog: Dialog): Dialog {
  if (dialog.serviceResource !== caller.serviceResource) throw new Problem('foreign-resource');
  if (dialog.party !== caller.party.urn) throw new Problem('party-mismatch');
  return dialog;
}
