import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { problemIn } from './support/problems.js';
import { until } from './support/until.js';
import { pathOf } from './support/delivery-stage.js';
import { TallyStage } from './tally/tally-stage.js';

let stage: TallyStage;

beforeAll(async () => {
  stage = await TallyStage.set();
  await stage.addService();
});
afterAll(() => stage.clear());

function add(id: string, amount: number, token: string): Promise<Response> {
  return fetch(`${stage.services[0]!.url}/tallies/${id}/add`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ amount }),
  });
}

function close(id: string, headers: Record<string, string> = {}, body: object = {}): Promise<Response> {
  return stage.asServiceOwner('POST', `/service-owner/tallies/${id}/close`, body, { headers });
}

describe('a request with a body', () => {
  it('is made once for each body: a second one with another body is another request, with the same token too', async () => {
    const id = await stage.open();
    const token = stage.token(id);
    const answers = await Promise.all([2, 2, 3, 2, 3].map((amount) => add(id, amount, token)));
    expect(answers.map(({ status }) => status)).toEqual([204, 204, 204, 204, 204]);
    expect(await stage.here(id)).toMatchObject({ count: 5, version: 3 });
  });
});

describe('a request without one', () => {
  it('is made once for each token and dialog', async () => {
    const [one, other] = [await stage.open(), await stage.open()];
    const jti = '38cfdcb9-388b-47b8-a1bf-9f15b2819894';
    for (const id of [one, other, one, other]) {
      expect((await stage.count(id, { token: stage.token(id, { jti }) })).status).toBe(204);
    }
    expect(await stage.here(one)).toMatchObject({ count: 1 });
    expect(await stage.here(other)).toMatchObject({ count: 1 });
  });
});

