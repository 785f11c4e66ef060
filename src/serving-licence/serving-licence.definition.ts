import type { DialogToken } from '../dialog-token/index.js';
import type { DialogDefinition } from '../dialogs/dialog-definition.js';
import type { DialogStatus } from '../dialogporten/dialogporten-types.js';
import { languages } from '../http/languages.js';
import { guiActionsOf } from './gui-actions.js';
import { licenceEmbed } from './licence-embed.js';
import { historyOf, type LicenceTransmission } from './licence-history.js';
import { isLicence, licenceExamples } from './licence-state.js';
import { applyChange, isDeleted, type Licence, type LicenceChange, type LicenceState } from './licence.js';
import { defaultTitle, extendedStatuses, summaries, transmissionTitles } from './texts.js';

/** How a token lists the decision, for those who may read it. */
export const decisionRef = 'decision';

const statuses: Readonly<Record<LicenceState, DialogStatus>> = {
  'awaiting-confirmation': 'RequiresAttention',
  draft: 'Draft',
  'awaiting-signature': 'RequiresAttention',
  'awaiting-decision': 'Awaiting',
  decided: 'Completed',
  withdrawn: 'NotApplicable',
};

/** Everybody that an embed is written for, as far as the URL can tell. */
const readers = languages.map((language) => ({
  language,
  timeZone: 'Europe/Oslo',
  askedForTimeZone: false,
  getsContent: true,
}));

const transmissionEmbed = (dialogId: string, transmissionId: string) =>
  `/embeds/dialogs/${dialogId}/transmissions/${transmissionId}`;

/** The sample: a municipality asks a party to renew its licence to serve alcohol. */
export const servingLicence: DialogDefinition<Licence, LicenceChange, LicenceTransmission> = {
  serviceResource: 'urn:altinn:resource:serving-licence',
  initial: licenceExamples['awaiting-confirmation'],
  examples: Object.values(licenceExamples),
  transmissions: {
    receipt: {
      type: 'Acceptance',
      title: transmissionTitles.receipt,
      embed: transmissionEmbed,
      mayRead: (caller: DialogToken) => caller.grants('read'),
    },
    decision: {
      type: 'Decision',
      title: transmissionTitles.decision,
      authorizationContext: {
        action: 'elementread',
        additionalResourceAttribute: 'urn:altinn:subresource:decision',
        includeDialogParty: true,
        tokenRef: decisionRef,
        unauthorizedPresentation: 'Disabled',
      },
      embed: transmissionEmbed,
      mayRead: (caller: DialogToken, transmissionId: string) =>
        caller.lists(decisionRef) || caller.lists(transmissionId),
    },
  },
  isState: isLicence,
  apply: applyChange,
  isDeleted,
  history: historyOf,
  describe: (licence) => ({
    state: licence.state,
    ...(licence.state === 'decided' && { granted: licence.granted }),
  }),
  view: (dialog) => ({
    status: statuses[dialog.state.state],
    title: defaultTitle,
    summary: summaries[dialog.state.state],
    extendedStatus: extendedStatuses[dialog.state.state],
    embed: { path: `/embeds/dialogs/${dialog.id}`, shows: readers.map((reader) => licenceEmbed(dialog, reader)) },
    guiActions: guiActionsOf(dialog),
  }),
};
