import type { ApiAction, DialogDefinition, GuiAction } from '../../src/dialogs/dialog-definition.js';
import { type Actor, transmission, type TransmissionEntry } from '../../src/dialogs/history.js';
import type { DialogStatus } from '../../src/dialogporten/dialogporten-types.js';
import { embed, paragraph } from '../../src/embeds/markdown.js';
import { type DocumentName, documents, employerApi, formOf } from './documents.js';
import {
  applyChange,
  exampleChanges,
  exampleNote,
  examples,
  isSickLeave,
  opened,
  type SickLeave,
  type SickLeaveChange,
  SickNoteDto,
} from './sick-leave.js';
import { additionalInfo, formTitles, summaryOf, titleOf } from './texts.js';

const statuses: Readonly<Record<SickLeave['state'], DialogStatus>> = {
  followed: 'NotApplicable',
  'income-report-requested': 'RequiresAttention',
};

/** The document that comes with a change. A document that came before is refused: its id is the key. */
function documentOf(change: SickLeaveChange, actor: Actor, { requestIds }: SickLeave): TransmissionEntry<DocumentName> {
  switch (change.type) {
    case 'apply': {
      const { applicationId } = change;
      return transmission('application', actor, { about: { documentId: applicationId }, key: applicationId });
    }
    case 'request': {
      const { requestId } = change;
      return transmission('request', actor, { about: { documentId: requestId }, key: requestId });
    }
    case 'expire': {
      const { requestId } = change;
      const isKnown = requestIds.includes(requestId);
      return transmission('expiry', actor, {
        about: { documentId: requestId },
        ...(isKnown && { relatedTo: requestId }),
      });
    }
    case 'accept':
    case 'reject': {
      const { type, reportId, requestId } = change;
      return transmission(type === 'accept' ? 'acceptance' : 'rejection', actor, {
        about: { documentId: reportId, requestId },
        key: reportId,
        relatedTo: requestId,
      });
    }
  }
}

/** The form for people, on the agency's own pages. */
const button = ({ requestId, purpose }: NonNullable<SickLeave['form']>): GuiAction => ({
  name: `${purpose}-income-report`,
  action: 'read',
  priority: purpose === 'submit' ? 'Primary' : 'Secondary',
  httpMethod: 'GET',
  path: formOf(requestId),
  title: formTitles[purpose],
});

/** The same for payroll systems. */
const submission: ApiAction = {
  name: formTitles.submit.nb,
  action: 'write',
  httpMethod: 'POST',
  path: `${employerApi}/v1/inntektsmelding`,
  documentation: `${employerApi}/swagger`,
};

const inParagraphs = (paragraphs: readonly string[]) => embed(...paragraphs.map(paragraph));

/** Everything that the dialog of a sick leave is. */
export const sickLeave: DialogDefinition<SickLeave, SickLeaveChange, DocumentName, SickNoteDto> = {
  serviceResource: 'urn:altinn:resource:sick-leave',
  opening: { body: SickNoteDto, examples: [exampleNote, { ...exampleNote, isApiOnly: true }] },
  initial: opened,
  openingHistory: ({ sickNoteId: key }, actor) => [
    transmission('sickNote', actor, { about: { documentId: key }, key }),
  ],
  examples,
  exampleChanges,
  transmissions: documents,
  read: (stored) => (isSickLeave(stored) ? stored : undefined),
  apply: applyChange,
  isDeleted: () => false,
  history: (change, actor, _, { state }) => [documentOf(change, actor, state)],
  describe: ({ state, requestIds }) => ({ state, requestIds }),
  view: ({ state: { state, sickNote, isApiOnly, form } }) => ({
    status: statuses[state],
    title: titleOf(sickNote),
    summary: summaryOf(sickNote),
    additionalInfo: {
      nb: inParagraphs(additionalInfo.nb),
      nn: inParagraphs(additionalInfo.nn),
      en: inParagraphs(additionalInfo.en),
    },
    isApiOnly,
    guiActions: form === undefined ? [] : [button(form)],
    apiActions: form?.purpose === 'submit' ? [submission] : [],
  }),
};
