import { v7 } from 'uuid';

type Fields = Readonly<Record<string, unknown>>;

const minute = 60_000;

/** The media type of a front channel embed. */
export const embedType = 'application/vnd.dialogporten.frontchannelembed-url;type=text/markdown';

/** An id as Dialogporten wants it: UUIDv7, its time in the past. */
export function newId(): string {
  return v7({ msecs: Date.now() - minute });
}

/** An instant that many minutes from now; before now when negative. */
export function minutesFromNow(minutes: number): string {
  return new Date(Date.now() + minutes * minute).toISOString();
}

/** A text in one language, where a text has no media type. */
export function localized(value: string, languageCode = 'nb') {
  return [{ languageCode, value }];
}

/** A text in one language. */
export function text(value: string, mediaType = 'text/plain') {
  return { mediaType, value: localized(value) };
}

/** A front channel embed. */
export function embed(url = 'https://provider.example/embed') {
  return text(url, embedType);
}

/** The content of a dialog or transmission. */
export function content<Given extends Fields = Fields>(fields: Given = {} as Given) {
  return { title: text('Title'), summary: text('Summary'), ...fields };
}

/** The fields that a PUT requires. */
export function update<Given extends Fields = Fields>(fields: Given = {} as Given) {
  return { status: 'InProgress', content: content(), ...fields };
}

export function guiAction<Given extends Fields = Fields>(fields: Given = {} as Given) {
  return {
    action: 'read',
    priority: 'Primary',
    url: 'https://provider.example/action',
    title: localized('Action'),
    ...fields,
  };
}

/** An authorization context within the dialog's own party. */
export const dialogParty = { includeDialogParty: true, unauthorizedPresentation: 'Disabled' };

/** A GUI action that has its action, and more, from a context. */
export function inContext(authorizationContext: Fields, fields: Fields = {}) {
  const { action: _replaced, ...action } = guiAction();
  return { ...action, authorizationContext, ...fields };
}

/** GUI actions of one priority, `count` of them. */
export function guiActions(priority: string, count: number) {
  return Array.from({ length: count }, () => guiAction({ priority }));
}

export function apiAction<Given extends Fields = Fields>(fields: Given = {} as Given) {
  return { action: 'write', endpoints: [{ url: 'https://provider.example/api', httpMethod: 'POST' }], ...fields };
}

export function attachment<Given extends Fields = Fields>(fields: Given = {} as Given) {
  return {
    displayName: localized('Attachment'),
    urls: [{ url: 'https://provider.example/a.pdf', consumerType: 'Gui', mediaType: 'application/pdf' }],
    ...fields,
  };
}

export const serviceOwner = { actorType: 'ServiceOwner' };

export function partyRepresentative(actorId: string) {
  return { actorType: 'PartyRepresentative', actorId };
}

export function transmission<Given extends Fields = Fields>(fields: Given = {} as Given) {
  return { type: 'Information', sender: serviceOwner, content: content(), ...fields };
}

/** A transmission of which everything can be withheld. */
export function fullTransmission<Given extends Fields = Fields>(fields: Given = {} as Given) {
  return transmission({
    content: content({ contentReference: embed() }),
    attachments: [attachment()],
    navigationalActions: [{ title: localized('Onwards'), url: 'https://provider.example/onwards' }],
    ...fields,
  });
}

export function activity<Given extends Fields = Fields>(fields: Given = {} as Given) {
  return { type: 'FormSubmitted', performedBy: serviceOwner, ...fields };
}
