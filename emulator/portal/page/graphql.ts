import type { Dialog, DialogSummary, Party } from './dialog-types.js';
import type { Recorder } from './recorder.js';

export const graphqlUrl = '/dialogporten/graphql';

const text = '{ mediaType value { languageCode value } }';
const actor = '{ actorType actorId actorName }';
const localized = '{ languageCode value }';
const attachments = `attachments { id displayName ${localized} expiresAt urls { id url consumerType mediaType } }`;
const summaryFields = `
  id party org status dueAt contentUpdatedAt isContentSeen hasUnopenedContent
  fromServiceOwnerTransmissionsCount fromPartyTransmissionsCount
  endUserContext { systemLabels }`;

const searchQuery = `query search($input: SearchDialogInput!) {
  searchDialogs(input: $input) {
    items {
      ${summaryFields}
      guiAttachmentCount
      content { title ${text} summary ${text} senderName ${text} extendedStatus ${text} }
    }
  }
}`;

const dialogQuery = `query dialog($id: UUID!) {
  dialogById(dialogId: $id) {
    errors { __typename message }
    dialog {
      ${summaryFields}
      dialogToken
      content {
        title ${text} summary ${text} senderName ${text} extendedStatus ${text}
        additionalInfo ${text} mainContentReference ${text}
      }
      guiActions {
        id url isAuthorized isDeleteDialogAction action authorizationAttribute priority httpMethod
        title ${localized} prompt ${localized}
      }
      ${attachments}
      transmissions {
        id isAuthorized createdAt relatedTransmissionId type sender ${actor}
        content { title ${text} summary ${text} contentReference ${text} }
        ${attachments}
      }
      activities { id type createdAt transmissionId performedBy ${actor} description ${localized} }
      seenSinceLastContentUpdate { id seenAt seenBy ${actor} isCurrentEndUser }
    }
  }
}`;

const partiesQuery = 'query parties { parties { party name isCurrentEndUser } }';

const labelMutation = `mutation label($input: SetSystemLabelInput!) {
  setSystemLabel(input: $input) { success errors { __typename message } }
}`;

/** Why a dialog is not shown. The real portal knows these two reasons, and no others. */
export type Refusal = 'missing' | 'level-too-low';

/** Filter of a folder. */
export interface SearchInput {
  readonly party: readonly string[];
  readonly status?: readonly string[];
  readonly systemLabel?: readonly string[];
}

/** Dialogporten's GraphQL, as one persona. */
export class Graphql {
  constructor(
    private readonly recorder: Recorder,
    private readonly persona: string,
  ) {}

  async parties(): Promise<readonly Party[]> {
    return (await this.#ask<{ parties: Party[] }>(partiesQuery)).parties;
  }

  async search(input: SearchInput): Promise<readonly DialogSummary[]> {
    const { searchDialogs } = await this.#ask<{ searchDialogs: { items: DialogSummary[] } }>(searchQuery, {
      input: { ...input, excludeApiOnly: true },
    });
    return searchDialogs.items;
  }

  /** The dialog, which is marked as seen by that, or why this persona does not get it. */
  async dialog(id: string): Promise<Dialog | Refusal> {
    type Answer = { dialogById: { dialog: Dialog | null; errors: readonly { __typename: string }[] } };
    const { dialog, errors } = (await this.#ask<Answer>(dialogQuery, { id })).dialogById;
    if (dialog) return dialog;
    const isTooLow = errors.some(({ __typename }) => __typename === 'DialogByIdForbiddenAuthLevelTooLow');
    return isTooLow ? 'level-too-low' : 'missing';
  }

  async setLabel(dialogId: string, label: string): Promise<boolean> {
    const { setSystemLabel } = await this.#ask<{ setSystemLabel: { success: boolean } }>(labelMutation, {
      input: { dialogId, addLabels: [label], removeLabels: [] },
    });
    return setSystemLabel.success;
  }

  async #ask<Answer>(query: string, variables: object = {}): Promise<Answer> {
    const response = await this.recorder.fetch(graphqlUrl, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-Persona': this.persona },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = (await response.json()) as { data?: Answer; errors?: { message: string }[] };
    if (!data) throw new Error(errors?.[0]?.message ?? `GraphQL answered ${response.status}`);
    return data;
  }
}
