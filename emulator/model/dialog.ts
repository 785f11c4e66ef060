import type { AuthorizationContext } from './authorization-context.js';

/** One text in one language. */
export interface Localization {
  readonly languageCode: string;
  readonly value: string;
}

/** A text in several languages, or an embed's URLs, with its media type. */
export interface ContentValue {
  readonly mediaType: string;
  readonly value: readonly Localization[];
  readonly isAuthorized?: boolean;
}

/** The performer of an activity, or the sender of a transmission. */
export interface Actor {
  readonly actorType: 'PartyRepresentative' | 'ServiceOwner';
  readonly actorId?: string;
  readonly actorName?: string;
}

/** A button, or link, that a portal shows. */
export interface GuiAction {
  readonly id: string;
  readonly action: string;
  readonly authorizationAttribute?: string;
  readonly authorizationContext?: AuthorizationContext;
  readonly url: string;
  readonly httpMethod: string;
  readonly priority: 'Primary' | 'Secondary' | 'Tertiary';
  readonly title: readonly Localization[];
  readonly prompt?: readonly Localization[];
  readonly isDeleteDialogAction: boolean;
}

/** One version of an API action. */
export interface ApiActionEndpoint {
  readonly id: string;
  readonly url: string;
  readonly httpMethod: string;
  readonly version?: string;
  readonly documentationUrl?: string;
  readonly requestSchema?: string;
  readonly responseSchema?: string;
  readonly deprecated: boolean;
  readonly sunsetAt?: string;
}

/** An action for end-user systems rather than people. */
export interface ApiAction {
  readonly id: string;
  readonly action: string;
  readonly authorizationAttribute?: string;
  readonly authorizationContext?: AuthorizationContext;
  readonly name?: string;
  readonly endpoints: readonly ApiActionEndpoint[];
}

/** Where an attachment is fetched. */
export interface AttachmentUrl {
  readonly id: string;
  readonly url: string;
  readonly mediaType?: string;
  readonly consumerType: 'Gui' | 'Api';
}

/** A document that belongs to a dialog or a transmission. */
export interface Attachment {
  readonly id: string;
  readonly authorizationContext?: AuthorizationContext;
  readonly name?: string;
  readonly displayName?: readonly Localization[];
  readonly urls: readonly AttachmentUrl[];
  readonly expiresAt?: string;
}

/** A link that belongs to a transmission. */
export interface NavigationalAction {
  readonly id?: string;
  readonly authorizationContext?: AuthorizationContext;
  readonly title: readonly Localization[];
  readonly url: string;
  readonly expiresAt?: string;
}

/** One message between the party and the service owner. */
export interface Transmission {
  readonly id: string;
  readonly idempotentKey?: string;
  readonly createdAt: string;
  readonly authorizationAttribute?: string;
  readonly authorizationContext?: AuthorizationContext;
  readonly extendedType?: string;
  readonly externalReference?: string;
  readonly relatedTransmissionId?: string;
  readonly type: string;
  readonly sender: Actor;
  readonly content: Readonly<Partial<Record<'title' | 'summary' | 'contentReference', ContentValue>>>;
  readonly attachments: readonly Attachment[];
  readonly navigationalActions: readonly NavigationalAction[];
}

/** Something that happened; never changed once it is there. */
export interface Activity {
  readonly id: string;
  readonly createdAt: string;
  readonly type: string;
  readonly extendedType?: string;
  readonly transmissionId?: string;
  readonly performedBy: Actor;
  readonly description?: readonly Localization[];
}

/** The texts of a dialog, by their name. */
export type ContentName =
  | 'title'
  | 'nonSensitiveTitle'
  | 'summary'
  | 'nonSensitiveSummary'
  | 'senderName'
  | 'additionalInfo'
  | 'extendedStatus'
  | 'mainContentReference';

/** Fields that a PUT replaces as a whole. */
export interface ReplaceableFields {
  readonly status: string;
  readonly progress?: number;
  readonly extendedStatus?: string;
  readonly externalReference?: string;
  readonly process?: string;
  readonly precedingProcess?: string;
  readonly dueAt?: string;
  readonly expiresAt?: string;
  readonly isApiOnly: boolean;
  readonly content: Readonly<Partial<Record<ContentName, ContentValue>>>;
  readonly searchTags: readonly { readonly value: string }[];
  readonly guiActions: readonly GuiAction[];
  readonly apiActions: readonly ApiAction[];
  readonly attachments: readonly Attachment[];
}

/** The dialog was fetched. */
export interface SeenEntry {
  readonly id: string;
  readonly seenAt: string;
  readonly seenBy: Actor;
  /** The service owner fetched it on their behalf. */
  readonly isViaServiceOwner?: boolean;
}

/** A user's label was set on a dialog, or taken off it. */
export interface LabelLogEntry {
  readonly createdAt: string;
  /** `systemlabel:` and the label. */
  readonly name: string;
  readonly action: 'set' | 'remove';
  readonly performedBy: Actor;
}

/** A dialog as it is stored. Every change makes a new object with a new revision. */
export interface Dialog extends ReplaceableFields {
  readonly id: string;
  readonly revision: string;
  readonly org: string;
  readonly serviceResource: string;
  readonly serviceResourceType: string;
  readonly party: string;
  readonly idempotentKey?: string;
  readonly visibleFrom?: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly contentUpdatedAt: string;
  readonly deletedAt?: string;
  readonly frozen: boolean;
  readonly endUserContext: { readonly revision: string; readonly systemLabels: readonly string[] };
  readonly serviceOwnerContext: {
    readonly revision: string;
    readonly serviceOwnerLabels: readonly { readonly value: string }[];
  };
  readonly transmissions: readonly Transmission[];
  readonly activities: readonly Activity[];
  readonly seenLog: readonly SeenEntry[];
  /** In the order in which it was written; none before the first label. */
  readonly labelLog?: readonly LabelLogEntry[];
}
