import { Injectable, Logger } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { Settings } from '../config/settings.js';
import type { DialogRow, HistoryRow } from '../database/schema.js';
import { type Changed, type ChangeOptions, DialogportenClient } from '../dialogporten/dialogporten-client.js';
import { DialogportenError } from '../dialogporten/dialogporten-error.js';
import {
  changeTransmissionsScope,
  type ServiceOwnerDialog,
  type UpdateDialog,
} from '../dialogporten/dialogporten-types.js';
import { ServiceClock } from '../time/service-clock.js';
import type { SentDialog } from './delivered-notes.js';
import { Outbox } from './outbox.js';
import { pendingChanges } from './pending-changes.js';
import { type Others, type Projection, type ProjectionContext, Projections } from './projections.js';

/** A dialog to be delivered, and how it looks in Dialogporten. */
export interface DueDialog {
  readonly id: string;
  readonly version: number;
  readonly deliveredVersion: number;
  /** Attempts that have failed since the last success. */
  readonly attempts: number;
  readonly goneAt?: Date | null | undefined;
  readonly revision?: string | null | undefined;
  readonly others?: unknown;
  readonly pending?: unknown;
  readonly republish?: boolean | undefined;
  readonly projection: Projection;
}

/** Another dialog, of another system or party, has the id of ours in Dialogporten. Nothing was written over. */
export class ForeignDialogError extends Error {
  override readonly name = 'ForeignDialogError';

  constructor() {
    super('Dialogporten has another dialog under this id');
  }
}

/** Entries that our own database should have are not there: Dialogporten would not get the whole change. */
export class MissingHistoryError extends Error {
  override readonly name = 'MissingHistoryError';

  constructor(version: number) {
    super(`entries of the history of version ${version} are missing in our database`);
  }
}

/** How often one attempt re-reads a dialog that another system is changing at the same time. */
const rereads = 5;

/** Dialogs of which an operator has been told that our database lacks entries. */
const mostTold = 1_000;

/**
 * Brings Dialogporten to the state that our database holds. It chooses no id itself, so running it twice, late, or in two
 * processes at once is harmless.
 */
@Injectable()
export class Sender {
  private readonly logger = new Logger(Sender.name);
  private readonly toldLost = new LRUCache<string, true>({ max: mostTold });

  constructor(
    private readonly settings: Settings,
    private readonly clock: ServiceClock,
    private readonly outbox: Outbox,
    private readonly dialogporten: DialogportenClient,
    private readonly projections: Projections,
  ) {}

  /** @throws {UnreadableError} when the stored state does not fit its definition. */
  due(row: DialogRow): DueDialog {
    return { ...row, projection: this.projections.of(row) };
  }

  /**
   * Brings Dialogporten to that version of a dialog, or to a newer one. The caller records that it is there now: until then
   * a repeat finds out by itself, at the cost of a few calls.
   *
   * @param newEntries entries that are new in its history, where the caller has them at hand; else they are read
   * @param traceId of the trace that this is a part of
   * @returns what Dialogporten has now.
   * @throws {DialogportenError} when Dialogporten could not be brought there; its `outcome` says what helps.
   * @throws {ForeignDialogError} {@link MissingHistoryError}
   * @throws {UnreadableError} when the stored state or history does not fit its definition.
   */
  async send(dialog: DueDialog, newEntries: readonly HistoryRow[] | undefined, traceId: string): Promise<SentDialog> {
    const sent = await this.write(dialog, newEntries, traceId);
    if (sent.isDeleted) await this.remove(sent, traceId);
    return sent;
  }

