import { Inject, Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { ActorNames, type NamedActor } from '../dialogporten/actor-names.js';
import type { Delivery } from '../delivery/delivery.js';
import { UnreadableError } from '../delivery/projections.js';
import type { DialogToken } from 'nestjs-dialog-token';
import { digestOf, type OpenDialog, type OwnChange, type ServiceOwnerRequest } from './idempotency.js';
import { Problem } from '../http/problem.js';
import type {
  ChangeOf,
  ContentOf,
  DialogDefinition,
  SentTransmission,
  StateOf,
  TransmissionOf,
} from './dialog-definition.js';
import { DialogDefinitions } from './dialog-definitions.js';
import type { ShownDialog } from './dialog.js';
import { attachmentsById, type FoundAttachment } from './attachments.js';
import { findEntry, findTransmissions } from './dialogs.repository.js';
import { DialogsService } from './dialogs.service.js';
import { ownedBy, StoredDialogs } from './stored-dialogs.js';
import type { SearchPage, DialogSearch, FoundDialog, PageOptions } from './search.js';
import { Searches } from './searches.js';
import { sentTransmission } from './sent-transmission.js';
import { type Grant, grantToRead, opensTransmission } from './transmission-access.js';
import { TransmissionOpenings } from './transmission-openings.js';

export type { NamedActor };

/** The definition that the {@link Dialogs} of a module are of. */
export const dialogDefinition = Symbol('dialogs:definition');

/**
 * The dialogs of one definition, as its controllers use them. `DialogsModule.forFeature` provides them.
 *
 * @example
 * constructor(private readonly licences: Dialogs<typeof servingLicence>) {}
 */
@Injectable()
export class Dialogs<Definition> {
  constructor(
    @Inject(dialogDefinition) private readonly definition: DialogDefinition,
    private readonly definitions: DialogDefinitions,
    private readonly database: Database,
    private readonly dialogs: DialogsService,
    private readonly stored: StoredDialogs,
    private readonly openings: TransmissionOpenings,
    private readonly names: ActorNames,
    private readonly searches: Searches,
  ) {}

  /**
   * The dialog that a token is for. One that is deleted here is there to be read until Dialogporten has deleted it, too.
   *
   * @throws {Problem} `not-found`, `party-mismatch`, or `gone` when it has been deleted.
   */
  async read(caller: DialogToken): Promise<ShownDialog<StateOf<Definition>>> {
    return this.readFor(caller.dialogId, (dialog) => this.stored.noteSeen(caller, ownedBy(caller, dialog)));
  }

  /**
   * A dialog for a visitor without a dialog token.
   *
   * @param admit lets them in, or throws
   * @throws {Problem} `not-found`, errors of `admit`, or `gone` when it has been deleted.
   */
  async readFor(
    dialogId: string,
    admit: (dialog: ShownDialog<StateOf<Definition>>) => void | Promise<void>,
  ): Promise<ShownDialog<StateOf<Definition>>> {
    const dialog = (await this.stored.findShown(dialogId)) as ShownDialog<StateOf<Definition>>;
    if (dialog.serviceResource !== this.definition.serviceResource) throw new Problem('not-found');
    await admit(dialog);
    const isDelivered = dialog.deliveredVersion >= dialog.version;
    if (dialog.goneAt !== undefined || (isDelivered && this.definition.isDeleted(dialog.state))) {
      throw new Problem('gone');
    }
    return dialog;
  }

  /**
   * Finds dialogs, deleted ones too, a page at a time and from an index, however many there are.
   *
   * @param search `state`, `externalReference`, `party` and times; all that is given has to hold
   * @throws {Problem} `invalid-request` for an `after` that is not the `next` of a page of the same search.
   * @example
   * let after: string | undefined;
   * do {
   *   const page = await licences.find({ state: 'awaiting-decision', after });
   *   for (const { id, state } of page.dialogs) remind(id, state.signedAt);
   *   after = page.next;
   * } while (after !== undefined);
   */
  async find({ after, limit, ...search }: DialogSearch<StateOf<Definition>['state']> & PageOptions = {}): Promise<
    SearchPage<FoundDialog<StateOf<Definition>>>
  > {
    const page = await this.searches.find([this.definition.serviceResource], search, { after, limit });
    return { ...page, dialogs: page.dialogs.map(({ dialog }) => dialog as FoundDialog<StateOf<Definition>>) };
  }

  /**
   * The files of a dialog by their ids, its own and those of its transmissions. The caller checks who may read which.
   */
  async attachmentsOf(
    dialog: ShownDialog<StateOf<Definition>>,
  ): Promise<ReadonlyMap<string, FoundAttachment<TransmissionOf<Definition> & string>>> {
    const transmissions = await this.database.run((queries) => findTransmissions(queries, dialog.id));
    return readable(() => attachmentsById(this.definition, dialog, transmissions)) as ReadonlyMap<
      string,
      FoundAttachment<TransmissionOf<Definition> & string>
    >;
  }

  /**
   * The actors of a dialog, by the names that Dialogporten has for them, with the acts of each.
   *
   * @throws {Problem} `unavailable` when Dialogporten does not tell.
   */
  actorsIn(dialog: ShownDialog<StateOf<Definition>>): Promise<readonly NamedActor[]> {
    return this.names.of(dialog);
  }

  /**
   * A transmission of the dialog that a token is for. That it was opened is reported to Dialogporten, without delaying
   * the caller.
   *
   * @param reading whether the content is sent: a request for the headers only (HEAD) opens nothing; and the trace id
   * of the request
   * @throws {Problem} errors of {@link read}; `not-found` when the dialog has no such transmission, `missing-action` or
   * `missing-entity` when the token opens the dialog but not this transmission.
   */
  async readTransmission(
    caller: DialogToken,
    transmissionId: string,
    { getsContent, traceId }: { readonly getsContent: boolean; readonly traceId?: string | undefined },
  ): Promise<{
    dialog: ShownDialog<StateOf<Definition>>;
    transmission: TransmissionOf<Definition>;
    sent: SentTransmission;
  }> {
    const dialog = await this.read(caller);
    const recorded = await this.database.run((queries) => findEntry(queries, dialog.id, transmissionId));
    const entry = recorded?.entry;
    if (recorded === undefined || entry?.kind !== 'transmission') throw new Problem('not-found');
    const name = entry.transmission as TransmissionOf<Definition> & string;
    this.requireOpen(caller, { id: transmissionId, name });
    const sent = readable(() =>
      sentTransmission(this.definition.transmissions[name]!, dialog.id, { ...recorded, entry }),
    );
    if (getsContent) this.openings.report(dialog.id, transmissionId, caller.actor, traceId);
    return { dialog, transmission: name, sent };
  }

  /**
   * Makes sure that a token that is good for a dialog opens a transmission of it, and with it the files of the transmission.
   *
   * @throws {Problem} `missing-action` or `missing-entity`, by what the token would have to have.
   */
  requireOpen(
    caller: DialogToken,
    { id, name }: { readonly id: string; readonly name: TransmissionOf<Definition> & string },
  ): void {
    if (this.mayOpen(caller, name, id)) return;
    const view = this.definition.transmissions[name];
    const access = this.definitions.transmissionAccess;
    const isByEntity = view?.authorizationContext !== undefined && access === 'context';
    throw new Problem(isByEntity ? 'missing-entity' : 'missing-action');
  }

  /**
   * Whether a token that is good for a dialog opens its transmissions of that name.
   *
   * @param id of one of them, which the token may list in the place of the reference that its view gives
   */
  mayOpen(caller: DialogToken, name: TransmissionOf<Definition> & string, id?: string): boolean {
    const view = this.definition.transmissions[name];
    return view !== undefined && opensTransmission(caller, view, id, this.definitions.transmissionAccess);
  }

  /** The grant that a visitor who may read a dialog needs besides to read a transmission of it; undefined when none. */
  grantToRead(name: TransmissionOf<Definition> & string): Grant | undefined {
    const view = this.definition.transmissions[name];
    if (view === undefined) throw new Error(`the definition has no transmission "${name}"`);
    return grantToRead(view, this.definitions.transmissionAccess);
  }

  /**
   * Opens a dialog for code of the feature's own: a queue, a file, a form. The same `name` again finds the dialog that the
   * first one opened.
   *
   * @param asked with what the definition's dialogs are opened with as `content`: it has been held against its rules
   * @param name names the opening within this kind of dialog, at most 200 characters
   * @param owner the number of the organisation that the dialog belongs to; default: the first of ours
   * @throws {Problem} `idempotency-key-reused` when the name came with another content before; `conflict` when the id is
   * taken.
   */
  open(
    asked: Omit<OpenDialog, 'serviceResource' | 'content'> & { readonly content: ContentOf<Definition> },
    { name, owner }: { readonly name: string; readonly owner?: string },
  ): Promise<Delivery & { readonly dialogId: string }> {
    const { serviceResource } = this.definition;
    const request = { clientId: serviceResource, idempotencyKey: name, bodyHash: digestOf(asked), organization: owner };
    return this.dialogs.open(request, { ...asked, serviceResource });
  }

  /**
   * Makes a change that an end user asks for, once for each token and what the change holds, and starts to deliver it:
   * the same action with another body is another request.
   *
   * @throws {Problem} `not-found`, `party-mismatch`, or what the definition refuses the change with. For a repeat of
   * a request whose change Dialogporten rejected, `upstream-refused` again.
   */
  change(caller: DialogToken, change: ChangeOf<Definition>): Promise<Delivery> {
    return this.dialogs.changeOnce(this.definition, caller, change as ChangeOf<DialogDefinition>);
  }

  /**
   * Makes a change of the service owner's own, once for each idempotency key if there is one, and starts to deliver it.
   *
   * @param asked who asks: `@IdentifiedBy()` gives it; and on whose behalf (`performedBy`). A dialog of another organisation
   * is not there for them.
   * @throws {Problem} `not-found`, `idempotency-key-reused`, or what the definition refuses the change with.
   */
  changeAsServiceOwner(dialogId: string, change: ChangeOf<Definition>, asked: ServiceOwnerRequest): Promise<Delivery> {
    return this.dialogs.changeAsServiceOwner(this.definition, dialogId, change as ChangeOf<DialogDefinition>, asked);
  }

  /**
   * Makes a change for code of the feature's own: a queue, a file, a form. Under the same `name` it is made once.
   *
   * @param asked its name, and on whose behalf it is made; default: the service owner's own
   * @throws {Problem} `not-found`, `idempotency-key-reused`, or what the definition refuses the change with.
   */
  changeByOwnCode(dialogId: string, change: ChangeOf<Definition>, asked: OwnChange = {}): Promise<Delivery> {
    return this.dialogs.changeByOwnCode(this.definition, dialogId, change as ChangeOf<DialogDefinition>, asked);
  }
}

/** Another replica may be able to read a dialog that this process cannot: the caller is asked to come again. */
function readable<Value>(read: () => Value): Value {
  try {
    return read();
  } catch (cause) {
    throw cause instanceof UnreadableError ? new Problem('unavailable', { cause }) : cause;
  }
}
