import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../config/clock.js';
import { Settings } from '../config/settings.js';
import { Database, type Queries } from '../database/database.js';
import type { DialogToken } from '../dialog-token/index.js';
import { DialogportenError } from '../dialogporten/dialogporten-error.js';
import { Problem } from '../http/problem.js';
import { DialogPublisher } from './dialog-publisher.js';
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
import { type Actor, entriesOf, type HistoryEntry, openingEntries } from './history.js';
import {
  applyChange,
  type Change,
  type DecideChange,
  type EndUserChange,
  isDeleted,
  openedLicence,
} from './licence.js';
import type { Outcome } from './outcome.js';
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
  private readonly logger = new Logger(DialogsService.name);

  constructor(
    private readonly settings: Settings,
    private readonly clock: Clock,
    private readonly database: Database,
    private readonly publisher: DialogPublisher,
  ) {}

  /**
   * The dialog that a token is for.
   *
   * @throws {Problem} `not-found`, `party-mismatch`, or `gone` when it has been deleted.
   */
  async read(caller: DialogToken): Promise<Dialog> {
    const dialog = ownedBy(caller, await this.find(caller.dialogId));
    if (isDeleted(dialog.licence)) throw new Problem('gone');
    return dialog;
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
   * Makes a change that an end user asks for, once for each token, and brings it to Dialogporten.
   *
   * @throws {Problem} `not-found`, `party-mismatch`, or what the state machine refuses the change with.
   */
  async change(caller: DialogToken, change: EndUserChange): Promise<Outcome> {
    await this.database.transaction(async (queries) => {
      const dialog = ownedBy(caller, existing(await lockDialog(queries, caller.dialogId)));
      if (await findPerformedAction(queries, caller.id, change.type)) return;
      await recordPerformedAction(queries, {
        tokenId: caller.id,
        action: change.type,
        dialogId: dialog.id,
        version: await this.make(queries, dialog, change, caller.actor),
        expiresAt: new Date(caller.expiresAt * 1000 + memoryMs),
      });
    });
    return this.publish(caller.dialogId);
  }

  /**
   * Makes the service owner's decision, and brings it to Dialogporten.
   *
   * @throws {Problem} `not-found`, or what the state machine refuses the decision with.
   */
  async decide(dialogId: string, decision: DecideChange): Promise<Outcome> {
    await this.database.transaction(async (queries) => {
      const dialog = existing(await lockDialog(queries, dialogId));
      await this.make(queries, dialog, decision, { actorType: 'ServiceOwner' });
    });
    return this.publish(dialogId);
  }

  /**
   * Opens a dialog for a service owner, and brings it to Dialogporten. The same request again finds the dialog that the
   * first one opened.
   *
   * @returns the dialog's id.
   * @throws {Problem} `idempotency-key-reused` when the key came with another body before, `conflict` when the id that
   * the service owner chose is taken.
   */
  async open({ clientId, idempotencyKey, bodyHash }: RequestIdentity, asked: OpenDialog): Promise<string> {
    const now = this.clock.now();
    const id = asked.id?.toLowerCase() ?? newId(now);
    const dialogId = await this.database.transaction(async (queries) => {
      const request = { clientId, key: idempotencyKey, bodyHash, dialogId: id };
      const earlier = await recordCreationRequest(queries, request);
      if (earlier !== undefined) {
        if (earlier.bodyHash !== bodyHash) throw new Problem('idempotency-key-reused');
        return earlier.dialogId;
      }
      const [serviceResource] = this.settings.DIALOGPORTEN_SERVICE_RESOURCES;
      const times = { createdAt: now, changedAt: now };
      const opened = {
        ...asked,
        id,
        serviceResource,
        licence: openedLicence,
        version: 1,
        publishedVersion: 0,
        ...times,
      };
      if (!(await insertDialog(queries, opened))) throw new Problem('conflict');
      await this.remember(queries, opened, openingEntries);
      return id;
    });
    await this.publish(dialogId);
    return dialogId;
  }

  /** The one place where a dialog changes. @returns its new version. */
  private async make(queries: Queries, dialog: Dialog, change: Change, actor: Actor): Promise<number> {
    const now = this.clock.now();
    const licence = applyChange(dialog.licence, change, now);
    const changed = { ...dialog, licence, version: dialog.version + 1, changedAt: now };
    await saveChange(queries, changed);
    await this.remember(queries, changed, entriesOf(change, actor));
    return changed.version;
  }

  private remember(queries: Queries, { id, version, changedAt }: Dialog, entries: readonly HistoryEntry[]) {
    const recorded = entries.map((entry) => ({ id: newId(changedAt), version, entry, happenedAt: changedAt }));
    return appendHistory(queries, id, recorded);
  }

  private async publish(dialogId: string): Promise<Outcome> {
    try {
      await this.publisher.publish(dialogId);
      return 'made';
    } catch (error) {
      throw this.toProblem(error, dialogId);
    }
  }

  /** What Dialogporten's refusal means to whoever asked us for the change. */
  private toProblem(error: unknown, dialogId: string): unknown {
    if (!(error instanceof DialogportenError)) return error;
    if (error.remedy === 'our-fault') {
      this.logger.error({ msg: 'Dialogporten refused a change for good', dialogId, reason: error.message });
      return new Problem('upstream-refused', { cause: error });
    }
    return new Problem(error.remedy === 'gone' ? 'gone' : 'unavailable', { cause: error });
  }
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
