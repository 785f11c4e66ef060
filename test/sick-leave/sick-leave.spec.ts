import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { fetchClientToken } from '../../emulator/client-token.js';
import { type Emulator, startEmulator } from '../../emulator/emulator.js';
import { problemIn } from '../support/problems.js';
import { startService, type TestService } from '../support/service.js';
import { until } from '../support/until.js';
import { sickLeaveFeature } from './index.js';
import { sickLeavePolicy } from './policy.js';
import { sickLeaveClient, sickLeaveScope } from './sick-leave.client.js';

/*
 * The dialogs that Nav makes for employers about sick leaves, as its own client (navikt/hag-dialogporten-client) and
 * the service that uses it (navikt/hag-dialog) make them: each step here tells what has happened, and then Dialogporten
 * holds what that client would have sent. It sends bokmål alone, so that is what is compared; the sentences of the
 * summary and of `additionalInfo` are ours.
 *
 * The differences: the dialog's idempotent key and the ids, which are ours; a `name` for each file; the activity that
 * the dialog was created. The embed of a transmission is a page of this service, which reports that it was opened; Nav's
 * is another page that does so.
 */
let emulator: Emulator;
let service: TestService;
let token: string;
let sickNoteId: string;

const pages = 'https://arbeidsgiver.example';
const api = 'https://sykepenger-api.example';

beforeAll(async () => {
  emulator = await startEmulator({ policy: sickLeavePolicy });
  service = await startService(emulator, {}, [sickLeaveFeature]);
  token = await fetchClientToken(emulator.url, sickLeaveClient, sickLeaveScope);
});
afterAll(async () => {
  await service.stop();
  await emulator.stop();
});
beforeEach(() => {
  sickNoteId = randomUUID();
});

/** Tells the service, as the agency's own systems do. */
const told = (path: string, body: object) =>
  fetch(`${service.url}/service-owner/sick-notes${path}`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });

const note = (more: object = {}) =>
  told('', {
    sickNoteId,
    employer: 'urn:altinn:organization:identifier-no:310456799',
    name: 'Ivrig Skje',
    birthDate: '1991-09-27',
    periods: [{ from: '2026-01-05', to: '2026-01-18' }],
    ...more,
  });

const document = (kind: string, documentId: string, requestId?: string) =>
  told(`/${sickNoteId}/documents`, { kind, documentId, ...(requestId !== undefined && { requestId }) });

/** All of it is delivered when it is answered. */
const delivers = async (answer: Promise<Response>) => expect((await answer).status).toBe(204);

const stored = () => emulator.dialogs.all().find(({ externalReference }) => externalReference === sickNoteId)!;
const sent = (extendedType: string) => stored().transmissions.findLast((one) => one.extendedType === extendedType)!;

/** Parts that Dialogporten, or this service, adds to a dialog besides those of Nav's client. */
const besides = new Set(
  (
    'id org revision serviceResourceType idempotentKey createdAt updatedAt contentUpdatedAt frozen endUserContext ' +
    'serviceOwnerContext seenLog labelLog activities transmissions'
  ).split(' '),
);

/** Further fields of a part: its id, its time, and the name of a file, where it has a name for people. */
const besidesInParts = (part: object) => ['id', 'createdAt', ...('displayName' in part ? ['name'] : [])];

/** As Nav's client would have sent it: in bokmål alone, and without what comes besides. */
function asSent(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((one) => (one?.languageCode ?? 'nb') === 'nb').map(asSent);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(([member]) => !besidesInParts(value).includes(member));
  return Object.fromEntries(members.map(([member, of]) => [member, asSent(of)]));
}

const dialogThere = () =>
  asSent(Object.fromEntries(Object.entries(stored()).filter(([member]) => !besides.has(member))));

const transmissionThere = (extendedType: string) => asSent(sent(extendedType));

const inBokmal = (value: string) => [{ languageCode: 'nb', value }];
const plain = (value: string) => ({ mediaType: 'text/plain', value: inBokmal(value) });

/** A transmission as Nav's client makes each: from the service owner, with a title alone, and the page that opens it. */
const transmission = (extendedType: string, title: string, more: object) => ({
  extendedType,
  sender: { actorType: 'ServiceOwner' },
  content: {
    title: plain(title),
    contentReference: {
      mediaType: 'application/vnd.dialogporten.frontchannelembed-url;type=text/markdown',
      value: inBokmal(`${service.url}/sick-leaves/${stored().id}/documents/${sent(extendedType).id}?lang=nb`),
    },
  },
  navigationalActions: [],
  ...more,
});

const file = (name: string, url: string, mediaType: string, consumerType: 'Gui' | 'Api') => ({
  displayName: inBokmal(name),
  urls: [{ url, mediaType, consumerType }],
});

