import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import Ajv2020 from 'ajv/dist/2020.js';
import { Pool } from 'pg';
import { fetchClientToken } from '../../emulator/client-token.js';
import { type Emulator, startEmulator } from '../../emulator/emulator.js';
import { personas } from '../../emulator/personas.js';
import { sharedDatabase } from '../support/postgres.js';
import { Browser } from '../support/browser.js';
import { problemIn } from '../support/problems.js';
import { flattened, readPdf } from '../support/read-pdf.js';
import { startService, type TestService } from '../support/service.js';
import { until } from '../support/until.js';
import { mooringPermitClient, mooringPermitScope } from './emulator/client.js';
import { applicant, mooringPermitStandIn } from './emulator/index.js';
import { OtherSystems } from './emulator/other-systems.js';
import { mooringPermitFeature } from './src/index.js';

const fee = 140_000;
const day = 86_400_000;

let emulator: Emulator;
let service: TestService;
let others: OtherSystems;
let database: Pool;

beforeAll(async () => {
  others = await OtherSystems.start();
  process.env['MOORING_PAYMENTS_URL'] = `${others.url}/charges`;
  process.env['MOORING_ARCHIVE_URL'] = `${others.url}/documents`;
  emulator = await startEmulator({ policy: mooringPermitStandIn.policy });
  const DATABASE_URL = await sharedDatabase();
  database = new Pool({ connectionString: DATABASE_URL, max: 1 });
  service = await startService(emulator, { DATABASE_URL }, [mooringPermitFeature]);
});
afterAll(async () => {
  await service.stop();
  await database.end();
  await emulator.stop();
  others.stop();
});
beforeEach(() => {
  others.attempts.splice(0);
  others.charged.clear();
  others.ranges.splice(0);
  others.refused.clear();
});

