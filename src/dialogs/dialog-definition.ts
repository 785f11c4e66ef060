import type { Type } from '@nestjs/common';
import type { Queries } from '../database/database.js';
import type { AuthorizationContext, DialogStatus, TransmissionType } from '../dialogporten/dialogporten-types.js';
import type { Embed } from '../embeds/markdown.js';
import type { Language, Texts } from '../http/languages.js';
import type { OwnProblemName } from '../http/problem.js';
import type { Dialog, DialogState, ShownDialog } from './dialog.js';
import type { Cancellation, Effect, Opened } from './effect.js';
import type { EventRule } from './event.js';
import type { Actor, HistoryEntry } from './history.js';

/**
 * Defines one kind of dialog: its states, its changes, and its view in Dialogporten. Its functions are pure,
 * but for `writeRows` and `takeBackRows`; storing, changing once and delivering are the same for every kind. Register it
 * by `DialogsModule.forFeature`.
 *
 * @typeParam State a union of states, told apart by `state`, as JSON: it is stored as it is
 * @typeParam Change a union of changes, told apart by `type`
 * @typeParam Transmission the names of the transmissions that changes cause
 * @typeParam Content content for opening a dialog; undefined for a kind without content of its own
 */
export interface DialogDefinition<
  State extends DialogState = DialogState,
  Change extends DialogChange = DialogChange,
  Transmission extends string = string,
  Content = unknown,
> {
  /** Names the definition: tokens and dialogs of this resource are its own. */
  readonly serviceResource: string;
  /** Contents for opening a dialog besides its party and title. Left out by a kind without contents of its own. */
  readonly opening?: Opening<Content>;
  /**
   * The state of a new dialog.
   *
   * @param at when it is opened
   * @param actor who opens it
   * @throws {Problem} such as `invalidRequest()`, when it cannot be opened with that content at that time.
   */
  initial(content: Content, at: Date, actor: Actor): State;
  /**
   * The entries of the history that an opening makes besides the activity `DialogCreated`. They reach Dialogporten with the
   * dialog: one version, one notification.
   *
   * @param party the URN of the party that the dialog belongs to
   * @param dialog as it is then
   */
  openingHistory?(
    content: Content,
    actor: Actor,
    party: string,
    dialog: Dialog<State>,
  ): readonly HistoryEntry<Transmission>[];
  /** One example of every state. At start-up what is shown of each is held against Dialogporten's rules. */
  readonly examples: readonly State[];
  /** One example of every change. At start-up the entries that each puts into the history are held against the rules. */
  readonly exampleChanges: readonly Change[];
  /** The transmissions that {@link history} and {@link openingHistory} may cause, by name. */
  readonly transmissions: Readonly<Record<Transmission, TransmissionView>>;
  /**
   * Reads a state as it was stored, by this release or an earlier one: members that an earlier one left out are filled
   * in here.
   *
   * @returns undefined for a state that this release cannot read, such as a state that a later release has added. The
   * dialog is then left to other replicas; it is never rejected for it.
   */
  read(stored: unknown): State | undefined;
  /**
   * The state after a change. {@link read} has to read it once it is stored: a change whose state it does not read is refused
   * as a fault of the definition (500), and nothing of it is stored.
   *
   * @param actor who makes the change
   * @throws {Problem} such as `conflict`, or one of {@link problems}, when the state does not allow the change.
   */
  apply(state: State, change: Change, at: Date, actor: Actor): State;
  /**
   * The kinds of problem of its own that its rules and handlers throw ({@link defineProblem}): the OpenAPI document has them on
   * every route of its modules that is no GET, and on the opening of dialogs.
   */
  readonly problems?: readonly OwnProblemName[];
  /** Whether a dialog in this state is deleted: here and, once that is delivered, in Dialogporten. */
  isDeleted(state: State): boolean;
  /**
   * The entries of the history that a change by that actor makes: activities, transmissions, and corrections of those.
   *
   * @param party the URN of the party that the dialog belongs to
   * @param dialog as it is after the change
   */
  history(change: Change, actor: Actor, party: string, dialog: Dialog<State>): readonly HistoryEntry<Transmission>[];
  /**
   * The effects of a change, and the cancellations of earlier ones. Stored with the change.
   *
   * @param change the change, or the opening
   * @param dialog as it is after the change
   * @param at when the change is made
   * @param actor the actor of the change
   */
  effects?(
    change: Change | Opened<Content>,
    dialog: Dialog<State>,
    at: Date,
    actor: Actor,
  ): readonly (Effect | Cancellation)[];
  /**
   * The events of Altinn Events that its dialogs take, by their type: each becomes an effect of a dialog, or opens one. They
   * arrive at `POST /events`, once `npm run subscribe` has asked for them.
   */
  readonly events?: Readonly<Record<string, EventRule<Content>>>;
  /**
   * Whether users are told nothing of a change: no event, and the dialog stays where they have put it. Several changes that
   * Dialogporten gets together are silent when all of them are. Default: none is.
   */
  isSilent?(change: Change): boolean;
  /**
   * Writes to tables of its own (`Feature.tables`) what goes with a change, in the same transaction: both are committed, or
   * neither. The dialog is locked meanwhile, so this calls no other system. With it goes {@link takeBackRows}.
   *
   * @param change the change, or the opening with its content
   * @param dialog as it is after the change; its `version` belongs into every row
   * @param actor who makes the change
   * @throws {Problem} such as `conflict`, when the rows do not allow the change.
   */
  writeRows?(queries: Queries, change: Change | Opened<Content>, dialog: Dialog<State>, actor: Actor): Promise<void>;
  /** Takes back what the changes from a version on have written, since Dialogporten has refused them. */
  takeBackRows?(queries: Queries, dialogId: string, fromVersion: number): Promise<void>;
  /**
   * The description of a state for the service owner's own systems: its name, and members of the definition's choice.
   */
  describe(state: State): StateDescription;
  /** The view of a dialog in Dialogporten. */
  view(dialog: ShownDialog<State>): DialogView;
}

