import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Pool } from 'pg';
import { fetchClientToken } from '../../emulator/client-token.js';
import { type Emulator, startEmulator } from '../../emulator/emulator.js';
import { restaurant } from '../../emulator/personas.js';
import { Browser } from '../support/browser.js';
import { sharedDatabase } from '../support/postgres.js';
import { problemIn } from '../support/problems.js';
import { startService, type TestService } from '../support/service.js';
import { until } from '../support/until.js';
import { officialLetterClient, officialLetterScope } from './emulator/client.js';
import { officialLetterPolicy } from './emulator/policy.js';
import { archive } from './src/archive.js';
import { officialLetterFeature } from './src/index.js';

const serviceResource = 'urn:altinn:resource:official-letter';
const bytes = Buffer.from('%PDF-1.7 the map of place 12');
const map = { name: 'Kart.pdf', mediaType: 'application/pdf', document: 'kart-12' };
const content = { subject: 'Vedtak om båtplass', body: 'Du får båtplass 12.\n\nFra 1. mai.', enclosures: [map] };
const inNorwegian = (value: string) => expect.arrayContaining([{ languageCode: 'nb', value }]);

let emulator: Emulator;
let database: Pool;
let services: TestService[];
/** The token of the sender's system. */
let token: string;

/** Replicas of the service, on one database of their own. */
async function start(...replicas: readonly Record<string, string>[]): Promise<void> {
  emulator = await startEmulator({ policy: officialLetterPolicy });
  const url = await sharedDatabase();
  database = new Pool({ connectionString: url, max: 1 });
  services = [];
  for (const settings of replicas) {
    services.push(await startService(emulator, { DATABASE_URL: url, ...settings }, [officialLetterFeature]));
  }
  token = await fetchClientToken(emulator.url, officialLetterClient, officialLetterScope);
}

async function stop(): Promise<void> {
  await Promise.all(services.map((service) => service.stop()));
  await emulator.stop();
  await database.end();
}

const rows = async (statement: string, ...values: unknown[]): Promise<object[]> =>
  (await database.query(statement, values)).rows;