  private async write(
    dialog: DueDialog,
    given: readonly HistoryRow[] | undefined,
    traceId: string,
  ): Promise<SentDialog> {
    const isThere = dialog.deliveredVersion > 0;
    if (!isMissing(dialog.goneAt) || (isThere && (isMissing(dialog.revision) || dialog.republish === true))) {
      return this.catchUp(dialog, rereads, traceId);
    }
    const newEntries = given ?? (await this.newEntriesOf(dialog));
    const { entries: sent, corrections } = dialog.projection.corrected(newEntries);
    try {
      await this.record(dialog);
      const call = (entries: readonly HistoryRow[], context: ProjectionContext) =>
        isThere
          ? this.replaceAtOnce(dialog, entries, context, traceId)
          : this.create(dialog, entries, context, traceId);
      const others = othersOf(dialog);
      const sending = { dialog, others, traceId };
      const revision = await this.tellingEntriesApart(sending, sent, call);
      const corrected = await this.correct(sending, corrections, revision);
      // A new dialog is created with them.
      if (isThere) await this.label(sending, () => this.dialogporten.labels(dialog.id, { traceId }));
      return sentDialog(dialog, corrected, others);
    } catch (error) {
      if (isRemediedByReading(error)) return this.catchUp(dialog, rereads, traceId);
      if (isGoneThere(error)) return this.deletedByUs(dialog, error);
      throw error;
    }
  }

  private create(
    { projection }: DueDialog,
    entries: readonly HistoryRow[],
    context: ProjectionContext,
    traceId: string,
  ) {
    const dialog = projection.toCreate(entries, context);
    return takingWhatHasPassed(false, (isSilent) => this.dialogporten.create(dialog, { isSilent, traceId }));
  }

  /** The usual way: one call, on the assumption that no other system has changed the dialog since we did. */
  private replaceAtOnce(
    dialog: DueDialog,
    entries: readonly HistoryRow[],
    context: ProjectionContext,
    traceId: string,
  ) {
    const { id, projection, revision } = dialog;
    const isSilent = isSilentFor(dialog, entries);
    const update = projection.toReplace(entries, context, othersOf(dialog));
    return this.replace(id, update, { revision: revision ?? undefined, isSilent, traceId });
  }

  private replace(id: string, update: UpdateDialog, options: ChangeOptions): Promise<Changed> {
    return takingWhatHasPassed(options.isSilent === true, (isSilent) =>
      this.dialogporten.replace(id, update, { ...options, isSilent }),
    );
  }

  /** That it is gone from there is as it should be, if we have deleted it, here or in another replica meanwhile. */
  private async deletedByUs({ id }: Pick<DueDialog, 'id'>, error: unknown): Promise<SentDialog> {
    const dialog = await this.read(id);
    if (!dialog.projection.isDeleted) throw error;
    return sentDialog(dialog, undefined, undefined);
  }

  /**
   * The way when that assumption was wrong, or an earlier attempt got through: reads what is there, and adds the rest.
   * Ours is read after theirs: all of ours that is there already, from another replica too, is then in the dialog that
   * we send.
   */
  private async catchUp(
    asked: Pick<DueDialog, 'id' | 'version' | 'deliveredVersion'>,
    attemptsLeft: number,
    traceId: string,
  ): Promise<SentDialog> {
    const { id } = asked;
    const theirs = await this.readTheirs(id, asked, traceId);
    const dialog = await this.read(id);
    const { projection } = dialog;
    if (!projection.isOf(theirs)) throw new ForeignDialogError();
    if (theirs.deletedAt) {
      if (projection.isDeleted) return sentDialog(dialog, undefined, undefined);
      throw new DialogportenError('gone', 'Dialogporten has deleted the dialog');
    }
    if (!isMissing(dialog.goneAt)) await this.outbox.restored(id);
    const others = projection.othersIn(theirs);
    const recorded = await this.historyOf(dialog);
    const { entries: history } = projection.corrected(recorded);
    const { missing, lost } = projection.compare(theirs, history);
    this.tellLost(id, lost);
    if (missing.length === 0 && dialog.version === dialog.deliveredVersion && dialog.republish !== true) {
      return sentDialog(dialog, theirs.revision, others);
    }
    const isSilent = isSilentFor(dialog, missing) || (dialog.republish === true && missing.length === 0);
    try {
      await this.record(dialog);
      const call = (entries: readonly HistoryRow[], context: ProjectionContext) =>
        this.replace(id, projection.toReplace(entries, context, others), {
          revision: theirs.revision,
          isSilent,
          traceId,
        });
      const sending = { dialog, others, traceId };
      const revision = await this.tellingEntriesApart(sending, missing, call);
      const shown = history.filter((entry) => !missing.includes(entry));
      const isShown = new Set(shown.map((entry) => entry.id));
      const undelivered = recorded.filter((entry) => entry.version > dialog.deliveredVersion && !isShown.has(entry.id));
      const { corrections } = projection.corrected([...missing, ...undelivered]);
      const corrected = await this.correct(sending, corrections, revision);
      await this.label(sending, () => labelsOf(theirs));
      return sentDialog(
        dialog,
        await this.showTransmissionsAnew(dialog, shown, { revision: corrected, traceId }),
        others,
      );
    } catch (error) {
      if (isRemediedByReading(error) && attemptsLeft > 0) return this.catchUp(asked, attemptsLeft - 1, traceId);
      if (isGoneThere(error)) return this.deletedByUs(dialog, error);
      throw dialog.version === asked.version ? error : ofANewerVersion(error);
    }
  }