/** Contents for opening a kind of dialog. */
export interface Opening<Content> {
  /** A class of class-validator: the member `content` of `POST /service-owner/dialogs` is held against it. */
  readonly body: Type<Content & object>;
  /** The largest body of `POST /service-owner/dialogs` that it takes, in KiB, up to 1,024: a letter may be long. Default: 64. */
  readonly bodyKibibytes?: number;
  /** At start-up the states that these make are held against Dialogporten's rules. */
  readonly examples: readonly Content[];
}

/**
 * Something that is done to a dialog: its type, and what the request says. Made by an end user, all of it is part of the
 * idempotency key, so it holds nothing that differs when the same request is repeated, such as a time.
 */
export interface DialogChange {
  readonly type: string;
}

/** A state as `GET /service-owner/dialogs/{dialogId}` shows it. */
export interface StateDescription {
  readonly state: string;
  readonly [member: string]: unknown;
}

export type StateOf<Definition> =
  Definition extends DialogDefinition<infer State, infer _Change, infer _Name, infer _Content> ? State : never;
export type ChangeOf<Definition> = Definition extends {
  history(change: infer Change, actor: Actor, party: string, dialog: never): unknown;
}
  ? Change
  : never;
export type ContentOf<Definition> = Definition extends {
  initial(content: infer Content, at: Date, actor: Actor): unknown;
}
  ? Content
  : never;
export type TransmissionOf<Definition> = Definition extends { transmissions: Readonly<Record<infer Name, unknown>> }
  ? Name
  : never;

