import type { Attachment, TransmissionView } from '../../src/dialogs/dialog-definition.js';
import type { TransmissionType } from '../../src/dialogporten/dialogporten-types.js';
import type { Texts } from '../../src/http/languages.js';
import { documentTitles, fileName, fileNames, formTitles } from './texts.js';

/** The agency's pages for employers, and its API for their payroll systems: dialogs lead there. */
export const employerPages = 'https://arbeidsgiver.example';
export const employerApi = 'https://sykepenger-api.example';

/** A document of a sick leave, in the system that made it. */
export interface Document {
  readonly documentId: string;
  /** The request that an income report answers. */
  readonly requestId?: string;
}

export type DocumentName = keyof typeof documentTitles;

export const formOf = (requestId: string) => `${employerPages}/im-dialog/${requestId}`;

function isDocument(stored: unknown): stored is Document {
  const { documentId, requestId } = Object(stored) as Readonly<Record<string, unknown>>;
  return typeof documentId === 'string' && (requestId === undefined || typeof requestId === 'string');
}

const forSystems = (name: string, path: string, mediaType = 'application/json'): Attachment => ({
  name,
  displayName: fileName(name),
  mediaType,
  path: () => `${employerApi}/v1/${path}`,
  consumers: ['Api'],
});

const forPeople = (displayName: Texts, url: string, mediaType = 'text/html'): Attachment => ({
  name: displayName.nb,
  displayName,
  mediaType,
  path: () => url,
  consumers: ['Gui'],
});

/** A document that systems get as data and PDF, and people as PDF. */
const readable = (kind: string, displayName: Texts, id: string): readonly Attachment[] => [
  forSystems(`${kind}.json`, `${kind}/${id}`),
  forSystems(`${kind}.pdf`, `${kind}/${id}/pdf`, 'application/pdf'),
  forPeople(displayName, `${employerPages}/dokument/${kind}/${id}.pdf`, 'application/pdf'),
];

const requestFile = (id: string) => forSystems('inntektsmeldingforespoersel.json', `forespoersel/${id}`);
const reportFile = (id: string) => forSystems('inntektsmelding.json', `inntektsmelding/${id}`);

function documentView(
  name: DocumentName,
  type: TransmissionType,
  extendedType: string,
  filesOf: (document: Document) => readonly Attachment[],
): TransmissionView<Document> {
  return {
    type,
    extendedType,
    title: documentTitles[name],
    about: (stored) => (isDocument(stored) ? stored : undefined),
    show: ({ about: { documentId } }) => ({ externalReference: documentId }),
    embed: (dialogId, id) => `/sick-leaves/${dialogId}/documents/${id}`,
    attachments: (_, { about }) => filesOf(about),
  };
}

/** The transmissions of a sick leave: payroll systems tell them apart by their extended types. */
export const documents: Readonly<Record<DocumentName, TransmissionView<Document>>> = {
  sickNote: documentView('sickNote', 'Information', 'SYKMELDING', ({ documentId }) =>
    readable('sykmelding', fileNames.sickNote, documentId),
  ),
  application: documentView('application', 'Information', 'SYKEPENGESOEKNAD', ({ documentId }) =>
    readable('sykepengesoeknad', fileNames.application, documentId),
  ),
  request: documentView('request', 'Request', 'FORESPOERSEL_AKTIV', ({ documentId }) => [
    requestFile(documentId),
    forPeople(fileNames.request, formOf(documentId)),
  ]),
  expiry: documentView('expiry', 'Information', 'FORESPOERSEL_UTGAATT', ({ documentId }) => [requestFile(documentId)]),
  acceptance: documentView('acceptance', 'Submission', 'INNTEKTSMELDING_GODKJENT', ({ documentId, requestId = '' }) => [
    reportFile(documentId),
    forPeople(formTitles.change, formOf(requestId)),
  ]),
  rejection: documentView('rejection', 'Rejection', 'INNTEKTSMELDING_AVVIST', ({ documentId }) => [
    reportFile(documentId),
  ]),
};