/** The dialog before anything is asked of the employer. */
const followed = () => ({
  serviceResource: 'urn:altinn:resource:sick-leave',
  party: 'urn:altinn:organization:identifier-no:310456799',
  externalReference: sickNoteId,
  status: 'NotApplicable',
  isApiOnly: false,
  content: {
    title: plain('Sykepenger for Ivrig Skje (f. 27.09.1991)'),
    summary: plain('Sykmeldt 05.01.2026 – 18.01.2026'),
    additionalInfo: {
      mediaType: 'text/markdown',
      value: inBokmal(
        'Her finner du alle dokumenter i dette sykefraværet.\n\nDu får søknaden når den ansatte har sendt den, og en lenke til skjemaet hvis vi trenger inntektsmelding.',
      ),
    },
  },
  attachments: [],
  guiActions: [],
  apiActions: [],
  searchTags: [],
});

const submitButton = (requestId: string) => ({
  action: 'read',
  url: `${pages}/im-dialog/${requestId}`,
  httpMethod: 'GET',
  priority: 'Primary',
  title: inBokmal('Send inn inntektsmelding'),
  isDeleteDialogAction: false,
});

const submission = {
  name: 'Send inn inntektsmelding',
  action: 'write',
  endpoints: [
    {
      url: `${api}/v1/inntektsmelding`,
      httpMethod: 'POST',
      documentationUrl: `${api}/swagger`,
      deprecated: false,
    },
  ],
};

/** The dialog while an income report is asked for. */
const asked = (requestId: string) => ({
  ...followed(),
  status: 'RequiresAttention',
  guiActions: [submitButton(requestId)],
  apiActions: [submission],
});

describe('the dialog of a sick leave', () => {
  it('begins with the sick note', async () => {
    await delivers(note());

    expect(dialogThere()).toEqual(followed());
    expect(stored().transmissions).toHaveLength(1);
    expect(transmissionThere('SYKMELDING')).toEqual(
      transmission('SYKMELDING', 'Sykmelding', {
        type: 'Information',
        externalReference: sickNoteId,
        attachments: [
          file('sykmelding.json', `${api}/v1/sykmelding/${sickNoteId}`, 'application/json', 'Api'),
          file('sykmelding.pdf', `${api}/v1/sykmelding/${sickNoteId}/pdf`, 'application/pdf', 'Api'),
          file('sykmelding', `${pages}/dokument/sykmelding/${sickNoteId}.pdf`, 'application/pdf', 'Gui'),
        ],
      }),
    );
  });

  it('says the first day and the last where the sick note has several periods', async () => {
    const periods = [
      { from: '2026-01-05', to: '2026-01-18' },
      { from: '2026-01-19', to: '2026-02-01' },
    ];
    await delivers(note({ periods }));

    const { content } = followed();
    const summary = plain('Sykmeldt 05.01.2026 – 01.02.2026, i flere perioder');
    expect(dialogThere()).toEqual({ ...followed(), content: { ...content, summary } });
  });

  it('gets the application, and is shown in portals from then on where it was not before', async () => {
    await delivers(note({ isApiOnly: true }));
    expect(dialogThere()).toEqual({ ...followed(), isApiOnly: true });

    const applicationId = randomUUID();
    await delivers(document('application', applicationId));

    expect(dialogThere()).toEqual(followed());
    expect(transmissionThere('SYKEPENGESOEKNAD')).toEqual(
      transmission('SYKEPENGESOEKNAD', 'Søknad om sykepenger', {
        type: 'Information',
        externalReference: applicationId,
        attachments: [
          file('sykepengesoeknad.json', `${api}/v1/sykepengesoeknad/${applicationId}`, 'application/json', 'Api'),
          file('sykepengesoeknad.pdf', `${api}/v1/sykepengesoeknad/${applicationId}/pdf`, 'application/pdf', 'Api'),
          file('sykepengesoeknad', `${pages}/dokument/sykepengesoeknad/${applicationId}.pdf`, 'application/pdf', 'Gui'),
        ],
      }),
    );
  });

  it('asks for an income report, by a button for people and an action for their systems', async () => {
    const requestId = randomUUID();
    await delivers(note());
    await delivers(document('request', requestId));

    expect(dialogThere()).toEqual(asked(requestId));
    expect(transmissionThere('FORESPOERSEL_AKTIV')).toEqual(
      transmission('FORESPOERSEL_AKTIV', 'Forespørsel om inntektsmelding', {
        type: 'Request',
        externalReference: requestId,
        attachments: [
          file('inntektsmeldingforespoersel.json', `${api}/v1/forespoersel/${requestId}`, 'application/json', 'Api'),
          file('Se forespørsel i Arbeidsgiverportalen', `${pages}/im-dialog/${requestId}`, 'text/html', 'Gui'),
        ],
      }),
    );
  });

  it('has each income report that was received related to its request, and leads to where it is changed', async () => {
    const [requestId, first, second] = [randomUUID(), randomUUID(), randomUUID()];
    await delivers(note());
    await delivers(document('request', requestId));
    for (const reportId of [first, second]) {
      await delivers(document('acceptance', reportId, requestId));

      const change = 'Se og endre inntektsmelding';
      const changeButton = { ...submitButton(requestId), priority: 'Secondary', title: inBokmal(change) };
      expect(dialogThere()).toEqual({ ...followed(), guiActions: [changeButton] });
      expect(transmissionThere('INNTEKTSMELDING_GODKJENT')).toEqual(
        transmission('INNTEKTSMELDING_GODKJENT', 'Inntektsmelding mottatt', {
          type: 'Submission',
          externalReference: reportId,
          relatedTransmissionId: sent('FORESPOERSEL_AKTIV').id,
          attachments: [
            file('inntektsmelding.json', `${api}/v1/inntektsmelding/${reportId}`, 'application/json', 'Api'),
            file(change, `${pages}/im-dialog/${requestId}`, 'text/html', 'Gui'),
          ],
        }),
      );
    }
    expect(stored().transmissions).toHaveLength(4);
  });

  it('tells systems alone what a rejected income report was, and keeps the way to another one', async () => {
    const [requestId, reportId] = [randomUUID(), randomUUID()];
    await delivers(note());
    await delivers(document('request', requestId));
    await delivers(document('rejection', reportId, requestId));

    expect(dialogThere()).toEqual({ ...asked(requestId), status: 'NotApplicable' });
    expect(transmissionThere('INNTEKTSMELDING_AVVIST')).toEqual(
      transmission('INNTEKTSMELDING_AVVIST', 'Inntektsmelding avvist', {
        type: 'Rejection',
        externalReference: reportId,
        relatedTransmissionId: sent('FORESPOERSEL_AKTIV').id,
        attachments: [file('inntektsmelding.json', `${api}/v1/inntektsmelding/${reportId}`, 'application/json', 'Api')],
      }),
    );
  });

  it.each([
    ['is asked for', true],
    ['was never asked for', false],
  ])('has nothing left to be done when an income report that %s no longer is', async (_, isAskedFor) => {
    const requestId = randomUUID();
    await delivers(note());
    await delivers(document('request', isAskedFor ? requestId : randomUUID()));
    await delivers(document('expiry', requestId));

    expect(dialogThere()).toEqual(followed());
    expect(transmissionThere('FORESPOERSEL_UTGAATT')).toEqual(
      transmission('FORESPOERSEL_UTGAATT', 'Forespørsel er utgått', {
        type: 'Information',
        externalReference: requestId,
        ...(isAskedFor && { relatedTransmissionId: sent('FORESPOERSEL_AKTIV').id }),
        attachments: [
          file('inntektsmeldingforespoersel.json', `${api}/v1/forespoersel/${requestId}`, 'application/json', 'Api'),
        ],
      }),
    );
  });

  it('marks a document as opened when it is read', async () => {
    await delivers(note());
    const { id } = stored();
    const url = `${emulator.url}/dialogporten/api/v1/enduser/dialogs/${id}`;
    const answer = await fetch(url, { headers: { 'X-Persona': 'daglig-leder' } });
    const dialog = (await answer.json()) as { dialogToken: string };
    const embed = sent('SYKMELDING').content.contentReference!.value.find(({ languageCode }) => languageCode === 'nb');
    const page = await fetch(embed!.value, { headers: { Authorization: `Bearer ${dialog.dialogToken}` } });

    expect([page.status, await page.text()]).toEqual([200, '### Sykmelding\n']);
    await until(() => stored().activities.some(({ type }) => type === 'TransmissionOpened'));
    expect(stored().activities.find(({ type }) => type === 'TransmissionOpened')).toMatchObject({
      transmissionId: sent('SYKMELDING').id,
    });
  });
});

