import type { Type } from '@nestjs/common';
import type { AuthorizationContext, DialogStatus, TransmissionType } from '../dialogporten/dialogporten-types.js';
import type { Texts } from '../http/languages.js';
import type { Dialog, DialogState, ShownDialog } from './dialog.js';
import type { Cancellation, Effect, Opened } from './effect.js';
import type { Actor, HistoryEntry } from './history.js';

/**
 * Everything that one kind of dialog is: its states, what can be done to it, and what Dialogporten shows of it. All of it
 * is pure; storing, changing once and delivering are the same for every kind. Register it by `DialogsModule.forFeature`.
 *
 * @typeParam State a union of states, told apart by `state`, as JSON: it is stored as it is
 * @typeParam Change a union of changes, told apart by `type`
 * @typeParam Transmission the names of the transmissions that changes cause
 * @typeParam Content what a dialog is opened with; undefined for a kind that is opened with nothing of its own
 */
export interface DialogDefinition<
  State extends DialogState = DialogState,
  Change extends DialogChange = DialogChange,
  Transmission extends string = string,
  Content = unknown,
> {
  /** Names the definition: tokens and dialogs of this resource are its own. */
  readonly serviceResource: string;
  /** What a dialog is opened with besides its party and title. Left out by a kind that is opened with nothing of its own. */
  readonly opening?: Opening<Content>;
  /** The state of a new dialog. */
  initial(content: Content): State;
  /** One example of every state. At start-up what is shown of each is held against Dialogporten's rules. */
  readonly examples: readonly State[];
  /** One example of every change. At start-up the entries that each puts into the history are held against the rules. */
  readonly exampleChanges: readonly Change[];
  /** The transmissions that {@link history} may cause, by name. */
  readonly transmissions: Readonly<Record<Transmission, TransmissionView>>;
  /**
   * Reads a state as it was stored, by this release or an earlier one: what an earlier one left out is filled in here.
   *
   * @returns undefined for what this release cannot read, such as a state that a later release has added. The dialog is then
   * left to other replicas; it is never rejected for it.
   */
  read(stored: unknown): State | undefined;
  /**
   * The state after a change.
   *
   * @throws {Problem} such as `conflict`, when the state does not allow the change.
   */
  apply(state: State, change: Change, at: Date): State;
  /** Whether a dialog in this state is deleted: here and, once that is delivered, in Dialogporten. */
  isDeleted(state: State): boolean;
  /**
   * What a change by that actor puts into the history: activities and transmissions.
   *
   * @param party the URN of the party that the dialog belongs to
   */
  history(change: Change, actor: Actor, party: string): readonly HistoryEntry<Transmission>[];
  /**
   * What must be done besides a change, and what of earlier changes need not be done any more. Stored with the change.
   *
   * @param change the change, or the opening
   * @param dialog as it is after the change
   * @param at when the change is made
   */
  effects?(change: Change | Opened, dialog: Dialog<State>, at: Date): readonly (Effect | Cancellation)[];
  /** What the service owner's own systems are told of a state: its name, and members of the definition's choice. */
  describe(state: State): StateDescription;
  /** What Dialogporten shows of a dialog. */
  view(dialog: ShownDialog<State>): DialogView;
}

/** What a kind of dialog is opened with. */
export interface Opening<Content> {
  /** A class of class-validator: the member `content` of `POST /service-owner/dialogs` is held against it. */
  readonly body: Type<Content & object>;
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
  history(change: infer Change, actor: Actor, party: string): unknown;
}
  ? Change
  : never;
export type ContentOf<Definition> = Definition extends { initial(content: infer Content): unknown } ? Content : never;
export type TransmissionOf<Definition> = Definition extends { transmissions: Readonly<Record<infer Name, unknown>> }
  ? Name
  : never;

/** The states that its examples of an opening make. */
export function initialStates(definition: DialogDefinition): readonly DialogState[] {
  return (definition.opening?.examples ?? [undefined]).map((content) => definition.initial(content));
}

/** What the portal shows of a dialog in its lists and around its embed. */
export interface DialogView {
  readonly status: DialogStatus;
  /** Stands where the service owner gave the dialog no title of its own. At most 255 characters, like the summary. */
  readonly title: Texts;
  readonly summary?: Texts;
  /** Whether the dialog's due date still means something; where it is `false` none is shown. Default: `true`. */
  readonly showsDueAt?: boolean;
  /** Says more than the status does, which the portal shows beside it. At most 25 characters. */
  readonly extendedStatus?: Texts;
  /** Who it is from, where that is not the service owner as a whole. At most 255 characters. */
  readonly senderName?: Texts;
  /** What end users may search for besides what they can read, as it is: 3 to 63 characters each. */
  readonly searchTags?: readonly string[];
  /** Names the business process that the dialog belongs to, as a URI. At most 255 characters. */
  readonly process?: string;
  readonly embed?: EmbedReference;
  readonly guiActions: readonly GuiAction[];
  /** What end-user systems can do, with input. */
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
  /** What the embed shows, in any form that can be written as JSON: for instance its tree in every language. */
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
  /** Relative to our public URL. */
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
  /** Relative to our public URL, like those below. */
  readonly path: string;
  /** The path of a page for people. */
  readonly documentation?: string;
  /** The path of the JSON Schema of the body. */
  readonly requestSchema?: string;
  /** The path of the JSON Schema of the answer. */
  readonly responseSchema?: string;
}

/** A file that people (`Gui`) and end-user systems (`Api`) fetch from us, by the same URL. */
export interface Attachment {
  /** Names the file within its dialog or transmission; its id is derived from it. */
  readonly name: string;
  /** What the portal shows. At most 255 characters. */
  readonly displayName: Texts;
  readonly mediaType: string;
  /** The path of the file, relative to our public URL. */
  path(attachmentId: string): string;
}

/** What Dialogporten shows of a transmission, and who may read it. */
export interface TransmissionView {
  readonly type: TransmissionType;
  readonly title: Texts;
  /** Who may read it, where that is not every reader of the dialog. */
  readonly authorizationContext?: AuthorizationContext;
  /** The path of its front channel embed, relative to our public URL. */
  embed?(dialogId: string, transmissionId: string): string;
  /** The files that belong to it, for every reader of the transmission. */
  attachments?(dialogId: string): readonly Attachment[];
}
