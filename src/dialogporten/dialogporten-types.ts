import type { components } from './generated/openapi.js';

/** The scope that a token needs to change what has been sent. */
export const changeTransmissionsScope = 'digdir:dialogporten.serviceprovider.changetransmissions';

type Schema<Name extends keyof components['schemas']> = components['schemas'][Name];
type Narrowed<Loose, Strict extends { [Field in keyof Strict]: Field extends keyof Loose ? unknown : never }> = Omit<
  Loose,
  keyof Strict
> &
  Strict;
type Needed<Loose, Field extends keyof Loose> = { [Each in Field]-?: NonNullable<Loose[Each]> };

/*
 * NSwag, which writes Dialogporten's contract, marks every field optional and most of them nullable, even where the
 * validators require them. These types require the same fields as the validators, so that the compiler finds what would
 * be a 400.
 */

/** A text, or the URL of an embed, in one language (two letters). */
export type Localization = Required<Schema<'V1CommonLocalizations_Localization'>>;

/** One piece of content in every language that we have, all of one media type. */
export type ContentValue = { mediaType: string; value: Localization[] };

type WithTexts<Content> = { [Part in keyof Content]: ContentValue } & { title: ContentValue };

/** The fields of a dialog itself in the portal. */
export type DialogContent = WithTexts<Schema<'V1ServiceOwnerDialogsCommandsUpdate_Content'>>;

/** The fields of a transmission in the portal. */
type TransmissionContent = WithTexts<Schema<'V1ServiceOwnerDialogsCommandsUpdate_TransmissionContent'>>;

/** The statuses that may be set; `New` and `Sent` are in the contract for old clients. */
export type DialogStatus = Exclude<Schema<'V1ServiceOwnerCommonDialogStatuses_DialogStatusInput'>, 'New' | 'Sent'>;

export type ActivityType = Schema<'DialogsEntitiesActivities_DialogActivityType'>;

export type TransmissionType = Schema<'DialogsEntitiesTransmissions_DialogTransmissionType'>;

/** The actor of an event: we, or a person or system for the party, known by URN or by name. */
export type DialogportenActor =
  | { actorType: 'ServiceOwner' }
  | { actorType: 'PartyRepresentative'; actorId: string; actorName?: never }
  | { actorType: 'PartyRepresentative'; actorName: string; actorId?: never };

/** A button. Its `id` is a UUIDv7 whose time has passed, like every id that we choose. */
type GuiAction = Narrowed<
  Schema<'V1ServiceOwnerDialogsCommandsUpdate_GuiAction'>,
  Needed<Schema<'V1ServiceOwnerDialogsCommandsUpdate_GuiAction'>, 'action' | 'priority' | 'url'> & {
    title: Localization[];
    prompt?: Localization[];
    httpMethod?: 'GET' | 'POST' | 'DELETE';
  }
>;

/** A line in the dialog's history. `description` goes with `Information` only, `transmissionId` with `TransmissionOpened`. */
export type Activity = Narrowed<
  Schema<'V1ServiceOwnerDialogsCommandsUpdate_Activity'>,
  { type: ActivityType; performedBy: DialogportenActor; description?: Localization[] }
>;

/** A message in the dialog. */
export type Transmission = Narrowed<
  Schema<'V1ServiceOwnerDialogsCommandsUpdate_Transmission'>,
  { type: TransmissionType; sender: DialogportenActor; content: TransmissionContent }
> & { authorizationContext?: AuthorizationContext };

type DialogParts = {
  content: DialogContent;
  guiActions?: GuiAction[];
  activities?: Activity[];
  transmissions?: Transmission[];
};

/** A new dialog. */
export type CreateDialog = Narrowed<
  Schema<'V1ServiceOwnerDialogsCommandsCreate_Dialog'>,
  DialogParts & { party: string; serviceResource: string; status?: DialogStatus }
>;

/**
 * The new state of a dialog. Fields left out are removed, except that `activities` and `transmissions` are added to
 * those that are there.
 */
export type UpdateDialog = Narrowed<
  Schema<'V1ServiceOwnerDialogsCommandsUpdate_Dialog'>,
  DialogParts & { status: DialogStatus }
>;

/**
 * A dialog as Dialogporten has it, deleted ones too (`deletedAt`). The fields that we rely on are there; the rest may
 * be missing.
 */
export type ServiceOwnerDialog = Narrowed<
  Schema<'V1ServiceOwnerDialogsQueriesGet_Dialog'>,
  {
    id: string;
    revision: string;
    activities: (Schema<'V1ServiceOwnerDialogsQueriesGet_DialogActivity'> & { id: string })[];
    transmissions: (Schema<'V1ServiceOwnerDialogsQueriesGet_DialogTransmission'> & { id: string })[];
  }
>;

/**
 * Access to one part of a dialog, where it differs from the access to the dialog as a whole: a gui or api action,
 * attachment, transmission or navigational action. Written by hand, since the contract on npm (1.118.6) does not know
 * it yet; versions of Dialogporten that do not know it either ignore it.
 */
export interface AuthorizationContext {
  /** Another service resource of ours; by default the dialog's own. */
  readonly serviceResource?: string;
  /** A task or subresource, `urn:altinn:task:…` or `urn:altinn:subresource:…`; a bare name is a subresource. */
  readonly additionalResourceAttribute?: string;
  /** A grant for any of these is enough. At most three; at least one, unless `includeDialogParty`. */
  readonly parties?: readonly string[];
  readonly includeDialogParty?: boolean;
  /** By default `read`. A plain `read` rule of a policy matches any part: to narrow access, give an action of its own. */
  readonly action?: string;
  /** Listed in the dialog token's `e` in the place of the part's id. At most 50 characters. */
  readonly tokenRef?: string;
  /** How a user without the grant sees the part: without its URLs, or not at all. */
  readonly unauthorizedPresentation: 'Disabled' | 'Excluded';
}