/** The fields of a dialog in the portal's lists and around its embed. */
export interface DialogView {
  readonly status: DialogStatus;
  /** Stands where the service owner gave the dialog no title of its own. At most 255 characters, like the summary. */
  readonly title: Texts;
  readonly summary?: Texts;
  /** Stands in the place of the title, and of the summary, for users whose level is too low for the dialog. At most 255 characters. */
  readonly nonSensitiveTitle?: Texts;
  readonly nonSensitiveSummary?: Texts;
  /** More about the dialog, below its summary: a tree, or `trustedMarkdown()`. Written as markdown of at most 1,023 characters. */
  readonly additionalInfo?: Readonly<Record<Language, Embed>>;
  /** By when the party is to act, where that is not the due date that the dialog was opened with. */
  readonly dueAt?: Date;
  /** Whether the dialog's due date still means something; where it is `false` none is shown. Default: `true`. */
  readonly showsDueAt?: boolean;
  /**
   * From then on end users do not find the dialog any more. A later view that has none leaves it without end, since
   * Dialogporten takes no expiry back. Not before the due date.
   */
  readonly expiresAt?: Date;
  /** Until then end users do not find the dialog. Dialogporten takes it with the creation, and never again. */
  readonly visibleFrom?: Date;
  /** For end-user systems alone: no portal shows the dialog. Default: `false`. */
  readonly isApiOnly?: boolean;
  /** How far it has come, in whole per cent. */
  readonly progress?: number;
  /** Says more than the status does, which the portal shows beside it. At most 25 characters. */
  readonly extendedStatus?: Texts;
  /** Says to other systems what {@link extendedStatus} says to people. At most 255 characters. */
  readonly extendedStatusCode?: string;
  /** The sender, where that is not the service owner as a whole. At most 255 characters. */
  readonly senderName?: Texts;
  /** Search words for end users besides the visible texts, as they are: 3 to 63 characters each. */
  readonly searchTags?: readonly string[];
  /** Names the business process that the dialog belongs to, as a URI. At most 255 characters. */
  readonly process?: string;
  /** The process that came before {@link process}, in the same form. */
  readonly precedingProcess?: string;
  /**
   * Labels by which the service owner's own systems find it, hidden from end users: at most 20, of 3 to 255 characters each.
   * Where a view has others than the one before, they are changed in Dialogporten; labels that other systems have added stay.
   * A label with a "/" cannot be taken off again.
   */
  readonly serviceOwnerLabels?: readonly string[];
  readonly embed?: EmbedReference;
  readonly guiActions: readonly GuiAction[];
  /** Actions of end-user systems, with input. */
  readonly apiActions?: readonly ApiAction[];
  /** Files of the dialog as a whole. */
  readonly attachments?: readonly Attachment[];
}

/**
 * The front channel embed of a dialog. The portal fetches it again only when its URL changes, and takes a changed URL for
 * changed content; so the URL carries a digest of what is shown, and changes when, and only when, that does.
 */
export interface EmbedReference {
  /** Relative to our public URL. */
  readonly path: string;
  /** The contents of the embed, in any form that can be written as JSON: for instance its tree in every language. */
  readonly shows: unknown;
}

/** A button or link that the portal shows on a dialog. */
export interface GuiAction {
  /** Names the button within its dialog; its id is derived from it. */
  readonly name: string;
  /** The action that the user must be granted. */
  readonly action: string;
  /** The part of the dialog that the action is granted on, when that is not the dialog as a whole. */
  readonly authorizationAttribute?: string;
  /** The level that the user must be logged in at, where it takes one: the `@RequireLevel()` of its route. */
  readonly level?: 3 | 4;
  /** Dialogporten takes one `Primary`, one `Secondary` and five `Tertiary`. */
  readonly priority: 'Primary' | 'Secondary' | 'Tertiary';
  readonly httpMethod: 'GET' | 'POST' | 'DELETE';
  /** Relative to our public URL; or an https URL of another host, where the button leads elsewhere. */
  readonly path: string;
  readonly title: Texts;
  /** Asked before the action is performed. */
  readonly prompt?: Texts;
  readonly isDeleteDialogAction?: true;
}

