import { Injectable } from '@nestjs/common';
import type { Queries } from '../database/database.js';
import type { DialogRow, HistoryRow } from '../database/schema.js';
import type {
  CreateDialog,
  ServiceOwnerDialog,
  Transmission,
  UpdateDialog,
} from '../dialogporten/dialogporten-types.js';

/** Facts besides the dialog itself that a projection depends on. */
export interface ProjectionContext {
  /** Base of the URLs that are put into the dialog. */
  readonly publicUrl: string;
  readonly now: Date;
  /** Actors that Dialogporten has no name for: their entries are sent with a name that we give. */
  readonly unknownActors?: readonly string[];
}

/**
 * Parts of a dialog that Dialogporten may have because we sent them; kept in the dialog's row from before they are
 * sent.
 */
export interface Ours {
  readonly searchTags: readonly string[];
  /** Parts of the content, such as `summary`. */
  readonly content: readonly string[];
  /** Whether `process` is among the fields, as earlier releases remember it. */
  readonly hasProcess: boolean;
  /** Fields of the dialog itself that are not ours in every dialog, such as `progress`. None in rows of earlier releases. */
  readonly fields?: readonly string[];
  /** Labels of the service owner's systems. None in rows of earlier releases. */
  readonly labels?: readonly string[];
  /** It is not known which of the labels Dialogporten has: they are being changed. */
  readonly labelsChange?: true;
  /** Ids of gui actions, api actions and attachments, by kind and name: `attachment/map`. */
  readonly ids: Readonly<Record<string, string>>;
}

/** Parts that other systems have put into one of our dialogs in Dialogporten; they are sent along with ours. */
export type Others = Partial<Omit<UpdateDialog, 'status' | 'content' | 'activities' | 'transmissions'>> & {
  readonly content?: Partial<UpdateDialog['content']>;
};

/** One of our dialogs as Dialogporten is to have it. */
export interface Projection {
  /** Whether Dialogporten is to delete it, once it has the rest. */
  readonly isDeleted: boolean;
  /** The parts that are ours once this projection is delivered. */
  readonly ours: Ours;
  /** The parts that the dialog's row has to hold before this projection is sent, unless it holds them already. */
  readonly unrecorded: Ours | undefined;
  /**
   * The labels to be brought there after a replacement, and those that Dialogporten may have and is not to have; undefined
   * where it has them as they are to be.
   */
  readonly labels: { readonly wanted: readonly string[]; readonly unwanted: readonly string[] } | undefined;
  /** The dialog from the start, with all that has happened to it so far. */
  toCreate(history: readonly HistoryRow[], context: ProjectionContext): CreateDialog;
  /** The dialog as it is now; `newEntries` are those of the history that Dialogporten does not have. */
  toReplace(newEntries: readonly HistoryRow[], context: ProjectionContext, others?: Others): UpdateDialog;
  /** The entries once corrections among them are made, and the corrections of others: of one transmission the newest. */
  corrected(history: readonly HistoryRow[]): {
    readonly entries: readonly HistoryRow[];
    readonly corrections: readonly HistoryRow[];
  };
  /**
   * The transmission as it is to replace what was sent of it before.
   *
   * @param entry its own, or that of a correction
   * @returns undefined for an activity.
   */
  toTransmission(entry: HistoryRow, context: ProjectionContext): (Transmission & { readonly id: string }) | undefined;
  /** Whether the dialog in Dialogporten is this one, and not another one under its id. */
  isOf(theirs: ServiceOwnerDialog): boolean;
  /** The parts of the dialog in Dialogporten that are not ours. */
  othersIn(theirs: ServiceOwnerDialog): Others;
  /**
   * Our entries that Dialogporten does not have, and the ids of entries there that are ours by their id, and that our
   * database does not have.
   *
   * @param history all of it
   */
  compare(
    theirs: ServiceOwnerDialog,
    history: readonly HistoryRow[],
  ): { readonly missing: readonly HistoryRow[]; readonly lost: readonly string[] };
  /** Whether the entry can be sent silently (`isSilentUpdate`). */
  isSilent(entry: HistoryRow): boolean;
}

/**
 * This process cannot read what is stored of a dialog: it was written by a newer version of the service, say. Another
 * replica may be able to, so this is never a rejection.
 */
export class UnreadableError extends Error {
  override readonly name = 'UnreadableError';

  /** @param entryId the entry of the history that cannot be read, where that is all */
  constructor(
    message: string,
    readonly entryId?: string,
  ) {
    super(message);
  }

  /** The state of a dialog is not one of its definition, or there is no definition. */
  static ofState({ id, serviceResource }: Pick<DialogRow, 'id' | 'serviceResource'>): UnreadableError {
    return new UnreadableError(`The state of dialog ${id} does not fit the definition of ${serviceResource}`);
  }
}

/** Functions of a kind of dialog for the delivery of its dialogs. */
interface Kind {
  /** @throws {UnreadableError} when the stored state is not one of the dialog's definition. */
  readonly project: (dialog: DialogRow) => Projection;
  readonly takeBack: (queries: Queries, dialogId: string, fromVersion: number) => Promise<void> | undefined;
}

/** How the dialogs of each service resource look in Dialogporten; definitions are registered here. */
@Injectable()
export class Projections {
  private readonly byResource = new Map<string, Kind>();

  register(serviceResource: string, kind: Kind): void {
    this.byResource.set(serviceResource, kind);
  }

  /** @throws {UnreadableError} what {@link Kind.project} throws, or when the resource of the dialog has no definition. */
  of(dialog: DialogRow): Projection {
    const kind = this.byResource.get(dialog.serviceResource);
    if (kind === undefined) throw UnreadableError.ofState(dialog);
    return kind.project(dialog);
  }

  /** Takes back, within a transaction, rows that changes of a dialog have written to tables of its kind's own. */
  async takeBackRows(queries: Queries, { id, serviceResource }: DialogRow, fromVersion: number): Promise<void> {
    await this.byResource.get(serviceResource)?.takeBack(queries, id, fromVersion);
  }
}
