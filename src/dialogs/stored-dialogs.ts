import { Injectable, Logger } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { Database } from '../database/database.js';
import { Outbox } from '../delivery/outbox.js';
import { UnreadableError } from '../delivery/projections.js';
import type { DialogToken } from 'nestjs-dialog-token';
import { Problem } from '../http/problem.js';
import type { DialogDefinition, StateDescription } from './dialog-definition.js';
import { DialogDefinitions } from './dialog-definitions.js';
import type { Dialog, DialogState, ShownDialog, Stored } from './dialog.js';
import { findDialog, findShownDialog } from './dialogs.repository.js';

/** Our dialogs as they are stored, read by their definitions. */
@Injectable()
export class StoredDialogs {
  private readonly logger = new Logger(StoredDialogs.name);

  constructor(
    private readonly settings: Settings,
    private readonly database: Database,
    private readonly definitions: DialogDefinitions,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Any dialog of ours, deleted ones too.
   *
   * @throws {Problem} `not-found`; `unavailable` when this process cannot read it.
   */
  async find(dialogId: string): Promise<Dialog> {
    return this.checked(await this.database.lookUp((queries) => findDialog(queries, dialogId)));
  }

  /**
   * The party of a dialog, whether or not this process can read the rest of it; `undefined` where there is no dialog.
   */
  async partyOf(dialogId: string): Promise<string | undefined> {
    return (await this.database.lookUp((queries) => findShownDialog(queries, dialogId)))?.party;
  }

  /**
   * As much of any dialog of ours as decides what is shown of it.
   *
   * @throws {Problem} as {@link find} does.
   */
  async findShown(dialogId: string): Promise<ShownDialog> {
    return this.checked(await this.database.lookUp((queries) => findShownDialog(queries, dialogId)));
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
   * An end user has a token for a dialog that was gone from Dialogporten: one that was issued later shows that it is there
   * again, so it is looked for.
   */
  async noteSeen(caller: DialogToken, { id, goneAt }: ShownDialog): Promise<void> {
    if (goneAt !== undefined && caller.issuedAt * 1000 > goneAt.getTime()) await this.outbox.lookAgain(id);
  }

  /** @throws {Problem} `unavailable` where there is none. */
  definitionOf(dialog: Stored<ShownDialog>): DialogDefinition {
    const definition = this.definitions.of(dialog.serviceResource);
    if (definition === undefined) throw this.unreadable(dialog);
    return definition;
  }

  /**
   * A dialog that is there, and of the definition that is asked for, in a state of that definition.
   *
   * @throws {Problem} as {@link find} does.
   */
  checked<Found extends Stored<ShownDialog>>(
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

  /**
   * A dialog of before owners were kept belongs to the first of the organisations.
   *
   * @throws {Problem} `not-found` for a dialog of another organisation.
   */
  requireOwner({ owner }: Dialog, organization: string): void {
    const [first] = this.settings.SERVICE_OWNER_ORGANIZATIONS;
    if ((owner ?? first) !== organization) throw new Problem('not-found');
  }

  /** A newer replica may be able to read it: the caller is asked to come again. */
  private unreadable(dialog: Stored<ShownDialog>): Problem {
    const cause = UnreadableError.ofState(dialog);
    this.logger.warn({ msg: 'a dialog cannot be read by this process', dialogId: dialog.id, reason: cause.message });
    return new Problem('unavailable', { cause });
  }
}

/** A valid token for this dialog is not enough: the dialog must belong to the party that the token speaks for. */
export function ownedBy<Found extends ShownDialog>(caller: DialogToken, dialog: Found): Found {
  if (dialog.serviceResource !== caller.serviceResource) throw new Problem('foreign-resource');
  if (dialog.party !== caller.party.urn) throw new Problem('party-mismatch');
  return dialog;
}
