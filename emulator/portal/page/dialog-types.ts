/** Fields that the page requests by GraphQL, as answered. */
export interface Localization {
  readonly languageCode: string;
  readonly value: string;
}

export interface ContentValue {
  readonly mediaType: string;
  readonly value: readonly Localization[];
}

export interface Actor {
  readonly actorType: 'PARTY_REPRESENTATIVE' | 'SERVICE_OWNER' | null;
  readonly actorId: string | null;
  readonly actorName: string | null;
}

export interface GuiAction {
  readonly id: string;
  readonly url: string;
  readonly isAuthorized: boolean;
  readonly isDeleteDialogAction: boolean;
  readonly action: string;
  readonly authorizationAttribute: string | null;
  readonly priority: 'PRIMARY' | 'SECONDARY' | 'TERTIARY';
  readonly httpMethod: string;
  readonly title: readonly Localization[];
  readonly prompt: readonly Localization[] | null;
}

export interface Attachment {
  readonly id: string;
  readonly displayName: readonly Localization[];
  readonly expiresAt: string | null;
  readonly urls: readonly {
    readonly id: string;
    readonly url: string;
    readonly consumerType: 'GUI' | 'API';
    readonly mediaType: string | null;
  }[];
}

export interface Transmission {
  readonly id: string;
  readonly isAuthorized: boolean;
  readonly createdAt: string;
  readonly relatedTransmissionId: string | null;
  readonly type: string;
  readonly sender: Actor;
  readonly content: {
    readonly title: ContentValue;
    readonly summary: ContentValue | null;
    readonly contentReference: ContentValue | null;
  };
  readonly attachments: readonly Attachment[];
}

export interface Activity {
  readonly id: string;
  readonly type: string;
  readonly createdAt: string;
  readonly transmissionId: string | null;
  readonly performedBy: Actor;
  readonly description: readonly Localization[];
}

export interface SeenEntry {
  readonly id: string;
  readonly seenAt: string;
  readonly seenBy: Actor;
  readonly isCurrentEndUser: boolean;
}

/** A dialog as a list shows it. */
export interface DialogSummary {
  readonly id: string;
  readonly party: string;
  readonly org: string;
  readonly status: string;
  readonly dueAt: string | null;
  readonly contentUpdatedAt: string;
  readonly isContentSeen: boolean;
  readonly hasUnopenedContent: boolean;
  readonly fromServiceOwnerTransmissionsCount: number;
  readonly fromPartyTransmissionsCount: number;
  readonly guiAttachmentCount?: number | null;
  readonly content: {
    readonly title: ContentValue;
    readonly summary: ContentValue | null;
    readonly senderName: ContentValue | null;
    readonly extendedStatus: ContentValue | null;
  };
  readonly endUserContext: { readonly systemLabels: readonly string[] };
}

/** A dialog that has been opened. */
export interface Dialog extends DialogSummary {
  readonly dialogToken: string;
  readonly guiActions: readonly GuiAction[];
  readonly attachments: readonly Attachment[];
  readonly transmissions: readonly Transmission[];
  readonly activities: readonly Activity[];
  readonly seenSinceLastContentUpdate: readonly SeenEntry[];
  readonly content: DialogSummary['content'] & {
    readonly additionalInfo: ContentValue | null;
    readonly mainContentReference: ContentValue | null;
  };
}

export interface Party {
  readonly party: string;
  readonly name: string;
  readonly isCurrentEndUser: boolean;
}

/** One of the stand-in's people. */
export interface Persona {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly level: number;
  /** The same person, logged in at a higher level. */
  readonly higher?: string;
}

/** Whom the stand-in knows. */
export interface Directory {
  readonly personas: readonly Persona[];
  /** The names of service owners, by the code that dialogs have as `org`. */
  readonly owners: Readonly<Record<string, string>>;
  /** Is there a service owner's desk? */
  readonly hasDesk: boolean;
}

/** A question to Dialogporten's policy, and how it came to its answer. */
export interface Explanation {
  readonly action: string;
  readonly resource?: string;
  readonly isAuthorized: boolean;
  readonly allowedRoles: readonly string[];
  readonly heldRoles: readonly string[];
}

/** A request that the service provider sent to Dialogporten. */
export interface ProviderRequest {
  readonly at: string;
  readonly method: string;
  readonly path: string;
  readonly status: number | null;
}
