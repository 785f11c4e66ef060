import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Fault } from '../emulator/emulator.js';
import { TallyStage } from './tally/tally-stage.js';
import { until } from './support/until.js';

const pathOf = (id: string) => `/dialogporten/api/v1/serviceowner/dialogs/${id}`;

let stage: TallyStage;

beforeAll(async () => {
  stage = await TallyStage.set();
  await stage.addService();
});

afterEach(() => stage.emulator.faults.clear());
afterAll(() => stage.clear());

describe('a dialog that Dialogporten fails on', () => {
  it.each<[string, Fault]>([
    ['500', { status: 500 }],
    ['502, in its own words', { status: 502, errors: { '': ['An upstream server is down.'] } }],
    ['412, however often it is read', { match: 'PUT ', status: 412 }],
  ])('with %s delays no other, be there fifteen of them', async (_with, fault) => {
    const poisoned = await Promise.all(Array.from({ length: 15 }, () => stage.open()));
    const healthy = await Promise.all(Array.from({ length: 5 }, () => stage.open()));
    stage.emulator.faults.set(poisoned.map((id) => ({ ...fault, match: `${fault.match ?? ''}${pathOf(id)}` })));
    const answers = await Promise.all(poisoned.map((id) => stage.count(id)));
    expect(answers.map(({ status }) => status)).toEqual(poisoned.map(() => 202));

    for (const id of healthy) expect((await stage.count(id)).status).toBe(204);

    stage.emulator.faults.clear();
    await stage.untilDelivered(...poisoned);
    expect(poisoned.map((id) => stage.countedThere(id))).toEqual(poisoned.map(() => 1));
  });

  it.each([500, 503])('with %i, is tried again after its backoff, not after a lease', async (status) => {
    const id = await stage.open();
    stage.emulator.faults.set([{ match: pathOf(id), status }]);
    expect((await stage.count(id)).status).toBe(202);
    // A dialog that is left to its lease has no attempts noted.
    await until(async () => (await stage.sql('SELECT FROM dialogs WHERE id = $1 AND attempts > 0', [id])).length === 1);
    stage.emulator.faults.clear();
    await stage.untilDelivered(id);
    expect(stage.countedThere(id)).toBe(1);
  });
});

describe('an action on a picture of the dialog that is old', () => {
  it('brings what Dialogporten lacks there at once, so that the page is mended', async () => {
    const id = await stage.open();
    const token = stage.token(id);
    stage.emulator.faults.set([{ match: pathOf(id), status: 500 }]);
    expect((await stage.count(id, { token })).status).toBe(202);
    await until(async () => (await stage.sql('SELECT FROM dialogs WHERE id = $1 AND attempts > 0', [id])).length === 1);
    stage.emulator.faults.clear();
    await stage.sql("UPDATE dialogs SET next_attempt_at = now() + interval '10 minutes' WHERE id = $1", [id]);

    expect((await stage.count(id, { token })).status).toBe(202);

    await stage.untilDelivered(id);
    expect(stage.countedThere(id)).toBe(1);
  });
});

describe('an actor whom Dialogporten has no name for', () => {
  it('is told under a name that says nothing of who it was, and the dialog goes on', async () => {
    const id = await stage.open();
    const actor = 'urn:altinn:person:identifier-no:14886498226';
    const errors = { ActorId: [`Unable to look up name for actor id: ${actor}`] };
    stage.emulator.faults.set([{ match: `PUT ${pathOf(id)}`, status: 422, errors, times: 1 }]);

    expect((await stage.count(id)).status).toBe(204);
    expect((await stage.count(id)).status).toBe(204);

    const performers = stage.emulator.dialogs
      .get(id)!
      .activities.slice(1)
      .map(({ performedBy }) => performedBy);
    expect(performers).toMatchObject([{ actorName: 'Innlogget bruker' }, { actorId: actor }]);
    expect(stage.services[0]!.log.join('')).not.toContain('14886498226');
  });
});

