import type { DialogDefinition } from '../../dialogs/dialog-definition.js';
import type { ShownDialog } from '../../dialogs/dialog.js';
import type { DialogStatus } from '../../dialogporten/dialogporten-types.js';
import { languages } from '../../http/languages.js';
import type { Admission } from '../../navigation/visits.js';
import { apiActionsOf } from './api-actions.js';
import { shownAttachments, attachmentsOfTransmission } from './attachments.js';
import { guiActionsOf, steps } from './gui-actions.js';
import { licenceEmbed, standings } from '../embeds/licence-embed.js';
import { historyOf, type LicenceTransmission } from './licence-history.js';
import { isLicence, licenceChangeExamples, licenceExamples } from '../licence-state.js';
import { applyChange, isDeleted, type Licence, type LicenceChange, type LicenceState } from '../licence.js';
import { defaultTitle, municipality, stateNames, summaries, transmissionTitles } from '../texts.js';

/** The decision as tokens list it, for users who may read it. */
export const decisionRef = 'decision';

/** The part of the service that the decision is. */
export const decisionResource = 'urn:altinn:subresource:decision';

/**
 * The action and level that its page and files require of a visitor who comes by a link. While the signature is awaited that is the level that signing
 * takes: a visitor who goes back to the portal can then sign.
 */
export function admissionTo({ state }: Licence): Admission {
  return { grant: { action: 'read' }, level: steps[state]?.level ?? 3 };
}

/** Search words for users who do not know the title. */
const searchTags = ['skjenkebevilling', 'skjenkeløyve', 'alkohol'];

const statuses: Readonly<Record<LicenceState, DialogStatus>> = {
  'awaiting-confirmation': 'RequiresAttention',
  draft: 'Draft',
  'awaiting-signature': 'RequiresAttention',
  'awaiting-decision': 'Awaiting',
  decided: 'Completed',
  withdrawn: 'NotApplicable',
};

/** The status says it already, in the portal's own words. */
const saidByStatus: ReadonlySet<LicenceState> = new Set(['awaiting-decision']);

/** The readers that an embed is written for, as far as the URL can tell. */
const readers = languages.map((language) => ({
  language,
  timeZone: 'Europe/Oslo',
  askedForTimeZone: false,
  getsContent: true,
}));

/** Contents of the embed, for readers of every standing: its URL changes with any of it. */
const shownOf = (dialog: ShownDialog<Licence>) =>
  standings.flatMap((standing) => readers.map((reader) => licenceEmbed(dialog, reader, standing)));

const transmissionEmbed = (dialogId: string, transmissionId: string) =>
  `/embeds/dialogs/${dialogId}/transmissions/${transmissionId}`;

/** The sample: a municipality asks a party to renew its licence to serve alcohol. */
export const servingLicence: DialogDefinition<Licence, LicenceChange, LicenceTransmission> = {
  serviceResource: 'urn:altinn:resource:serving-licence',
  initial: () => licenceExamples['awaiting-confirmation'],
  examples: Object.values(licenceExamples),
  exampleChanges: licenceChangeExamples,
  transmissions: {
    application: {
      type: 'Submission',
      title: transmissionTitles.application,
      embed: transmissionEmbed,
      attachments: attachmentsOfTransmission('application'),
    },
    /** In dialogs of before the application was a transmission of its own. */
    receipt: { type: 'Information', title: transmissionTitles.receipt, embed: transmissionEmbed },
    decision: {
      type: 'Decision',
      title: transmissionTitles.decision,
      authorizationContext: {
        action: 'elementread',
        additionalResourceAttribute: decisionResource,
        includeDialogParty: true,
        tokenRef: decisionRef,
        unauthorizedPresentation: 'Disabled',
      },
      embed: transmissionEmbed,
      attachments: attachmentsOfTransmission('decision'),
    },
  },
  read: (stored) => (isLicence(stored) ? stored : undefined),
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
    ...(!saidByStatus.has(dialog.state.state) && { extendedStatus: stateNames[dialog.state.state] }),
    showsDueAt: steps[dialog.state.state] !== undefined,
    senderName: municipality,
    searchTags,
    process: `urn:serving-licence:renewal:${dialog.id}`,
    embed: { path: `/embeds/dialogs/${dialog.id}`, shows: shownOf(dialog) },
    guiActions: guiActionsOf(dialog),
    apiActions: apiActionsOf(dialog),
    attachments: shownAttachments(dialog.id, dialog.state),
  }),
};