describe('an event of a sick leave', () => {
  it('that is told again changes nothing', async () => {
    const [requestId, reportId] = [randomUUID(), randomUUID()];
    const all = [() => note(), () => document('request', requestId), () => document('acceptance', reportId, requestId)];
    for (const tell of all) await delivers(tell());
    const once = stored();
    for (const tell of all) await delivers(tell());

    expect(stored()).toEqual(once);
    expect(emulator.dialogs.all().filter(({ externalReference }) => externalReference === sickNoteId)).toHaveLength(1);
  });

  it('that comes before what it belongs to is refused, and is there when it is told again', async () => {
    const [requestId, reportId] = [randomUUID(), randomUUID()];
    await problemIn(await document('request', requestId), 404, 'not-found');
    await delivers(note());
    await problemIn(await document('acceptance', reportId, requestId), 404, 'not-found');
    await delivers(document('request', requestId));
    await delivers(document('acceptance', reportId, requestId));

    expect(stored().transmissions.map(({ externalReference }) => externalReference)).toEqual([
      sickNoteId,
      requestId,
      reportId,
    ]);
  });

  it('that lacks what it needs is refused', async () => {
    await delivers(note());
    await problemIn(await document('rejection', randomUUID()), 400, 'invalid-request');
    await problemIn(await note({ periods: [] }), 400, 'invalid-request');
    await problemIn(await note({ birthDate: '1991-09-27T00:00:00Z' }), 400, 'invalid-request');
    await problemIn(
      await note({ employer: 'urn:altinn:organization:identifier-no:123456789' }),
      400,
      'invalid-request',
    );
    expect(stored().transmissions).toHaveLength(1);
  });

  it('asks for fifty income reports at most', async () => {
    await delivers(note());
    for (let count = 0; count < 50; count += 1) {
      await document('request', randomUUID());
    }
    await problemIn(await document('request', randomUUID()), 409, 'conflict');
  });
});