  /** @throws {ForeignDialogError} when the id of a new dialog exists there, and is not among those that are ours. */
  private async readTheirs(
    id: string,
    asked: Pick<DueDialog, 'deliveredVersion'>,
    traceId: string,
  ): Promise<ServiceOwnerDialog> {
    try {
      return await this.dialogporten.get(id, { traceId });
    } catch (error) {
      const isUnknown = error instanceof DialogportenError && error.status === 404 && error.obstacle === 'dialog';
      if (isUnknown && asked.deliveredVersion === 0) throw new ForeignDialogError();
      throw error;
    }
  }

  /**
   * Sends a change with its entries. Where Dialogporten refuses that, and takes the change without them, each entry is sent
   * by itself as far as that is needed: those that are refused are set aside for an operator.
   *
   * @returns the revision.
   */
  private async tellingEntriesApart(
    sending: Sending,
    entries: readonly HistoryRow[],
    call: (entries: readonly HistoryRow[], context: ProjectionContext) => Promise<{ revision: string | undefined }>,
  ): Promise<string | undefined> {
    try {
      return (await this.tellingNames((context) => call(entries, context))).revision;
    } catch (error) {
      if (entries.length === 0 || !isRefusal(error) || !mayBeAboutEntries(error)) throw error;
      let revision;
      try {
        ({ revision } = await this.tellingNames((context) => call([], context)));
      } catch (withoutEntries) {
        throw isRefusal(withoutEntries) ? error : withoutEntries;
      }
      return this.append(sending, entries, revision);
    }
  }

  /** Adds entries to a dialog that is otherwise as it is to be; of those that are refused together, each half by itself. */
  private async append(
    sending: Sending,
    entries: readonly HistoryRow[],
    revision: string | undefined,
  ): Promise<string | undefined> {
    const { dialog, others, traceId } = sending;
    const { id, projection } = dialog;
    try {
      const sent = await this.tellingNames((context) =>
        this.replace(id, projection.toReplace(entries, context, others), { revision, traceId }),
      );
      return sent.revision;
    } catch (error) {
      if (!isRefusal(error)) throw error;
      const [entry] = entries;
      if (entry !== undefined && entries.length === 1) {
        await this.refuseEntry(id, entry, error);
        return revision;
      }
      const middle = Math.ceil(entries.length / 2);
      const first = await this.append(sending, entries.slice(0, middle), revision);
      return this.append(sending, entries.slice(middle), first);
    }
  }

  /** Makes corrections of what was sent; those that Dialogporten refuses are set aside for an operator. @returns the revision. */
  private async correct(
    { dialog: { id, projection }, traceId }: Sending,
    corrections: readonly HistoryRow[],
    revision: string | undefined,
  ): Promise<string | undefined> {
    let newest = revision;
    for (const entry of corrections) {
      try {
        newest = await this.replaceTransmission(id, projection, entry, { revision: newest, traceId });
      } catch (error) {
        if (!isRefusal(error) && !isOfNoTransmission(error)) throw error;
        await this.refuseEntry(id, entry, error);
      }
    }
    return newest;
  }

  /** Brings the labels that are ours there; those of other systems stay. One that is refused is left to an operator. */
  private async label(
    { dialog: { id, projection }, traceId }: Sending,
    find: () => readonly string[] | Promise<readonly string[]>,
  ): Promise<void> {
    if (projection.labels === undefined) return;
    const { wanted, unwanted } = projection.labels;
    const there = new Set((await find()).map((label) => label.toLowerCase()));
    // One with a "/" has no address there (ASP.NET Core leaves %2F as it is).
    for (const label of unwanted.filter((each) => there.has(each) && !each.includes('/'))) {
      await this.dialogporten.removeLabel(id, label, { traceId });
    }
    for (const label of wanted.filter((each) => !there.has(each.toLowerCase()))) {
      try {
        await this.dialogporten.addLabel(id, label, { traceId });
      } catch (error) {
        if (!isRefusal(error)) throw error;
        const { message: reason, status } = error;
        this.logger.error({ msg: 'Dialogporten refused a label', alert: true, dialogId: id, reason, status });
      }
    }
  }