async function asServiceOwner(
  method: string,
  path: string,
  body?: object,
  scope = mooringPermitScope,
  url = service.url,
): Promise<Response> {
  return fetch(`${url}${path}`, {
    method,
    headers: {
      Authorization: `Bearer ${await fetchClientToken(emulator.url, mooringPermitClient, scope)}`,
      'Idempotency-Key': randomUUID(),
      ...(body && { 'Content-Type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
}

const apply = (content: object) =>
  asServiceOwner('POST', '/service-owner/dialogs', {
    party: applicant,
    performedBy: { actorId: applicant },
    content: { boat: 'Terna', lengthMetres: 9, agreement: 'agreement-1', ...content },
  });

/** Opens an application that is to be paid in that time. @returns its id. */
async function applied(payWithinMs = 14 * day): Promise<string> {
  const answer = await apply({ payBy: new Date(Date.now() + payWithinMs).toISOString() });
  expect(answer.status).toBe(201);
  return ((await answer.json()) as { dialogId: string }).dialogId;
}

const there = (id: string) => emulator.dialogs.get(id)!;

/** Waits until Dialogporten shows a status. */
const untilIs = (id: string, status: string) => until(() => there(id).status === status);

/** A token as the portal gets it from Dialogporten for that persona. */
async function tokenFor(id: string, persona = 'privatperson'): Promise<string> {
  const url = `${emulator.url}/dialogporten/api/v1/enduser/dialogs/${id}`;
  const answer = await fetch(url, { headers: { 'X-Persona': persona } });
  return ((await answer.json()) as { dialogToken: string }).dialogToken;
}

async function ask(id: string, method: string, path: string, init: { body?: object; headers?: object } = {}) {
  const { body, headers } = init;
  return fetch(`${service.url}/mooring-permit/${id}/${path}`, {
    method,
    headers: {
      Authorization: `Bearer ${await tokenFor(id)}`,
      ...(body && { 'Content-Type': 'application/json' }),
      ...headers,
    },
    ...(body && { body: JSON.stringify(body) }),
  });
}

const waitingEffects = async (id: string) =>
  (await database.query('SELECT name FROM effects WHERE dialog_id = $1', [id])).rows as { name: string }[];

const paidInAll = async () => {
  const [from, to] = [Date.now() - day, Date.now() + day].map((at) => new Date(at).toISOString());
  const answer = await asServiceOwner('GET', `/service-owner/mooring-payments?from=${from}&to=${to}`);
  return (await answer.json()) as { payments: number; amount: number };
};

async function paid(): Promise<string> {
  const id = await applied();
  expect((await ask(id, 'POST', 'pay')).status).toBe(204);
  await untilIs(id, 'Awaiting');
  return id;
}

const decide = (id: string, decision: object) =>
  asServiceOwner('POST', `/service-owner/mooring-permits/${id}/decision`, decision);

/** Decided, with the decision in the archive. */
async function decided(): Promise<string> {
  const id = await paid();
  expect((await decide(id, { berth: 'B 21', grounds: 'Det er ledig plass.' })).status).toBe(204);
  await until(() => there(id).attachments.length === 1);
  return id;
}

describe('a person’s application for a mooring', () => {
  it('is there with all that was applied for: by whom, for how much, and until when', async () => {
    const id = await applied();
    expect(there(id)).toMatchObject({
      party: applicant,
      status: 'RequiresAttention',
      dueAt: expect.anything(),
      activities: [{ type: 'DialogCreated', performedBy: { actorType: 'PartyRepresentative' } }],
      guiActions: [{ action: 'pay', httpMethod: 'POST' }],
    });
    const embed = await (await ask(id, 'GET', 'embed?lang=en')).text();
    expect(embed).toContain('**Boat:** Terna');
    expect(embed).toContain('**Fee:** 1400 kr');
  });

  it.each([
    ['a deadline that has passed', { payBy: '2026-01-01T12:00:00Z' }, 'content.payBy'],
    ['no deadline', {}, 'content.payBy'],
    ['an agreement that is none', { payBy: '2099-01-01T12:00:00Z', agreement: 'a b' }, 'content.agreement'],
  ])('is not opened with %s', async (_, content, field) => {
    const before = emulator.dialogs.all().length;
    const { errors } = await problemIn(await apply(content), 400, 'invalid-request');
    expect(errors!.map((error) => error.field)).toEqual([field]);
    expect(emulator.dialogs.all()).toHaveLength(before);
  });

  it('is nothing to another person', async () => {
    const id = await applied();
    const [stranger] = personas.flatMap(({ id: name, consumer }) => (name === 'fremmed' ? [consumer] : []));
    const claims = { c: stranger, l: 4, p: stranger, s: there(id).serviceResource, i: id, a: 'read;pay' };
    const headers = { Authorization: `Bearer ${emulator.signDialogToken(claims)}` };
    await problemIn(await ask(id, 'POST', 'pay', { headers }), 403, 'party-mismatch');
    expect(others.attempts).toEqual([]);
  });
});

describe('the payment', () => {
  it('is made once, though its first attempt fails after the provider has made it', async () => {
    const before = await paidInAll();
    others.unanswered = 1;
    const id = await paid();
    expect(others.attempts).toHaveLength(2);
    expect([...others.charged.values()]).toEqual([{ amount: fee, agreement: 'agreement-1' }]);
    expect(there(id).activities.map(({ type }) => type)).toEqual(['DialogCreated', 'PaymentMade']);
    expect(there(id).activities[1]!.performedBy.actorType).toBe('PartyRepresentative');
    expect(await waitingEffects(id)).toEqual([]);
    expect(await paidInAll()).toEqual({ payments: before.payments + 1, amount: before.amount + fee });
  });

  it('that is refused says so in three languages, and is made by another agreement', async () => {
    others.refused.add('agreement-1');
    const id = await applied();
    const token = await tokenFor(id);
    expect((await ask(id, 'POST', 'pay')).status).toBe(204);
    await until(() => there(id).guiActions.some(({ httpMethod }) => httpMethod === 'GET'));
    expect(there(id).activities.at(-1)).toMatchObject({ type: 'Information' });

    const stale = (language: string) => ({ Authorization: `Bearer ${token}`, 'Accept-Language': language });
    const titles = [];
    for (const language of ['nb', 'nn', 'en']) {
      const answer = await ask(id, 'POST', 'pay-with', {
        body: { agreement: 'agreement-1' },
        headers: stale(language),
      });
      titles.push((await problemIn(answer, 402, 'payment-refused')).title);
    }
    expect(titles).toEqual(['Betalingen ble avvist', 'Betalinga vart avvist', 'The payment was refused']);
    expect((await ask(id, 'POST', 'pay-with', { body: { agreement: 'agreement-2' } })).status).toBe(204);
    await untilIs(id, 'Awaiting');
    expect([...others.charged.values()]).toEqual([{ amount: fee, agreement: 'agreement-2' }]);
  });

  it('is an API action of the dialog, whose schema and documentation can be fetched, and hold', async () => {
    const id = await applied();
    const [endpoint] = there(id).apiActions[0]!.endpoints;
    expect(endpoint).toMatchObject({ url: `${service.url}/mooring-permit/${id}/pay-with`, httpMethod: 'POST' });

    const page = await fetch(endpoint!.documentationUrl!);
    expect([page.status, page.headers.get('Content-Type')]).toEqual([200, 'text/html; charset=utf-8']);
    const schema = await fetch(endpoint!.requestSchema!);
    expect([schema.status, schema.headers.get('Content-Type')]).toEqual([
      200,
      expect.stringMatching(/^application\/schema\+json/),
    ]);
    const isRequest = new Ajv2020.default({ strict: false }).compile((await schema.json()) as object);
    const bodies = [{ agreement: 'agreement-1' }, {}, { agreement: 'not one' }];
    expect(bodies.map((body) => isRequest(body))).toEqual([true, false, false]);
  });

  it('is documented with its problem', async () => {
    const { paths } = (await (await fetch(`${service.url}/docs-json`)).json()) as {
      paths: Record<string, Record<string, { responses: Record<string, unknown> }>>;
    };
    const { responses } = paths['/mooring-permit/{dialogId}/pay']!['post']!;
    expect(JSON.stringify(responses['402'])).toContain('urn:problem:payment-refused');
  });

  it('is not asked for when Dialogporten refuses it, and has no row', async () => {
    const id = await applied();
    const token = await tokenFor(id);
    const scope = 'digdir:dialogporten.serviceprovider';
    const path = `/dialogporten/api/v1/serviceowner/dialogs/${id}`;
    expect((await asServiceOwner('DELETE', path, undefined, scope, emulator.url)).status).toBe(204);
    const answer = await fetch(`${service.url}/mooring-permit/${id}/pay`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}` },
    });
    await problemIn(answer, 410, 'gone');
    expect((await database.query('SELECT FROM mooring_payments WHERE dialog_id = $1', [id])).rows).toEqual([]);
    expect(others.attempts).toEqual([]);
  });
});

describe('the deadline', () => {
  it('lapses what is not paid, and is none of what is', async () => {
    const unpaid = await applied(10_000);
    const headers = { Authorization: `Bearer ${await tokenFor(unpaid)}` };
    expect(await waitingEffects(unpaid)).toEqual([{ name: 'lapse' }]);
    expect(await waitingEffects(await paid())).toEqual([]);

    await untilIs(unpaid, 'NotApplicable');
    expect(there(unpaid).dueAt ?? null).toBeNull();
    expect(there(unpaid)).toMatchObject({ guiActions: [], activities: [{}, { type: 'Information' }] });
    await problemIn(await ask(unpaid, 'POST', 'pay', { headers }), 409, 'conflict');
    expect(others.attempts).toHaveLength(1);
  });
});

describe('the decision', () => {
  it('that was sent is corrected in its place, on behalf of the person who asked for it', async () => {
    const id = await decided();
    const [sent] = there(id).transmissions;
    expect(sent).toMatchObject({ type: 'Decision', sender: { actorType: 'ServiceOwner' } });
    const read = async () => (await ask(id, 'GET', `decisions/${sent!.id}?lang=en`)).text();
    expect(await read()).toContain('**Berth:** B 21');

    const correction = { berth: 'B 12', grounds: 'Det er ledig plass.', performedBy: { actorId: applicant } };
    const path = `/service-owner/mooring-permits/${id}/correction`;
    expect((await asServiceOwner('POST', path, correction)).status).toBe(204);

    expect(there(id).transmissions).toHaveLength(1);
    expect(there(id).transmissions[0]).toMatchObject({ id: sent!.id, createdAt: sent!.createdAt });
    expect(await read()).toContain('**Berth:** B 12');
    expect(there(id).activities.at(-1)).toMatchObject({
      type: 'Information',
      performedBy: { actorType: 'PartyRepresentative' },
    });
    await until(() => there(id).attachments.length === 1);
    const [file] = there(id).attachments;
    const content = Buffer.from(await (await ask(id, 'GET', `files/${file!.id}`)).arrayBuffer());
    const texts = flattened(readPdf(content)).map(([, text]) => text);
    expect(texts.join(' ')).toContain('B 12');
  });

  it('is a PDF that is streamed from the archive, in the part that is asked for', async () => {
    const id = await decided();
    const [file] = there(id).attachments;
    const download = (headers = {}, method = 'GET') => ask(id, method, `files/${file!.id}`, { headers });

    const whole = await download();
    expect([whole.status, whole.headers.get('Content-Type')]).toEqual([200, 'application/pdf']);
    const content = Buffer.from(await whole.arrayBuffer());
    expect(content.subarray(0, 5).toString()).toBe('%PDF-');
    const etag = whole.headers.get('ETag')!;
    const part = await download({ Range: 'bytes=5-8', 'If-Range': etag });
    expect([part.status, await part.text()]).toEqual([206, content.subarray(5, 9).toString()]);
    expect((await download({ 'If-None-Match': etag })).status).toBe(304);
    expect((await download({}, 'HEAD')).headers.get('Content-Length')).toBe(String(content.length));
    expect(others.ranges).toEqual([`bytes=0-${content.length - 1}`, 'bytes=5-8']);

    const page = await new Browser().openAs('privatperson', file!.urls[0]!.url!);
    expect([page.response.status, page.response.headers.get('ETag')]).toEqual([200, etag]);
    const stranger = await new Browser().openAs('fremmed', file!.urls[0]!.url!);
    expect(stranger.response.status).toBe(403);
  });

  it('refuses a berth, where it names none', async () => {
    const id = await paid();
    expect((await decide(id, { berth: null, grounds: 'Fullt' })).status).toBe(204);
    const [sent] = there(id).transmissions;
    expect(await (await ask(id, 'GET', `decisions/${sent!.id}?lang=nn`)).text()).toContain('Du får ikkje båtplass');
  });

  it('is not made before the fee is paid', async () => {
    const id = await applied();
    await problemIn(await decide(id, { grounds: 'Fullt' }), 409, 'conflict');
  });
});
