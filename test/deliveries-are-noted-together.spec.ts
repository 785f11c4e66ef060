import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { Database } from '../src/database/database.js';
import { type SentDialog, DeliveredNotes } from '../src/delivery/delivered-notes.js';
import { until } from './support/until.js';
import { TallyStage } from './tally/tally-stage.js';

const revision = '01976a1b-2c3d-4e4f-8a5b-6c7d8e9f0a1b';
const ours = { searchTags: [], content: [], hasProcess: false, ids: {} };

describe('deliveries that are noted together', () => {
  let stage: TallyStage;
  let database: Database;
  let ids: readonly string[];
  let statements = 0;
  let notes: DeliveredNotes;

  beforeAll(async () => {
    stage = await TallyStage.set();
    await stage.addService();
    database = await Database.open({ DATABASE_URL: stage.databaseUrl, DATA_DIR: '', NODE_ENV: 'test' });
  });

  afterAll(async () => {
    await database.onApplicationShutdown();
    await stage.clear();
  });

  beforeEach(async () => {
    ids = await Promise.all(Array.from({ length: 6 }, () => stage.open()));
    await stage.untilDelivered(...ids);
    await stage.sql(
      "UPDATE dialogs SET version = 2, next_attempt_at = now() + interval '10 minutes', undelivered_since = now() WHERE id = ANY($1)",
      [ids],
    );
    statements = 0;
    notes = new DeliveredNotes({
      run: (work) => {
        statements += 1;
        return database.run(work);
      },
    });
  });

  const sent = (id: string, more: Partial<SentDialog> = {}): SentDialog => {
    return { id, version: 2, revision, others: undefined, ours, isShownAnew: false, isDeleted: false, ...more };
  };
  const noteAll = (more: Readonly<Record<string, Partial<SentDialog>>> = {}) =>
    Promise.allSettled(ids.map((id) => notes.add(sent(id, more[id]))));
  const noted = async () => {
    const rows = await stage.sql(
      'SELECT id FROM dialogs WHERE id = ANY($1) AND delivered_version = 2 AND revision = $2 AND next_attempt_at IS NULL',
      [ids, revision],
    );
    return rows.map((row) => (row as { id: string }).id).toSorted();
  };
  const values = (results: readonly PromiseSettledResult<boolean>[]) =>
    results.map((result) => (result.status === 'fulfilled' ? result.value : 'failed'));

  it('take two statements, of which the first does not wait', async () => {
    expect(values(await noteAll())).toEqual(ids.map(() => false));
    expect(statements).toBe(2);
    expect(await noted()).toEqual(ids.toSorted());
  });

  it('are sent at once where the next change of one is waiting', async () => {
    const [first, second] = [notes.add(sent(ids[0]!)), notes.add(sent(ids[1]!))];
    expect(statements).toBe(1);
    notes.flush();
    expect(statements).toBe(2);
    expect(await Promise.all([first, second])).toEqual([false, false]);
  });

  it('say of each dialog whether there is more to deliver', async () => {
    await stage.sql('UPDATE dialogs SET version = 3 WHERE id = $1', [ids[1]]);
    await stage.sql('UPDATE dialogs SET republish = true WHERE id = ANY($1)', [[ids[2], ids[3]]]);
    await stage.sql('UPDATE dialogs SET version = 4, delivered_version = 4 WHERE id = $1', [ids[4]]);
    const results = values(await noteAll({ [ids[3]!]: { isShownAnew: true } }));
    expect(results).toEqual([false, true, true, false, false, false]);
    const rows = await stage.sql(
      'SELECT delivered_version AS version, next_attempt_at > now() AS leased FROM dialogs WHERE id = ANY($1) ORDER BY array_position($1, id)',
      [ids],
    );
    expect(rows).toEqual([
      { version: 2, leased: null },
      { version: 2, leased: true },
      { version: 2, leased: true },
      { version: 2, leased: null },
      { version: 4, leased: true },
      { version: 2, leased: null },
    ]);
  });

  it('are saved but for the one that the database refuses', async () => {
    const results = values(await noteAll({ [ids[3]!]: { ours: { ...ours, searchTags: ['\u0000'] } } }));
    expect(results).toEqual([false, false, false, 'failed', false, false]);
    expect(await noted()).toEqual(ids.filter((_, index) => index !== 3).toSorted());
  });

  it('do not wait for one whose dialog is locked', async () => {
    const holder = new Client({ connectionString: stage.databaseUrl });
    await holder.connect();
    try {
      await holder.query('BEGIN');
      await holder.query('SELECT FROM dialogs WHERE id = $1 FOR UPDATE', [ids[3]]);
      const others = ids.filter((_, index) => index !== 3);
      const all = noteAll();
      await until(async () => (await noted()).length === others.length);
      expect(await noted()).toEqual(others.toSorted());
      await holder.query('COMMIT');
      expect(values(await all)).toEqual(ids.map(() => false));
      expect(await noted()).toEqual(ids.toSorted());
    } finally {
      await holder.end();
    }
  });
});
