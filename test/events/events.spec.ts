import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { problemIn } from '../support/problems.js';
import { until } from '../support/until.js';
import { tallyParty } from '../tally/index.js';
import { TallyStage } from '../tally/tally-stage.js';
import { tallyResource } from '../tally/tally.js';
import { listeningTallyFeature, shop } from './listening-tally.js';

const [secret, earlierSecret] = [randomBytes(24).toString('base64url'), randomBytes(24).toString('base64url')];
let stage: TallyStage;

beforeAll(async () => {
  const EVENTS_SECRET = `${secret},${earlierSecret}`;
  stage = await TallyStage.set({ EVENTS_SECRET }, { features: [listeningTallyFeature] });
  await stage.addService();
  await stage.addService();
});
afterAll(() => stage.clear());

const seen = (dialogId: string, members: object = {}) => ({
  specversion: '1.0',
  id: randomUUID(),
  source: `https://platform.example/dialogporten/api/v1/enduser/dialogs/${dialogId}`,
  type: 'dialogporten.dialog.seen.v1',
  time: '2026-11-30T12:00:00.1234567+00:00',
  subject: tallyParty,
  resource: tallyResource,
  resourceinstance: dialogId,
  ...members,
});

const ofShop = (type: string, members: object) => ({
  specversion: '1.0',
  id: randomUUID(),
  source: 'https://shop.example/orders',
  type,
  resource: shop,
  ...members,
});

const send = (event: unknown, { code = secret, at = 0, contentType = 'application/json' } = {}) =>
  fetch(`${stage.services[at]!.url}/events?code=${code}`, {
    method: 'POST',
    headers: { 'Content-Type': contentType },
    body: JSON.stringify(event),
  });

const countHere = async (id: string) => (await stage.here(id))['count'];
const waiting = () => stage.sql('SELECT FROM effects');
const metricsAt = async (at: number) => (await fetch(`${stage.services[at]!.url}/metrics`)).text();

describe('an event', () => {
  it('is made once, however often it comes and to how many replicas at the same time', async () => {
    const id = await stage.open();
    const event = seen(id);
    const answers = await Promise.all([0, 1, 0, 1, 0, 1].map((at) => send(event, { at })));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 6 }, () => 200));
    expect(await answers[0]!.text()).toBe('');
    await until(async () => (await countHere(id)) === 1 && (await waiting()).length === 0);
    expect((await send(event, { contentType: 'application/cloudevents+json; charset=utf-8' })).status).toBe(200);
    // Another event of the same source, and the same id of another source, are others.
    await send({ ...event, id: randomUUID() });
    await send({ ...event, source: `${event.source}/seen` });
    await until(async () => (await countHere(id)) === 3);
    expect(await waiting()).toEqual([]);
    const results = (await Promise.all([0, 1].map(metricsAt))).join('\n').match(/^events_total\{result="\w+"\} \d+$/gm);
    const counted = (result: string) =>
      results!.filter((line) => line.includes(result)).reduce((sum, line) => sum + Number(line.split(' ')[1]), 0);
    expect([counted('taken'), counted('repeated')]).toEqual([3, 6]);
  });

  it('is for the dialog of the reference that its definition finds in it', async () => {
    const bought = ofShop('shop.bought', { subject: 'order-1', data: { pieces: 5 } });
    const early = await problemIn(await send(bought), 503, 'unavailable');
    expect(early.traceId).toBeDefined();
    const id = await stage.open({ externalReference: 'order-1' });
    expect((await send(bought)).status).toBe(200);
    await until(async () => (await countHere(id)) === 5);
  });

  it('opens a dialog, once', async () => {
    const ordered = ofShop('shop.ordered', {
      resourceinstance: 'order-2',
      data: { party: tallyParty, start: 7 },
    });
    expect((await send(ordered)).status).toBe(200);
    expect((await send({ ...ordered, data: { party: tallyParty, start: 9 } }, { at: 1 })).status).toBe(200);
    const found = await stage.asServiceOwner('POST', '/service-owner/dialogs/search', { externalReference: 'order-2' });
    const { dialogs } = (await found.json()) as { dialogs: object[] };
    expect(dialogs).toMatchObject([{ party: tallyParty, count: 7 }]);
  });

  it.each([
    ['a party that is none', { party: 'urn:altinn:person:identifier-no:1', start: 1 }, 'party'],
    ['a content that its kind does not take', { party: tallyParty, start: -1 }, 'content.start'],
  ])('that would open one with %s is refused', async (_, data, field) => {
    const { errors } = await problemIn(await send(ofShop('shop.ordered', { data })), 400, 'invalid-request');
    expect(errors!.map((error) => error.field)).toEqual([field]);
  });

  it('is answered 200 and dropped when no kind of dialog takes it, or its dialog is not ours', async () => {
    const id = await stage.open();
    const before = await metricsAt(0);
    const dropped = [
      seen(id, { type: 'dialogporten.dialog.updated.v1' }),
      seen(id, { type: 'constructor' }),
      seen(id, { resource: 'urn:altinn:resource:another' }),
      seen(id, { resource: undefined }),
      seen(randomUUID()),
      seen(id, { resourceinstance: 'none' }),
      ofShop('shop.bought', { data: { pieces: 5 } }),
    ];
    for (const event of dropped) expect((await send(event)).status).toBe(200);
    const countOf = (text: string) => Number(/^events_total\{result="dropped"\} (\d+)$/m.exec(text)?.[1]);
    expect(countOf(await metricsAt(0)) - countOf(before)).toBe(dropped.length);
    expect(await waiting()).toEqual([]);
    expect(await countHere(id)).toBe(0);
  });

  it('is taken with attributes that are not known, which are dropped', async () => {
    const id = await stage.open();
    expect((await send(seen(id, { traceparent: '00-1', data: { process: 'urn:x' } }))).status).toBe(200);
    await until(async () => (await countHere(id)) === 1);
  });
});

describe('the address that Altinn Events is given', () => {
  it.each([
    ['another code', `?code=${randomBytes(24).toString('base64url')}`],
    ['no code', ''],
    ['the code twice', `?code=${secret}&code=${secret}`],
  ])('is refused with %s, and names it nowhere', async (_, query) => {
    const id = await stage.open();
    const answer = await fetch(`${stage.services[0]!.url}/events${query}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(seen(id)),
    });
    await problemIn(answer, 403, 'wrong-code');
    expect(await waiting()).toEqual([]);
    const log = stage.services.flatMap((service) => service.log).join('\n');
    expect(log).not.toContain(secret);
    expect(log).not.toContain('code=');
    expect(log).not.toContain(tallyParty);
  });

  it('is good with the secret of before, while both are set', async () => {
    expect((await send({ ...seen(randomUUID()) }, { code: earlierSecret })).status).toBe(200);
  });

  it('answers 404 where no secret is set, and the log says so', async () => {
    const closed = await stage.addService({ EVENTS_SECRET: '' });
    const at = stage.services.indexOf(closed);
    await problemIn(await send(seen(randomUUID()), { at }), 404, 'not-found');
    await problemIn(await send(seen(randomUUID()), { at, code: '' }), 404, 'not-found');
    expect(closed.log.find((line) => line.includes('EVENTS_SECRET is not set'))).toBeDefined();
  });
});