describe('a press by the same actor, with another token, while the first one is on its way', () => {
  const closeAs = (id: string, token: string, headers: Record<string, string> = {}) =>
    fetch(`${stage.services[0]!.url}/tallies/${id}/close`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, ...headers },
    });
  const another = 'urn:altinn:person:identifier-no:11886498260';
  const fault = (id: string) => ({ match: `PUT /dialogporten/api/v1/serviceowner/dialogs/${id}` });

  it('is that one: 202 while it is under way, and 204 once it is there', async () => {
    const id = await stage.open();
    stage.emulator.faults.set([{ ...fault(id), latencyMs: 5_000 }]);
    const early = { Prefer: 'respond-async' };
    expect((await closeAs(id, stage.token(id), early)).status).toBe(202);
    expect((await closeAs(id, stage.token(id), early)).status).toBe(202);
    expect((await closeAs(id, stage.token(id))).status).toBe(204);
    stage.emulator.faults.clear();

    expect(await stage.here(id)).toMatchObject({ state: 'closed', version: 2 });
    expect(stage.emulator.dialogs.get(id)!.activities).toHaveLength(2);
    // The answer does not wait until that is stored.
    await stage.untilDelivered(id);
    await problemIn(await closeAs(id, stage.token(id)), 409, 'conflict');
  });

  it('is answered so however long Dialogporten is away, and by every replica', async () => {
    const id = await stage.open();
    await stage.addService();
    stage.emulator.faults.set([{ ...fault(id), status: 500 }]);
    expect((await closeAs(id, stage.token(id))).status).toBe(202);
    const at = (replica: number) =>
      fetch(`${stage.services[replica]!.url}/tallies/${id}/close`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${stage.token(id)}` },
      });
    expect([(await at(0)).status, (await at(1)).status]).toEqual([202, 202]);
    stage.emulator.faults.clear();
    await stage.untilDelivered(id);
    expect(stage.emulator.dialogs.get(id)!.activities).toHaveLength(2);
  });

  it('is a conflict when it is by another actor, and so is another change', async () => {
    const id = await stage.open();
    stage.emulator.faults.set([{ ...fault(id), status: 500 }]);
    expect((await closeAs(id, stage.token(id))).status).toBe(202);
    await problemIn(await closeAs(id, stage.token(id, { c: another })), 409, 'conflict');
    await problemIn(await stage.count(id), 409, 'conflict');
    stage.emulator.faults.clear();
    await stage.untilDelivered(id);
  });
});

describe('a press that is repeated after our database has lost it', () => {
  const tables = ['dialogs', 'dialog_history', 'performed_actions'];

  it('is not made twice in Dialogporten, and an operator is told what the database lacks', async () => {
    const id = await stage.open();
    for (const table of tables) await stage.sql(`CREATE TABLE kept_${table} AS TABLE ${table}`);
    const tokens = [stage.token(id), stage.token(id)] as const;
    for (const token of tokens) expect((await stage.count(id, { token })).status).toBe(204);
    await until(
      async () => (await stage.sql('SELECT FROM dialogs WHERE id = $1 AND delivered_version = 3', [id])).length > 0,
    );
    for (const table of tables.toReversed()) await stage.sql(`DELETE FROM ${table}`);
    for (const table of tables) await stage.sql(`INSERT INTO ${table} SELECT * FROM kept_${table}`);

    expect((await stage.count(id, { token: tokens[0] })).status).toBe(204);

    expect(stage.countedThere(id)).toBe(2);
    const told = stage.services.flatMap(({ log }) => log).filter((line) => line.includes('our database lacks'));
    expect(told.filter((line) => line.includes(id) && line.includes('"alert":true'))).toHaveLength(1);
    expect((await stage.count(id, { token: tokens[1] })).status).toBe(204);
    expect(stage.countedThere(id)).toBe(2);
    expect((await stage.count(id)).status).toBe(204);
    expect(stage.countedThere(id)).toBe(3);
  });
});

describe("a service owner's change", () => {
  it('with the same key and body is answered as the first time', async () => {
    const id = await stage.open();
    const key = { 'Idempotency-Key': 'close-once' };
    expect((await close(id, key)).status).toBe(204);
    expect((await close(id, key)).status).toBe(204);
    expect(await stage.here(id)).toMatchObject({ version: 2 });
  });

  it('with the same key and another body is refused, and so is the change with another key', async () => {
    const id = await stage.open();
    const key = { 'Idempotency-Key': 'close-once' };
    expect((await close(id, key)).status).toBe(204);
    await problemIn(await close(id, key, { reason: 'another' }), 422, 'idempotency-key-reused');
    await problemIn(await close(id, { 'Idempotency-Key': 'another-key' }), 409, 'conflict');
    await problemIn(await close(id, { 'Idempotency-Key': 'not a key' }), 400, 'invalid-request');
  });

  it('asked for twice at once with one key is made once', async () => {
    const id = await stage.open();
    const key = { 'Idempotency-Key': 'close-at-once' };
    const answers = await Promise.all([close(id, key), close(id, key), close(id, key)]);
    expect(answers.map(({ status }) => status)).toEqual([204, 204, 204]);
    expect(await stage.here(id)).toMatchObject({ version: 2 });
  });
});

describe('a deletion that another replica has brought to Dialogporten first', () => {
  it('is delivered, and the dialog is no more gone than we wanted it to be', async () => {
    const id = await stage.open();
    const path = `/dialogporten/api/v1/serviceowner/dialogs/${id}`;
    stage.emulator.faults.set([
      { match: `PUT ${path}`, status: 412, times: 1 },
      { match: `PUT ${path}`, status: 410, times: 1, errors: { DialogEntity: ['It is removed.'] } },
    ]);
    const response = await fetch(`${stage.services[0]!.url}/tallies/${id}`, {
      method: 'DELETE',
      headers: { Authorization: `Bearer ${stage.token(id)}` },
    });
    expect(response.status).toBe(204);
    // The answer does not wait until that is stored.
    const delivery = async () => (await stage.here(id))['delivery'] as { readonly status: string };
    await until(async () => (await delivery()).status === 'delivered');
  });
});

describe('what Dialogporten has made, while its answer was lost,', () => {
  afterEach(() => stage.emulator.faults.clear());

  const nothing = { came: 'nothing', fault: {} };
  const lie = { came: 'a 503', fault: { status: 503 } };

  it.each([nothing, lie])(
    'is not made twice, if it was an opening and instead of the answer came $came',
    async ({ fault }) => {
      const known = stage.emulator.dialogs.all().length;
      stage.strike({ match: 'POST /dialogporten/api/v1/serviceowner/dialogs', after: 'commit', times: 1, ...fault });

      const id = await stage.open();

      expect(await stage.here(id)).toMatchObject({ version: 1, deliveredVersion: 0 });
      await stage.soonQuiet();
      expect(stage.emulator.dialogs.all()).toHaveLength(known + 1);
      expect(stage.activities(id)).toEqual(['DialogCreated']);
      expect(await stage.here(id)).toMatchObject({ version: 1, deliveredVersion: 1 });
    },
  );

  it.each([
    { change: 'count', method: 'PUT', made: ['Information'], ...nothing },
    { change: 'count', method: 'PUT', made: ['Information'], ...lie },
    { change: 'approve', method: 'PUT', made: ['SignatureProvided'], ...nothing },
    { change: 'close', method: 'PUT', made: ['DialogClosed'], ...nothing },
    { change: 'close', method: 'PUT', made: ['DialogClosed'], ...lie },
    { change: 'delete', method: 'PUT', made: ['DialogDeleted'], ...nothing },
    { change: 'delete', method: 'DELETE', made: ['DialogDeleted'], ...nothing },
    { change: 'delete', method: 'DELETE', made: ['DialogDeleted'], ...lie },
  ] as const)(
    'is not made twice, if it was to $change and instead of the answer to the $method came $came',
    async ({ change, method, made, fault }) => {
      const id = await stage.open();
      const deadLetters = await stage.metric('dialog_changes_dead_letters');
      stage.strike({ match: `${method} ${pathOf(id)}`, after: 'commit', times: 1, ...fault });

      const answer = await (change === 'close' ? stage.close(id) : stage.press(change, id));

      expect(answer.status).toBe(202);
      await stage.soonQuiet();
      expect(stage.emulator.faults.list()).toEqual([]);
      expect(stage.activities(id)).toEqual(['DialogCreated', ...made]);
      const there = stage.emulator.dialogs.get(id)!;
      expect(there.transmissions).toHaveLength(change === 'close' ? 1 : 0);
      expect(there.deletedAt !== undefined).toBe(change === 'delete');
      expect(await stage.here(id)).toMatchObject({ version: 2, deliveredVersion: 2 });
      expect(await stage.metric('dialog_changes_dead_letters')).toBe(deadLetters);
    },
  );
});