/** Asks as the sender's system does. */
function asSender(
  method: string,
  path: string,
  { body, key = randomUUID(), at = 0 }: { body?: object; key?: string; at?: number } = {},
): Promise<Response> {
  return fetch(`${services[at]!.url}/service-owner${path}`, {
    method,
    headers: {
      Authorization: `Bearer ${token}`,
      'Idempotency-Key': key,
      ...(body && { 'Content-Type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
}

async function open(members: object = {}): Promise<string> {
  const body = { party: restaurant, serviceResource, content: { ...content, ...members } };
  const response = await asSender('POST', '/dialogs', { body });
  expect(response.status).toBe(201);
  return ((await response.json()) as { dialogId: string }).dialogId;
}

const withdraw = (id: string) => asSender('DELETE', `/official-letter/${id}`);

/** Asks Dialogporten, as that persona. */
const fromDialogporten = (persona: string, path: string) =>
  fetch(`${emulator.url}/dialogporten/api/v1/enduser/dialogs${path}`, {
    headers: { 'X-Persona': persona, 'Accept-Language': 'nb' },
  });

const authorization = async (id: string) => {
  const { dialogToken } = (await (await fromDialogporten('daglig-leder', `/${id}`)).json()) as { dialogToken: string };
  return { Authorization: `Bearer ${dialogToken}` };
};

/** Asks the service, as the portal does for the general manager. */
async function ask(id: string, method: 'GET' | 'POST', path: string, headers: object = {}): Promise<Response> {
  const url = `${services[0]!.url}/official-letter/${id}${path}`;
  return fetch(url, { method, headers: { ...(await authorization(id)), ...headers } });
}

/** The address of its first enclosure, as Dialogporten shows it. */
const enclosureOf = (id: string) => emulator.dialogs.get(id)!.attachments[0]!.urls[0]!.url;

async function openEnclosure(id: string, headers: object = {}): Promise<Response> {
  return fetch(enclosureOf(id), { headers: { ...(await authorization(id)), ...headers } });
}

const linesInLog = (id: string, text: string) =>
  emulator.dialogs.get(id)!.activities.filter(({ description }) => JSON.stringify(description)?.includes(text));

describe('a letter', () => {
  beforeAll(async () => {
    archive.set(map.document, bytes);
    await start({});
  });
  afterAll(() => stop());

  it('is there with its words and enclosures from one request', async () => {
    const id = await open();
    expect(emulator.dialogs.get(id)).toMatchObject({
      status: 'RequiresAttention',
      content: {
        title: { value: inNorwegian('Vedtak om båtplass') },
        nonSensitiveTitle: { value: inNorwegian('Du har fått et brev') },
      },
      guiActions: [{ action: 'confirm', url: `${services[0]!.url}/official-letter/${id}/confirm` }],
      attachments: [{ name: 'Kart.pdf' }],
      activities: [{ type: 'DialogCreated' }],
    });
    expect(await (await ask(id, 'GET', '/embed?lang=nb')).text()).toBe(
      '### Vedleggene kan åpnes når du har bekreftet at du har mottatt brevet.\n\nDu får båtplass 12.\n\nFra 1. mai.\n',
    );
  });

  it('may be long', async () => {
    const id = await open({ body: 'æ'.repeat(49_000) });
    expect(await (await ask(id, 'GET', '/embed?lang=nb')).text()).toContain('æ'.repeat(49_000));
  });

  it.each([
    ['without a subject', { subject: ' ' }, 'content.subject'],
    ['with two enclosures of one name', { enclosures: [map, map] }, 'content.enclosures'],
    ['with an enclosure that is none', { enclosures: [null] }, 'content.enclosures'],
    ['with an enclosure that has a path for a document', { enclosures: [{ ...map, document: '../x' }] }, 'enclosures'],
    ['with a time that is none', { remindAt: '2026-02-30T00:00:00Z' }, 'content.remindAt'],
  ])('%s is refused, and nothing of it is there', async (_, wrong, field) => {
    const before = emulator.dialogs.all().length;
    const body = { party: restaurant, serviceResource, content: { ...content, ...wrong } };
    const { errors } = await problemIn(await asSender('POST', '/dialogs', { body }), 400, 'invalid-request');
    expect(errors![0]!.field).toContain(field);
    expect(emulator.dialogs.all()).toHaveLength(before);
  });

  it.each([
    ['nb', 'Bekreft først', 'Bekreft at du har mottatt brevet. Da kan du åpne vedleggene.'],
    ['nn', 'Stadfest først', 'Stadfest at du har fått brevet. Då kan du opne vedlegga.'],
    ['en', 'Confirm first', 'Confirm that you have received the letter. Then you can open the enclosures.'],
  ])('keeps its enclosures closed until it is confirmed, and says so in %s', async (language, title, detail) => {
    const id = await open();
    const refused = await openEnclosure(id, { 'Accept-Language': language });
    expect(await problemIn(refused, 409, 'confirm-first')).toMatchObject({ title, detail });
    expect((await ask(id, 'POST', '/confirm')).status).toBe(204);
    const opened = await openEnclosure(id);
    expect([opened.status, Buffer.from(await opened.arrayBuffer())]).toEqual([200, bytes]);
    expect(emulator.dialogs.get(id)).toMatchObject({ status: 'Completed', guiActions: [] });
    expect(linesInLog(id, 'Receipt confirmed')).toHaveLength(1);
  });

  it('says so on a page to people who come by the link', async () => {
    const id = await open();
    const browser = new Browser();
    const refused = await browser.openAs('daglig-leder', enclosureOf(id));
    expect([refused.response.status, refused.body]).toEqual([409, expect.stringContaining('Bekreft først')]);
    await ask(id, 'POST', '/confirm');
    expect((await browser.open(enclosureOf(id))).body).toBe(bytes.toString());
  });

  it('documents that one has to confirm first, where enclosures are fetched', async () => {
    const document = (await (await fetch(`${services[0]!.url}/docs-json`)).json()) as {
      paths: Record<string, Record<string, { responses: Record<string, unknown> }>>;
    };
    const { get } = document.paths['/official-letter/{dialogId}/enclosures/{attachmentId}']!;
    expect(JSON.stringify(get!.responses['409'])).toContain('urn:problem:confirm-first');
    expect(JSON.stringify(document)).toContain('OfficialLetterContent');
  });

  it('reminds when its time has come, once; and not when it is confirmed before', async () => {
    const inMs = (ms: number) => new Date(Date.now() + ms).toISOString();
    const remindAt = inMs(1_500);
    const [left, confirmed, usual] = [
      await open({ remindAt }),
      await open({ remindAt: inMs(3_600_000) }),
      await open(),
    ];
    expect((await ask(confirmed, 'POST', '/confirm')).status).toBe(204);

    const statusOf = (id: string) => JSON.stringify(emulator.dialogs.get(id)!.content['extendedStatus']) ?? '';
    await until(() => statusOf(left).includes('Påminnelse sendt') && linesInLog(left, 'reminder').length > 0);
    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(remindAt));
    // Of the one that is confirmed nothing waits any more; the usual one is due in two weeks.
    const waiting =
      "SELECT dialog_id AS id, next_attempt_at > now() + interval '13 days' AS later FROM effects WHERE dialog_id = ANY($1)";
    expect(await rows(waiting, [left, confirmed, usual])).toEqual([{ id: usual, later: true }]);
    expect(linesInLog(confirmed, 'reminder')).toHaveLength(0);

    expect((await ask(left, 'POST', '/confirm')).status).toBe(204);
    expect(statusOf(left)).toBe('');
    expect(linesInLog(left, 'reminder')).toHaveLength(1);
  });

  it('is gone when the sender withdraws it: here, in Dialogporten, and its words', async () => {
    const id = await open();
    const [url, headers] = [enclosureOf(id), await authorization(id)];
    expect((await withdraw(id)).status).toBe(204);
    expect(emulator.dialogs.get(id)?.deletedAt).toBeDefined();
    expect((await fromDialogporten('daglig-leder', `/${id}`)).status).toBe(410);
    const embed = () => fetch(`${services[0]!.url}/official-letter/${id}/embed`, { headers });
    // Until it is noted that Dialogporten has deleted it, which the answer does not wait for, the embed says why.
    await until(async () => (await embed()).status === 410);
    for (const [method, path] of [
      ['GET', '/embed'],
      ['POST', '/confirm'],
    ] as const) {
      const answer = await fetch(`${services[0]!.url}/official-letter/${id}${path}`, { method, headers });
      await problemIn(answer, 410, 'gone');
    }
    await problemIn(await fetch(url, { headers }), 410, 'gone');
    expect(await (await asSender('GET', `/dialogs/${id}`)).json()).toMatchObject({ state: 'withdrawn' });
    const kept = async () => JSON.stringify(await rows('SELECT * FROM dialogs WHERE id = $1', id));
    await until(async () => !(await kept()).includes('båtplass'));
    expect(await kept()).toContain('withdrawn');
    expect(await rows('SELECT FROM effects WHERE dialog_id = $1', id)).toEqual([]);
  });

  it('is not withdrawn once it is confirmed, nor by its recipient', async () => {
    const id = await open();
    const asRecipient = { method: 'DELETE', headers: await authorization(id) };
    expect((await fetch(`${services[0]!.url}/service-owner/official-letter/${id}`, asRecipient)).status).toBe(401);
    await ask(id, 'POST', '/confirm');
    await problemIn(await withdraw(id), 409, 'conflict');
    expect((await openEnclosure(id)).status).toBe(200);
  });

  it('shows users whose level is too low that there is a letter, and nothing of what it says', async () => {
    const id = await open();
    const found = async (persona: string) => {
      const list = await fromDialogporten(persona, `?${new URLSearchParams({ party: restaurant })}`);
      const { items } = (await list.json()) as { items: { id: string; content: unknown }[] };
      return items.find((item) => item.id === id)!.content;
    };
    expect(await found('daglig-leder')).toMatchObject({ title: { value: inNorwegian('Vedtak om båtplass') } });
    const low = await found('lavt-niva');
    expect(low).toMatchObject({
      title: { value: inNorwegian('Du har fått et brev') },
      summary: { value: inNorwegian('Logg inn med et høyere sikkerhetsnivå for å lese det.') },
    });
    expect(JSON.stringify(low)).not.toContain('båtplass');
    expect((await fromDialogporten('lavt-niva', `/${id}`)).status).toBe(403);

    const weak = emulator.signDialogToken({
      c: 'urn:altinn:person:identifier-no:14886498226',
      l: 3,
      p: restaurant,
      s: serviceResource,
      i: id,
      a: 'read;confirm',
    });
    const headers = { Authorization: `Bearer ${weak}` };
    const embed = await fetch(`${services[0]!.url}/official-letter/${id}/embed`, { headers });
    await problemIn(embed, 403, 'insufficient-level');
    await problemIn(await fetch(enclosureOf(id), { headers }), 403, 'insufficient-level');
  });
});

describe('two hundred letters', () => {
  const count = 200;
  const atATime = 16;

  // The first replica takes few requests in a minute, and each works on few at the same time.
  beforeAll(() =>
    start({ REQUEST_CONCURRENCY: '4', SERVICE_OWNER_RATE_LIMIT_PER_MINUTE: '60' }, { REQUEST_CONCURRENCY: '4' }),
  );
  afterAll(() => stop());

  const letter = (index: number) => ({
    party: restaurant,
    serviceResource,
    externalReference: `brev-${index}`,
    content: {
      subject: `Brev ${index}`,
      body: `Til nummer ${index}`,
      enclosures: [map, { ...map, name: 'Skjema.pdf' }],
    },
  });

  it('of a sender that comes again after 429 and 503 are each there whole, and none is twice', async () => {
    const refusals = new Set<number>();
    /** Sends a letter until it is taken; to the other replica after each refusal, and sooner than it is asked to. */
    async function send(index: number): Promise<string> {
      for (let attempt = 0; ; attempt += 1) {
        const response = await asSender('POST', '/dialogs', {
          body: letter(index),
          key: `brev-${index}`,
          at: attempt % services.length,
        });
        if (response.status === 201) return ((await response.json()) as { dialogId: string }).dialogId;
        expect([429, 503]).toContain(response.status);
        expect(Number(response.headers.get('Retry-After'))).toBeGreaterThan(0);
        refusals.add(response.status);
        await pause(100);
      }
    }

    const left = Array.from({ length: count }, (_, index) => index);
    const ids: string[] = [];
    const sendOneByOne = async () => {
      for (let index = left.shift(); index !== undefined; index = left.shift()) {
        // Of each tenth the answer is lost, or late: it is sent twice.
        const answers = await Promise.all([send(index), ...(index % 10 === 0 ? [send(index)] : [])]);
        expect(new Set(answers).size).toBe(1);
        ids[index] = answers[0]!;
      }
    };
    await Promise.all(Array.from({ length: atATime }, sendOneByOne));

    expect(refusals).toEqual(new Set([429, 503]));
    expect(new Set(ids).size).toBe(count);
    await until(async () => (await rows('SELECT FROM dialogs WHERE delivered_version < version')).length === 0);
    expect(emulator.dialogs.all()).toHaveLength(count);
    ids.forEach((id, index) => {
      expect(emulator.dialogs.get(id)).toMatchObject({
        externalReference: `brev-${index}`,
        content: { title: { value: inNorwegian(`Brev ${index}`) } },
        attachments: expect.arrayContaining(
          ['Kart.pdf', 'Skjema.pdf'].map((name) => expect.objectContaining({ name })),
        ),
        activities: [{ type: 'DialogCreated' }],
      });
    });
    expect(await rows('SELECT count(*)::int AS letters, max(version) AS version FROM dialogs')).toEqual([
      { letters: count, version: 1 },
    ]);
    expect(await rows('SELECT count(DISTINCT dialog_id)::int AS reminders, count(*)::int AS all FROM effects')).toEqual(
      [{ reminders: count, all: count }],
    );
  });
});
