import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 } from 'uuid';
import type { Fault } from '../emulator/emulator.js';
import { MaskinportenCaller } from '../emulator/testing/maskinporten-caller.js';
import { problemIn } from './support/problems.js';
import { until } from './support/until.js';
import { tallyKeeper, tallyParty } from './tally/index.js';
import { tallyClient } from './tally/tally.client.js';
import { TallyStage } from './tally/tally-stage.js';
import { tallyResource } from './tally/tally.js';

const pathOf = (id: string) => `/dialogporten/api/v1/serviceowner/dialogs/${id}`;

let stage: TallyStage;
let colleague: MaskinportenCaller;

beforeAll(async () => {
  stage = await TallyStage.set();
  await stage.addService();
  colleague = new MaskinportenCaller(stage.emulator.url, tallyClient.clientId, tallyClient.privateJwk);
});
afterEach(() => stage.emulator.faults.clear());
afterAll(() => stage.clear());

describe('a dialog that another system has deleted in Dialogporten', () => {
  const remove = async (id: string) => expect((await colleague.call('DELETE', `/dialogs/${id}`)).status).toBe(204);

  /** Restores it, and has a user look at it with a token of afterwards, until we have seen that it is there again. */
  async function restore(id: string): Promise<void> {
    expect((await colleague.call('POST', `/dialogs/${id}/actions/restore`)).status).toBe(204);
    const token = () => stage.token(id, { iat: Math.ceil(Date.now() / 1000) + 1 });
    await until(async () => {
      const embed = await fetch(`${stage.services[0]!.url}/tallies/${id}/embed`, {
        headers: { Authorization: `Bearer ${token()}` },
      });
      return embed.status === 200;
    });
    await stage.untilDelivered(id);
  }

  it('has no press that was answered 410, once it is restored', async () => {
    const id = await stage.open();
    await stage.count(id);
    await remove(id);
    const token = stage.token(id);
    await problemIn(await stage.count(id, { token }), 410, 'gone');
    await problemIn(await stage.count(id, { token }), 410, 'gone');

    await restore(id);

    expect(stage.countedThere(id)).toBe(1);
    expect(await stage.here(id)).toMatchObject({ count: 1, delivery: { status: 'delivered' } });
    expect((await stage.count(id, { token })).status).toBe(204);
    expect(stage.countedThere(id)).toBe(2);
  });

  it('has none of several that waited at the same time, and has every one that was answered 202', async () => {
    const id = await stage.open();
    stage.emulator.faults.set([{ match: pathOf(id), status: 500 }]);
    expect((await stage.count(id)).status).toBe(202);
    stage.emulator.faults.clear();
    await remove(id);
    await stage.sql("UPDATE dialogs SET next_attempt_at = now() + interval '10 minutes' WHERE id = $1", [id]);
    stage.emulator.faults.set([{ match: `PUT ${pathOf(id)}`, latencyMs: 500 }]);

    const presses = Array.from({ length: 3 }, () => stage.count(id));
    for (const press of presses) await problemIn(await press, 410, 'gone');
    stage.emulator.faults.clear();
    await restore(id);

    expect(stage.countedThere(id)).toBe(1);
    expect(await stage.here(id)).toMatchObject({ count: 1 });
  });

  it('has the press of a user who was told 202 before that was found', async () => {
    const id = await stage.open();
    await remove(id);
    stage.emulator.faults.set([{ match: `PUT ${pathOf(id)}`, latencyMs: 500 }]);
    const token = stage.token(id);
    expect((await stage.count(id, { token, headers: { Prefer: 'respond-async' } })).status).toBe(202);
    await until(
      async () => (await stage.sql('SELECT FROM dialogs WHERE id = $1 AND gone_at IS NOT NULL', [id])).length > 0,
    );
    expect((await stage.count(id, { token })).status).toBe(202);
    await problemIn(await stage.count(id), 410, 'gone');

    await restore(id);

    expect(stage.countedThere(id)).toBe(1);
    expect((await stage.count(id, { token })).status).toBe(204);
  });
});

describe('an id that Dialogporten has already', () => {
  const text = (value: string) => ({ mediaType: 'text/plain', value: [{ languageCode: 'nb', value }] });

  /** Another system of the service owner's makes a dialog for a person. */
  async function foreign(fields: Record<string, unknown> = {}): Promise<string> {
    const id = v7({ msecs: Date.now() - 60_000 });
    return colleague.create({
      id,
      party: tallyKeeper,
      serviceResource: tallyResource,
      status: 'InProgress',
      content: { title: text('En annen sak') },
      ...fields,
    });
  }

  const openUnder = (id: string, headers: Record<string, string> = {}) =>
    stage.asServiceOwner('POST', '/service-owner/dialogs', { party: tallyParty, id }, { headers });

  const titleThere = (id: string) => stage.emulator.dialogs.get(id)!.content.title!.value[0]!.value;

  it.each<[string, Record<string, unknown>]>([
    ['a private person', {}],
    ['the same party, made by another system', { party: tallyParty }],
    ['the same party, deleted since', { party: tallyParty, idempotentKey: randomUUID() }],
  ])(
    'is not taken for ours when it is of %s: the opening is refused, and nothing is written over',
    async (_, fields) => {
      const id = await foreign(fields);
      const writes = () =>
        stage.emulator.requests.list().filter(({ method, path }) => method !== 'GET' && path === pathOf(id));
      const key = { 'Idempotency-Key': randomUUID() };

      await problemIn(await openUnder(id, key), 409, 'conflict');

      expect(titleThere(id)).toBe('En annen sak');
      expect(writes()).toEqual([]);
      expect((await stage.asServiceOwner('GET', `/service-owner/dialogs/${id}`)).status).toBe(404);
      await problemIn(await openUnder(id, key), 409, 'conflict');
    },
  );

  it('is not taken for ours either when that is found after the 201: an operator is told, and nothing is sent', async () => {
    const id = await foreign();
    const create: Fault = { match: 'POST /dialogporten/api/v1/serviceowner/dialogs', status: 503, times: 1 };
    stage.emulator.faults.set([create]);

    expect((await openUnder(id)).status).toBe(201);

    await until(async () => ((await stage.here(id))['delivery'] as { status: string }).status === 'rejected');
    expect(titleThere(id)).toBe('En annen sak');
    expect(stage.services[0]!.log.some((line) => line.includes('its id is taken') && line.includes(id))).toBe(true);
    await problemIn(await stage.count(id), 409, 'conflict');
    expect(titleThere(id)).toBe('En annen sak');
  });

  it('is ours when only the answer to our own opening was lost', async () => {
    const id = v7({ msecs: Date.now() - 60_000 });
    stage.emulator.faults.set([
      { match: 'POST /dialogporten/api/v1/serviceowner/dialogs', after: 'commit', status: 503, times: 1 },
    ]);

    expect((await openUnder(id)).status).toBe(201);

    await stage.untilDelivered(id);
    expect((await stage.here(id))['delivery']).toEqual({ status: 'delivered' });
  });
});
