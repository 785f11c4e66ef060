import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { v7 } from 'uuid';
import { fetchClientToken } from '../emulator/client-token.js';
import { problemIn } from './support/problems.js';
import { until } from './support/until.js';
import { tallyClient } from './tally/tally.client.js';
import { TallyStage } from './tally/tally-stage.js';

const serviceOwnerApi = '/dialogporten/api/v1/serviceowner/dialogs';
const dayMs = 86_400_000;
const keptDays = 30;
const longAgo = new Date(Date.now() - 2 * keptDays * dayMs);

describe('after the days of RETENTION_DAYS', () => {
  let stage: TallyStage;
  let database: Client;
  const ids = { deleted: '', deletedLately: '', deletedHereOnly: '', closed: '', open: '', unreadable: '' };
  let report: string;

  async function count(text: string, values: readonly unknown[] = []): Promise<number> {
    const { rows } = await database.query(`SELECT count(*)::int AS count FROM ${text}`, [...values]);
    return rows[0].count;
  }

  const activitiesOf = (id: string) =>
    count(`dialog_history WHERE dialog_id = $1 AND entry->>'kind' = 'activity'`, [id]);

  const asUser = (method: string, path: string, id: string, headers = {}) =>
    fetch(`${stage.services[0]!.url}/tallies/${id}${path}`, {
      method,
      headers: { Authorization: `Bearer ${stage.token(id)}`, ...headers },
    });

  const readReport = () => asUser('GET', `/reports/${report}`, ids.closed);

  beforeAll(async () => {
    stage = await TallyStage.set();
    await stage.addService();
    database = new Client({ connectionString: stage.databaseUrl });
    await database.connect();
    for (const name of Object.keys(ids) as (keyof typeof ids)[]) {
      ids[name] = await stage.open({ id: v7({ msecs: longAgo.getTime() }) });
    }
    expect((await stage.count(ids.open)).status).toBe(204);
    expect((await stage.asServiceOwner('POST', `/service-owner/tallies/${ids.closed}/close`)).status).toBe(204);
    report = stage.emulator.dialogs.get(ids.closed)!.transmissions[0]!.id;
    expect((await readReport()).status).toBe(200);
    for (const id of [ids.deleted, ids.deletedLately]) expect((await asUser('DELETE', '', id)).status).toBe(204);
    stage.emulator.faults.set([{ match: `${serviceOwnerApi}/${ids.deletedHereOnly}`, status: 503 }]);
    const accepted = await asUser('DELETE', '', ids.deletedHereOnly, { Prefer: 'respond-async' });
    expect(accepted.status).toBe(202);
    await until(async () => (await count('transmission_openings')) === 1);
    await until(async () => (await count('dialogs WHERE delivered_version < version')) === 1);

    const long = longAgo.toISOString();
    await database.query('UPDATE dialogs SET created_at = $1, changed_at = $1 WHERE id <> $2', [
      long,
      ids.deletedLately,
    ]);
    const toLately = 'dialog_id <> $2';
    await database.query(`UPDATE creation_requests SET created_at = $1 WHERE ${toLately}`, [long, ids.deletedLately]);
    await database.query(
      `INSERT INTO performed_actions (requester, request, dialog_id, version, expires_at)
       SELECT n, 'count', $1, 1, $2 FROM generate_series(1, 2500) AS n`,
      [ids.open, long],
    );
    await database.query(`UPDATE dialogs SET state = '{"state":"of a later release"}' WHERE id = $1`, [ids.unreadable]);
    await stage.addService({ RETENTION_DAYS: String(keptDays) });
    await until(async () => (await count('creation_requests')) === 1);
  });

  afterAll(async () => {
    await database.end();
    await stage.clear();
  });

  it('nothing is left of a dialog that Dialogporten has deleted', async () => {
    expect(await count('dialogs WHERE id = $1', [ids.deleted])).toBe(0);
    expect(await count('dialog_history WHERE dialog_id = $1', [ids.deleted])).toBe(0);
    await problemIn(await asUser('GET', '/embed', ids.deleted), 404, 'not-found');
  });

  it('one that was deleted less long ago is kept', async () => {
    expect(await activitiesOf(ids.deletedLately)).toBe(2);
    await problemIn(await asUser('GET', '/embed', ids.deletedLately), 410, 'gone');
  });

  it('nothing is removed that Dialogporten does not have yet', async () => {
    expect(await activitiesOf(ids.deletedHereOnly)).toBe(2);
    stage.emulator.faults.clear();
    await until(() => stage.emulator.dialogs.get(ids.deletedHereOnly)?.deletedAt !== undefined);
  });

  it('a dialog that Dialogporten shows is kept with its transmissions, without who did what', async () => {
    expect(await activitiesOf(ids.closed)).toBe(0);
    expect(await count('transmission_openings')).toBe(0);
    expect((await readReport()).status).toBe(200);
    expect((await asUser('GET', '/embed', ids.closed)).status).toBe(200);
  });

  it('a dialog that this release cannot read is left as it is, and looked at again', async () => {
    expect(await activitiesOf(ids.unreadable)).toBe(1);
    expect(await count('dialogs WHERE id = $1 AND tidied_version < version', [ids.unreadable])).toBe(1);
  });

  it('such a dialog is not looked at again as it is', async () => {
    expect(await count('dialogs WHERE id = ANY($1) AND tidied_version = version', [[ids.closed, ids.open]])).toBe(2);
    expect(await count('dialogs WHERE id = $1 AND tidied_version < version', [ids.deletedLately])).toBe(1);
  });

  it('such a dialog can still be changed, and Dialogporten has what happened before, once', async () => {
    expect(await activitiesOf(ids.open)).toBe(0);
    expect([202, 204]).toContain((await stage.count(ids.open)).status);
    await stage.untilDelivered(ids.open);
    expect(await count('dialogs WHERE id = $1 AND tidied_version < version', [ids.open])).toBe(1);
    expect(stage.countedThere(ids.open)).toBe(2);
    // Another system changes it there, so that ours has to be put together anew.
    const token = await fetchClientToken(stage.emulator.url, tallyClient, 'digdir:dialogporten.serviceprovider');
    const patched = await fetch(`${stage.emulator.url}${serviceOwnerApi}/${ids.open}`, {
      method: 'PATCH',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json-patch+json' },
      body: JSON.stringify([{ op: 'add', path: '/externalReference', value: 'theirs' }]),
    });
    expect(patched.status).toBe(204);
    expect((await stage.count(ids.open)).status).toBe(204);
    expect(stage.countedThere(ids.open)).toBe(3);
    await stage.untilDelivered(ids.open);
    expect(await stage.here(ids.open)).toMatchObject({ count: 3, version: 4, deliveredVersion: 4 });
    expect(stage.services[0]!.log.filter((line) => line.includes('has lost changes'))).toEqual([]);
  });

  it('performed actions are forgotten when their tokens have expired, however many they are', async () => {
    await until(async () => (await count('performed_actions WHERE expires_at < now()')) === 0);
    expect(await count('performed_actions')).toBeGreaterThan(0);
  });
});
