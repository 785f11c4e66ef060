import { Injectable } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { DatabaseClock } from '../database/database-clock.js';
import type { DialogRow, HistoryRow } from '../database/schema.js';
import { DialogportenClient } from '../dialogporten/dialogporten-client.js';
import { DialogportenError } from '../dialogporten/dialogporten-error.js';
import type { ServiceOwnerDialog } from '../dialogporten/dialogporten-types.js';
import { type Delivered, Outbox } from './outbox.js';
import { type Others, type Projection, type ProjectionContext, Projections } from './projections.js';

/** A dialog to be delivered, and how it looks in Dialogporten. */
export interface Deliverable {
  readonly id: string;
  readonly version: number;
  readonly deliveredVersion: number;
  readonly dueAt?: Date | null | undefined;
  readonly goneAt?: Date | null | undefined;
  readonly revision?: string | null | undefined;
  readonly others?: unknown;
  readonly projection: Projection;
}

/** How close to now, in milliseconds, a due date may have passed by Dialogporten's clock. */
const dueMarginMs = 10_000;

/** How often one attempt re-reads a dialog that somebody else is changing at the same time. */
const rereads = 5;

/**
 * Brings Dialogporten to the state that our database holds. It chooses no id itself, so running it twice, late, or in two
 * processes at once is harmless.
 */
@Injectable()
export class Sender {
  constructor(
    private readonly settings: Settings,
    private readonly clock: DatabaseClock,
    private readonly outbox: Outbox,
    private readonly dialogporten: DialogportenClient,
    private readonly projections: Projections,
  ) {}

  /** @throws {StateError} when the stored state does not fit its definition. */
  deliverable(row: DialogRow): Deliverable {
    return { ...row, projection: this.projections.of(row) };
  }

  /**
   * Brings Dialogporten to that version of a dialog, or to a newer one. That it is there now is for the caller to save:
   * until then a repeat finds out by itself, at the cost of a few calls.
   *
   * @param newEntries what is new in its history, where the caller has it in hand; else it is read
   * @param traceId of the trace that this is a part of
   * @returns what Dialogporten has now.
   * @throws {DialogportenError} when Dialogporten could not be brought there; its `outcome` says what helps.
   * @throws {StateError} when the stored state does not fit its definition.
   */
  async send(dialog: Deliverable, newEntries: readonly HistoryRow[] | undefined, traceId: string): Promise<Delivered> {
    const { projection, delivered } = await this.write(dialog, newEntries, traceId);
    if (projection.isDeleted) await this.remove(delivered, traceId);
    return delivered;
  }

  private async write(
    dialog: Deliverable,
    given: readonly HistoryRow[] | undefined,
    traceId: string,
  ): Promise<Written> {
    const isGone = !isMissing(dialog.goneAt);
    if (isGone || (dialog.deliveredVersion > 0 && isMissing(dialog.revision))) {
      return this.catchUp(dialog, rereads, traceId);
    }
    const newEntries = given ?? (await this.historyOf(dialog, dialog.deliveredVersion));
    try {
      const sent = await this.tellingNames((context) => this.sendAtOnce(dialog, newEntries, context, traceId));
      return written(dialog, sent.revision, (dialog.others ?? undefined) as Others | undefined);
    } catch (error) {
      if (isRemediedByReading(error)) return this.catchUp(dialog, rereads, traceId);
      if (isGoneThere(error)) return this.deletedByUs(dialog, error);
      throw error;
    }
  }

  /** The usual way: one call, on the assumption that nobody has changed the dialog there since we did. */
  private sendAtOnce(
    dialog: Deliverable,
    newEntries: readonly HistoryRow[],
    context: ProjectionContext,
    traceId: string,
  ) {
    const { id, projection, version, deliveredVersion, revision, dueAt } = dialog;
    if (deliveredVersion === 0) {
      // A due date that has passed is refused, unless nobody is told of the dialog.
      const isSilent = !isMissing(dueAt) && dueAt.getTime() <= context.now.getTime() + dueMarginMs;
      return this.dialogporten.create(projection.toCreate(newEntries, context), { isSilent, traceId });
    }
    const others = (dialog.others ?? undefined) as Others | undefined;
    const isSilent =
      newEntries.length === version - deliveredVersion && newEntries.every((entry) => projection.isSilent(entry));
    const update = projection.toReplace(newEntries, context, others);
    return this.dialogporten.replace(id, update, { revision: revision ?? undefined, isSilent, traceId });
  }

