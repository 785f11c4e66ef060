import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { MaskinportenClient } from '../../emulator/policy.js';
import { loadSettings, localSettingsOf } from '../../src/config/load-settings.js';
import { subscribe, type SubscribeCommand } from '../../src/events/subscribing.js';
import { until } from '../support/until.js';
import { tallyKeeper, tallyPolicy } from '../tally/index.js';
import { TallyStage } from '../tally/tally-stage.js';
import { tallyResource } from '../tally/tally.js';
import { listeningTally, listeningTallyFeature, shop } from './listening-tally.js';

const EVENTS_SECRET = randomBytes(24).toString('base64url');
const seenType = 'dialogporten.dialog.seen.v1';

const clients = (scopes: readonly string[]): readonly MaskinportenClient[] =>
  tallyPolicy.clients.map((client) => ({ ...client, scopes: [...client.scopes, ...scopes] }));
const shopResource = { urn: shop, type: 'GenericAccessResource', owner: '991825827', ownerCode: 'kommune' };
const policy = {
  ...tallyPolicy,
  serviceResources: [...tallyPolicy.serviceResources, shopResource],
  clients: [
    ...clients(['altinn:events.subscribe', 'altinn:serviceowner']),
    ...clients([]).map((client) => ({ ...client, id: 'without-scopes' })),
  ],
};

let stage: TallyStage;

beforeAll(async () => {
  stage = await TallyStage.set(
    { EVENTS_SECRET },
    { features: [listeningTallyFeature], policy, eventRetrySeconds: Array.from({ length: 500 }, () => 0.1) },
  );
  await stage.addService();
});
afterAll(() => stage.clear());

/** Runs `npm run subscribe` with these settings. @returns what it prints. */
async function run(
  command: SubscribeCommand = { name: 'add', waitSeconds: 120 },
  given: Record<string, string> = {},
): Promise<{ isDone: boolean; lines: readonly string[] }> {
  const environment = {
    PUBLIC_URL: stage.services[0]!.url,
    MASKINPORTEN_ISSUER: `${stage.emulator.url}/maskinporten/`,
    ALTINN_EVENTS_URL: `${stage.emulator.url}/events/api/v1`,
    EVENTS_SECRET,
    ...given,
  };
  const lines: string[] = [];
  const isDone = await subscribe(command, {
    settings: loadSettings(environment, localSettingsOf([listeningTallyFeature])),
    definitions: [listeningTally],
    print: (line) => void lines.push(line),
  });
  expect(lines.join('\n')).not.toContain(EVENTS_SECRET);
  return { isDone, lines };
}

const countHere = async (id: string) => (await stage.here(id))['count'];

const look = (id: string) =>
  fetch(`${stage.emulator.url}/dialogporten/api/v1/enduser/dialogs/${id}`, { headers: { 'X-Persona': 'keeper' } });

describe('npm run subscribe', () => {
  it('asks for what the kinds of dialog take, once, and says that we were reached', async () => {
    const first = await run();
    expect(first.isDone).toBe(true);
    expect(first.lines.filter((line) => line.startsWith('subscribed'))).toHaveLength(3);
    expect(first.lines.filter((line) => line.startsWith('reached us'))).toHaveLength(3);
    const again = await run();
    expect(again.lines.map((line) => line.split('  ')[0])).toEqual(Array.from({ length: 3 }, () => 'there already'));
    const { lines } = await run({ name: 'list' });
    expect(lines).toContainEqual(
      expect.stringMatching(`validated  ${tallyResource}  ${seenType}  to .*/events\\?code=…`),
    );
    expect(lines.at(-1)).toBe('3 subscriptions');
  });

  it('names subscriptions with an earlier secret, which are ended by their id', async () => {
    const later = `${randomBytes(24).toString('base64url')},${EVENTS_SECRET}`;
    const { isDone, lines } = await run({ name: 'add', waitSeconds: 0 }, { EVENTS_SECRET: later });
    expect(isDone).toBe(false);
    expect(lines.filter((line) => line.startsWith('no longer of use'))).toHaveLength(3);
    const added = lines.filter((line) => line.startsWith('subscribed')).map((line) => Number(line.split('  ')[1]));
    for (const id of added) expect((await run({ name: 'remove', id })).lines).toEqual([`ended ${id}`]);
    expect((await run({ name: 'list' })).lines.at(-1)).toBe('3 subscriptions');
  });

  it.each([
    ['no secret is set', { EVENTS_SECRET: '' }, 'EVENTS_SECRET: must be set'],
    ['the address is none that Altinn Events takes', { PUBLIC_URL: 'http://service.example' }, 'invalid endpoint'],
    ['the client lacks the scope', { MASKINPORTEN_CLIENT_ID: 'without-scopes' }, 'invalid_scope'],
  ])('says so when %s', async (_, given, message) => {
    await expect(run(undefined, given)).rejects.toThrow(message);
  });
});

describe('an event of Dialogporten', () => {
  it('comes to the dialog that a user has seen, once, though Altinn Events has to repeat it', async () => {
    await run();
    const id = await stage.open();
    const { url } = stage.services[0]!;
    // While the service is away nothing is lost.
    await stage.services[0]!.stop();
    expect((await look(id)).status).toBe(200);
    const tries = () => stage.emulator.altinnEvents.attempts.filter(({ type }) => type === seenType);
    await until(() => tries().length >= 2);
    stage.services.splice(0);
    await stage.addService({ PORT: new URL(url).port });
    await until(async () => (await countHere(id)) === 1);
    expect(tries().at(-1)!.status).toBe(200);
    expect(new Set(tries().map(({ eventId }) => eventId)).size).toBe(1);
    // An event that is not subscribed to does not arrive.
    expect(stage.emulator.altinnEvents.attempts.map(({ type }) => type)).not.toContain(
      'dialogporten.dialog.updated.v1',
    );
    expect(stage.emulator.dialogs.get(id)!.seenLog[0]!.seenBy.actorId).toBe(tallyKeeper);
  });
});