describe('a version that Dialogporten rejected', () => {
  const errors = { 'dto.status': ['Not one that we take.'] };

  it('is refused to its own caller, and to no other; a later one brings both along and clears the dead letter', async () => {
    const id = await stage.open();
    const tokens = [stage.token(id), stage.token(id), stage.token(id)];
    stage.emulator.faults.set([{ match: pathOf(id), status: 500 }]);
    expect((await stage.count(id, { token: tokens[0]! })).status).toBe(202);
    await until(async () => (await stage.sql('SELECT FROM dialogs WHERE id = $1 AND attempts > 0', [id])).length === 1);
    await stage.sql("UPDATE dialogs SET next_attempt_at = now() + interval '10 minutes' WHERE id = $1", [id]);
    stage.emulator.faults.set([{ match: pathOf(id), status: 422, errors }]);
    expect((await stage.count(id, { token: tokens[1]! })).status).toBe(502);

    expect((await stage.here(id))['delivery']).toMatchObject({
      status: 'rejected',
      reason: expect.stringMatching('422'),
    });
    expect((await stage.count(id, { token: tokens[0]! })).status).toBe(202);
    expect((await stage.count(id, { token: tokens[1]! })).status).toBe(502);

    stage.emulator.faults.clear();
    expect((await stage.count(id, { token: tokens[2]! })).status).toBe(204);
    for (const token of tokens) expect((await stage.count(id, { token })).status).toBe(204);
    expect(stage.countedThere(id)).toBe(3);
    await stage.untilDelivered(id);
    expect((await stage.here(id))['delivery']).toEqual({ status: 'delivered' });
    expect(await stage.sql('SELECT id FROM dialogs WHERE rejected_at IS NOT NULL')).toEqual([]);
  });

  it('is the one that was sent: what was asked for before it is not refused with it', async () => {
    const id = await stage.open();
    const [before, after] = [stage.token(id), stage.token(id)];
    stage.emulator.faults.set([
      { match: `PUT ${pathOf(id)}`, status: 412, times: 1 },
      { match: `GET ${pathOf(id)}`, latencyMs: 5_000, times: 1 },
      { match: `PUT ${pathOf(id)}`, status: 422, errors },
    ]);
    const first = stage.count(id, { token: before });
    await until(() => stage.emulator.requests.list().some(({ path, status }) => path === pathOf(id) && status === 412));
    await stage.count(id, { token: after, headers: { Prefer: 'respond-async' } });

    expect((await first).status).toBe(202);
    await until(async () => ((await stage.here(id))['delivery'] as { status: string }).status === 'rejected');
    await stage.untilDelivered(id);
    expect((await stage.count(id, { token: before })).status).toBe(202);
    expect((await stage.count(id, { token: after })).status).toBe(502);
  });

  it('stays so to who asked for it when a later one is rejected, too', async () => {
    const id = await stage.open();
    const tokens = [stage.token(id), stage.token(id)];
    stage.emulator.faults.set([{ match: `PUT ${pathOf(id)}`, status: 422, errors }]);
    for (const token of tokens) expect((await stage.count(id, { token })).status).toBe(502);

    for (const token of tokens) expect((await stage.count(id, { token })).status).toBe(502);
  });

  it('is not what is said of the dialog while a later one is on its way', async () => {
    const id = await stage.open();
    stage.emulator.faults.set([{ match: `PUT ${pathOf(id)}`, status: 422, errors }]);
    expect((await stage.count(id)).status).toBe(502);
    stage.emulator.faults.set([{ match: `PUT ${pathOf(id)}`, status: 500 }]);
    expect((await stage.count(id)).status).toBe(202);

    await until(async () => ((await stage.here(id))['delivery'] as { failedAttempts?: number }).failedAttempts! > 0);
    expect((await stage.here(id))['delivery']).toMatchObject({
      status: 'waiting',
      reason: expect.stringMatching('500'),
    });
  });

  it('is no dead letter any more once the dialog is gone from Dialogporten', async () => {
    const id = await stage.open();
    stage.emulator.faults.set([{ match: `PUT ${pathOf(id)}`, status: 422, errors }]);
    expect((await stage.count(id)).status).toBe(502);
    const removed = { DialogEntity: ['It is removed.'] };
    stage.emulator.faults.set([{ match: `PUT ${pathOf(id)}`, status: 410, errors: removed }]);
    expect((await stage.count(id)).status).toBe(410);

    expect((await stage.here(id))['delivery']).toMatchObject({ status: 'gone' });
    expect(await stage.sql('SELECT id FROM dialogs WHERE id = $1 AND rejected_at IS NOT NULL', [id])).toEqual([]);
  });
});