  private async refuseEntry(
    dialogId: string,
    { id: entryId }: HistoryRow,
    { message: reason, status }: DialogportenError,
  ) {
    await this.outbox.refuseEntry(entryId, reason);
    const msg = 'Dialogporten refused an entry of the history';
    this.logger.error({ msg, alert: true, dialogId, entryId, reason, status });
  }

  /** @returns the revision. */
  private async replaceTransmission(
    dialogId: string,
    projection: Projection,
    entry: HistoryRow,
    options: { readonly revision: string | undefined; readonly traceId: string },
  ): Promise<string | undefined> {
    const sent = await this.tellingNames(async (context) => {
      const transmission = projection.toTransmission(entry, context);
      return transmission === undefined
        ? options
        : this.dialogporten.replaceTransmission(dialogId, transmission, options);
    });
    return sent.revision;
  }

  /**
   * Replaces the transmissions of a dialog that is shown anew, where our token may. Transmissions that users have seen
   * stay seen: it is not a new message.
   *
   * @returns the revision.
   */
  private async showTransmissionsAnew(
    { id, projection, republish }: DueDialog,
    history: readonly HistoryRow[],
    { revision, traceId }: { readonly revision: string | undefined; readonly traceId: string },
  ): Promise<string | undefined> {
    if (republish !== true || !this.settings.MASKINPORTEN_SCOPE.split(' ').includes(changeTransmissionsScope)) {
      return revision;
    }
    let newest = revision;
    for (const entry of history) {
      newest = await this.replaceTransmission(id, projection, entry, { revision: newest, traceId });
    }
    return newest;
  }

  /** Repeats a call, once, with names for the actors that Dialogporten turned out to have none for. */
  private async tellingNames<Result>(call: (context: ProjectionContext) => Promise<Result>): Promise<Result> {
    const context = { publicUrl: this.settings.PUBLIC_URL, now: this.clock.now() };
    try {
      return await call(context);
    } catch (error) {
      const { unknownActors = [] } = error instanceof DialogportenError ? error : {};
      if (unknownActors.length === 0) throw error;
      return call({ ...context, unknownActors });
    }
  }

  private async remove({ id, revision }: SentDialog, traceId: string): Promise<void> {
    try {
      await this.dialogporten.remove(id, { revision, traceId });
    } catch (error) {
      if (!isGoneThere(error)) throw error;
    }
  }

  private async read(dialogId: string): Promise<DueDialog> {
    const row = await this.outbox.find(dialogId);
    if (row === undefined) throw new Error('the dialog is no longer in our database');
    return this.due(row);
  }

  /** The row has to hold what is ours before Dialogporten has it: the answer may get lost. */
  private async record({ id, projection: { unrecorded } }: DueDialog): Promise<void> {
    if (unrecorded !== undefined) await this.outbox.remember(id, unrecorded);
  }

  private newEntriesOf(dialog: DueDialog): Promise<readonly HistoryRow[]> {
    return this.historyOf(dialog, dialog.deliveredVersion);
  }

  /** The history after a version, without the entries that Dialogporten refused. @throws {MissingHistoryError} */
  private async historyOf(dialog: DueDialog, after = 0): Promise<readonly HistoryRow[]> {
    const { id, version, deliveredVersion, pending } = dialog;
    const found = await this.outbox.findHistory(id, { after, until: version });
    for (const change of pendingChanges(pending, deliveredVersion)) {
      const entries = found.filter((entry) => entry.version === change.version).length;
      if (entries < change.entries) throw new MissingHistoryError(change.version);
    }
    return found.filter(({ refusedAt }) => isMissing(refusedAt));
  }

