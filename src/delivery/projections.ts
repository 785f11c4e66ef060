import { Injectable } from '@nestjs/common';
import type { DialogRow, HistoryRow } from '../database/schema.js';
import type { CreateDialog, ServiceOwnerDialog, UpdateDialog } from '../dialogporten/dialogporten-types.js';

/** What a projection depends on besides the dialog itself. */
export interface ProjectionContext {
  /** Base of the URLs that are put into the dialog. */
  readonly publicUrl: string;
  readonly now: Date;
  /** Those whom Dialogporten knows no name for: what they did is told under a name that we give. */
  readonly unknownActors?: readonly string[];
}

/** What others have added to one of our dialogs in Dialogporten, and what we leave as they have it. */
export type Others = Partial<Omit<UpdateDialog, 'status' | 'content' | 'activities' | 'transmissions'>> & {
  readonly content?: Partial<UpdateDialog['content']>;
};

/** One of our dialogs as Dialogporten is to have it. */
export interface Projection {
  /** Whether Dialogporten is to delete it, once it has the rest. */
  readonly isDeleted: boolean;
  /** The dialog from the start, with all that has happened to it so far. */
  toCreate(history: readonly HistoryRow[], context: ProjectionContext): CreateDialog;
  /** The dialog as it is now; `newEntries` are those of the history that Dialogporten does not have. */
  toReplace(newEntries: readonly HistoryRow[], context: ProjectionContext, others?: Others): UpdateDialog;
  /** What of the dialog in Dialogporten is not ours. */
  othersIn(theirs: ServiceOwnerDialog): Others;
  /** Whether an entry of the history is nobody's news: it neither notifies anybody nor moves the dialog. */
  isSilent(entry: HistoryRow): boolean;
}

/** @throws {StateError} when what is stored is not a state of the dialog's definition. */
export type Project = (dialog: DialogRow) => Projection;

/** A stored dialog no longer fits its definition: nothing can be shown or done until somebody mends the one or the other. */
export class StateError extends Error {
  constructor({ id, serviceResource }: Pick<DialogRow, 'id' | 'serviceResource'>) {
    super(`The state of dialog ${id} does not fit the definition of ${serviceResource}`);
    this.name = 'StateError';
  }
}

/** How the dialogs of each service resource look in Dialogporten; whoever defines them registers it here. */
@Injectable()
export class Projections {
  private readonly byResource = new Map<string, Project>();

  register(serviceResource: string, project: Project): void {
    this.byResource.set(serviceResource, project);
  }

  /** @throws {StateError} what {@link Project} throws, or when the resource of the dialog has no definition at all. */
  of(dialog: DialogRow): Projection {
    const project = this.byResource.get(dialog.serviceResource);
    if (project === undefined) throw new StateError(dialog);
    return project(dialog);
  }
}