/** A machine's version of a button: an endpoint that takes input, and is documented. */
export interface ApiAction {
  /** Names the action within its dialog; its id is derived from it. */
  readonly name: string;
  /** The action that the caller must be granted. */
  readonly action: string;
  /** The part of the dialog that the action is granted on, when that is not the dialog as a whole. */
  readonly authorizationAttribute?: string;
  /** The level that the user must be logged in at, where it takes one: the `@RequireLevel()` of its route. */
  readonly level?: 3 | 4;
  readonly httpMethod: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Relative to our public URL, or an https URL of another host, like those below. */
  readonly path: string;
  /** The path of a page for people. */
  readonly documentation?: string;
  /** The path of the JSON Schema of the body. */
  readonly requestSchema?: string;
  /** The path of the JSON Schema of the answer. */
  readonly responseSchema?: string;
  /** The version of the endpoint. At most 255 characters. */
  readonly version?: string;
  /** It is better not used any more; until when it works, where that is known. */
  readonly deprecated?: true | { readonly sunsetAt: Date };
}

/** The consumers of a file: people in a portal, or end-user systems. */
export type ConsumerType = 'Gui' | 'Api';

/** One form of a file: where who gets it. */
export interface AttachmentForm {
  readonly mediaType: string;
  /** The path of the file, relative to our public URL; or an https URL of another host, such as object storage. */
  path(attachmentId: string): string;
  /** Default: both. */
  readonly consumers?: readonly ConsumerType[];
}

/** A file that people and end-user systems fetch, in one form or several. */
export interface Attachment extends AttachmentForm {
  /** Names the file within its dialog or transmission; its id is derived from it. */
  readonly name: string;
  /** The name in the portal. At most 255 characters. */
  readonly displayName: Texts;
  /** The same file in other forms, such as XML for end-user systems. */
  readonly otherForms?: readonly AttachmentForm[];
  /** From then on it is not there any more, and the portal says so. */
  readonly expiresAt?: Date;
}

/** The view of a transmission in Dialogporten besides its embed and files. */
export interface TransmissionContent {
  readonly type: TransmissionType;
  /** At most 255 characters, like the summary. */
  readonly title: Texts;
  readonly summary?: Texts;
  /** Says more of the type to other systems, as a URI of at most 1,023 characters. */
  readonly extendedType?: string;
  /** An identifier for other systems. At most 255 characters. */
  readonly externalReference?: string;
}

/**
 * The view of the transmissions of one name in Dialogporten, and their readers.
 *
 * @typeParam About what each is about: the data that its entry carries
 */
export interface TransmissionView<About = unknown> extends TransmissionContent {
  /** The users who may read it, where that is not every reader of the dialog. */
  readonly authorizationContext?: AuthorizationContext;
  /**
   * Reads what a transmission is about as it was stored, by this release or an earlier one.
   *
   * @returns undefined for what this release cannot read: the dialog is then left to other replicas.
   */
  about?(stored: unknown): About | undefined;
  /** Data of earlier releases that no change of today makes: their view is checked by the rules, too. */
  readonly examples?: readonly About[];
  /** The fields of one transmission that replace those above. */
  show?(sent: SentTransmission<About>): Partial<TransmissionContent>;
  /**
   * The path of its front channel embed, relative to our public URL; or an https URL of another host. The portal sends that
   * host the dialog token, and the reader's language as `Accept-Language`; that the transmission was opened is for it to report.
   */
  embed?(dialogId: string, transmissionId: string): string;
  /** The files that belong to it, for every reader of the transmission. */
  attachments?(dialogId: string, sent: SentTransmission<About>): readonly Attachment[];
  /** Links that people are shown with it. */
  links?(sent: SentTransmission<About>): readonly TransmissionLink[];
}

/** A link that people are shown with a transmission. */
export interface TransmissionLink {
  /** At most 255 characters. */
  readonly title: Texts;
  /** Relative to our public URL, or an https URL of another host. */
  readonly path: string;
  /** It is not shown after that. */
  readonly expiresAt?: Date;
}

/** One transmission that was sent, as its corrections have left it. */
export interface SentTransmission<About = unknown> {
  readonly dialogId: string;
  readonly id: string;
  readonly about: About;
  readonly sender: Actor;
  readonly sentAt: Date;
}