  /** That it is gone from there is as it should be, if we have deleted it, here or in another replica meanwhile. */
  private async deletedByUs({ id }: Pick<Deliverable, 'id'>, error: unknown): Promise<Written> {
    const dialog = await this.read(id);
    if (!dialog.projection.isDeleted) throw error;
    return written(dialog, undefined, undefined);
  }

  /**
   * The way when that assumption was wrong, or an earlier attempt got through: see what is there, and add the rest. Ours
   * is read after theirs: whatever of ours is there already, from another replica too, is then in what we send.
   */
  private async catchUp(
    asked: Pick<Deliverable, 'id' | 'version'>,
    attemptsLeft: number,
    traceId: string,
  ): Promise<Written> {
    const { id } = asked;
    const theirs = await this.dialogporten.get(id, { traceId });
    const dialog = await this.read(id);
    const { projection } = dialog;
    if (theirs.deletedAt) {
      if (projection.isDeleted) return written(dialog, undefined, undefined);
      throw new DialogportenError('gone', 'Dialogporten has deleted the dialog');
    }
    if (dialog.goneAt !== null) await this.outbox.restored(id);
    const others = projection.othersIn(theirs);
    const newEntries = await this.missingFrom(theirs, dialog);
    if (newEntries.length === 0 && dialog.version === dialog.deliveredVersion) {
      return written(dialog, theirs.revision, others);
    }
    try {
      const { revision } = await this.tellingNames((context) =>
        this.dialogporten.replace(id, projection.toReplace(newEntries, context, others), {
          revision: theirs.revision,
          traceId,
        }),
      );
      return written(dialog, revision, others);
    } catch (error) {
      if (isRemediedByReading(error) && attemptsLeft > 0) return this.catchUp(asked, attemptsLeft - 1, traceId);
      if (isGoneThere(error)) return this.deletedByUs(dialog, error);
      throw dialog.version === asked.version ? error : ofANewerVersion(error);
    }
  }

  private async missingFrom(theirs: ServiceOwnerDialog, dialog: Deliverable): Promise<readonly HistoryRow[]> {
    const known = new Set([...theirs.activities, ...theirs.transmissions].map((entry) => entry.id));
    return (await this.historyOf(dialog, 0)).filter((recorded) => !known.has(recorded.id));
  }

  /** Makes a call again, once, with names for those whom Dialogporten turned out to know none for. */
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

  private async remove({ id, revision }: Delivered, traceId: string): Promise<void> {
    try {
      await this.dialogporten.remove(id, { revision, traceId });
    } catch (error) {
      if (!isGoneThere(error)) throw error;
    }
  }

  private async read(dialogId: string): Promise<Deliverable & Pick<DialogRow, 'goneAt'>> {
    const row = await this.outbox.find(dialogId);
    if (row === undefined) throw new Error('the dialog is no longer in our database');
    return { ...row, projection: this.projections.of(row) };
  }

  private historyOf({ id, version }: Deliverable, after: number): Promise<HistoryRow[]> {
    return this.outbox.findHistory(id, { after, until: version });
  }
}

/** What was written, and whether Dialogporten is to delete it. */
interface Written {
  readonly projection: Projection;
  readonly delivered: Delivered;
}

function written(
  { id, version, projection }: Deliverable,
  revision: string | undefined,
  others: Others | undefined,
): Written {
  return { projection, delivered: { id, version, revision, others } };
}

function isMissing<Value>(value: Value | null | undefined): value is null | undefined {
  return value === null || value === undefined;
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