  private tellLost(dialogId: string, lost: readonly string[]): void {
    if (lost.length === 0 || this.toldLost.has(dialogId)) return;
    this.toldLost.set(dialogId, true);
    const msg = 'Dialogporten has entries of ours that our database lacks: it has lost changes';
    this.logger.error({ msg, alert: true, dialogId, entryIds: lost.slice(0, 10), entries: lost.length });
  }
}

/** A dialog that is being sent, with what other systems have put into it. */
interface Sending {
  readonly dialog: DueDialog;
  readonly others: Others | undefined;
  readonly traceId: string;
}

/** The parts that Dialogporten has once the projection of a dialog was sent. */
function sentDialog(
  { id, version, projection, republish }: DueDialog,
  revision: string | undefined,
  others: Others | undefined,
): SentDialog {
  const { ours, isDeleted } = projection;
  return { id, version, revision, others, ours, isShownAnew: republish === true, isDeleted };
}

function othersOf({ others }: DueDialog): Others | undefined {
  return (others ?? undefined) as Others | undefined;
}

function labelsOf({ serviceOwnerContext }: ServiceOwnerDialog): readonly string[] {
  return (serviceOwnerContext?.serviceOwnerLabels ?? []).flatMap(({ value }) => value ?? []);
}

function isMissing<Value>(value: Value | null | undefined): value is null | undefined {
  return value === null || value === undefined;
}

/** Dialogporten itself says no to what was sent. */
function isRefusal(error: unknown): error is DialogportenError {
  if (!(error instanceof DialogportenError)) return false;
  return error.outcome === 'rejected' || (error.obstacle === 'dialog' && error.status === 403);
}

/** The transmission that was to be replaced is not there. */
function isOfNoTransmission(error: unknown): error is DialogportenError {
  return (
    error instanceof DialogportenError && error.status === 404 && error.errors?.['DialogTransmission'] !== undefined
  );
}

/** A field of the dialog itself, as the path in what was sent. */
const fieldOfDialog = /^dto\.(?!activities|transmissions)/i;

/** Whether users are told nothing of the changes that Dialogporten does not have yet: of none of them, that is. */
function isSilentFor({ version, deliveredVersion, pending, projection }: DueDialog, entries: readonly HistoryRow[]) {
  if (version === deliveredVersion) return false;
  const silent = new Set(
    pendingChanges(pending, deliveredVersion).flatMap((change) => (change.isSilent === true ? [change.version] : [])),
  );
  for (const entry of entries) if (projection.isSilent(entry)) silent.add(entry.version);
  return silent.size === version - deliveredVersion;
}

/** A time that has passed before it could be sent, such as a due date, is taken when the call is silent. */
async function takingWhatHasPassed(isSilent: boolean, call: (isSilent: boolean) => Promise<Changed>): Promise<Changed> {
  try {
    return await call(isSilent);
  } catch (error) {
    if (isSilent || !isAboutTimesAlone(error)) throw error;
    return call(true);
  }
}

const times = new Set(['DueAt', 'ExpiresAt', 'VisibleFrom', 'Attachments.ExpiresAt']);

/** Dialogporten takes all of it, but for times that have passed. */
function isAboutTimesAlone(error: unknown): boolean {
  if (!(error instanceof DialogportenError) || error.status !== 422 || error.errors === undefined) return false;
  return Object.keys(error.errors).every((field) => times.has(field));
}

/** A refusal that names nothing but fields of the dialog itself is about none of its entries. */
function mayBeAboutEntries({ errors = {} }: DialogportenError): boolean {
  const fields = Object.keys(errors);
  return fields.length === 0 || !fields.every((field) => fieldOfDialog.test(field));
}

function isRemediedByReading(error: unknown): boolean {
  return (
    error instanceof DialogportenError &&
    (error.outcome === 'precondition-failed' || error.outcome === 'already-exists')
  );
}

function isGoneThere(error: unknown): boolean {
  return error instanceof DialogportenError && error.outcome === 'gone';
}

/** Only the version that was asked for may be refused: a newer one, which was read meanwhile, is judged when its turn comes. */
function ofANewerVersion(error: unknown): unknown {
  if (!(error instanceof DialogportenError) || error.outcome !== 'rejected') return error;
  const { message, status, traceId } = error;
  return new DialogportenError('retry', message, { obstacle: 'dialog', status, traceId });
}
