import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { v7 } from 'uuid';
import { until } from './support/until.js';
import { TallyStage } from './tally/tally-stage.js';

const longAgo = new Date(Date.now() - 60 * 86_400_000);

/** Enough for a walk to take seconds. */
const dialogs = 20_000;

describe('old dialogs, in replicas with RETENTION_DAYS,', () => {
  let stage: TallyStage;
  let database: Client;

  beforeEach(async () => {
    stage = await TallyStage.set({ RETENTION_DAYS: '30' });
    await stage.addService({ RETENTION_DAYS: '' });
    database = new Client({ connectionString: stage.databaseUrl });
    await database.connect();
    // Nothing can be removed of dialogs that no replica can read, so every walk goes past them. The last one can be removed.
    const ids = Array.from({ length: dialogs }, () => v7({ msecs: longAgo.getTime() })).toSorted();
    await database.query(
      `INSERT INTO dialogs (id, party, service_resource, state, version, delivered_version, gone_at, created_at, changed_at)
       SELECT id, 'p', 'of another release', '{}', 1, 1, CASE WHEN at = $3 THEN $2::timestamptz END, $2, $2
       FROM unnest($1::uuid[]) WITH ORDINALITY AS old (id, at)`,
      [ids, longAgo, dialogs],
    );
    await database.query('ANALYZE dialogs');
  });
  afterEach(async () => {
    await database.end();
    await stage.clear();
  });

  async function single(statement: string): Promise<unknown> {
    const { rows } = await database.query<Record<string, unknown>>(statement);
    return Object.values(rows[0] ?? {})[0];
  }

  const countOfLines = (message: string) =>
    stage.services.flatMap(({ log }) => log).filter((line) => line.includes(message)).length;
  const isDone = async () => (await single('SELECT done_at IS NOT NULL FROM rounds')) === true;
  const rowsRead = async () =>
    Number(await single(`SELECT seq_tup_read + idx_tup_fetch FROM pg_stat_user_tables WHERE relname = 'dialogs'`));

  it('are walked past by one of them, and not by each', async () => {
    // Until all of them have started, another one has it.
    await database.query(`INSERT INTO rounds VALUES ('removing old dialogs', gen_random_uuid(), 'infinity')`);
    const before = await rowsRead();
    await Promise.all(Array.from({ length: 3 }, () => stage.addService()));
    await until(() => countOfLines('another replica is at this round') === 3);
    await database.query('UPDATE rounds SET held_until = now()');
    await until(() => countOfLines('another replica has made this round') === 2);
    // At its end a session reports what it has read.
    await Promise.all(stage.services.splice(0).map((service) => service.stop()));
    await until(async () => (await rowsRead()) - before >= dialogs);
    expect((await rowsRead()) - before).toBeLessThan(1.5 * dialogs);
    // Only now: counting reads every row, too.
    expect(await single('SELECT count(*)::int FROM dialogs WHERE gone_at IS NOT NULL')).toBe(0);
  });

  it('are taken over by another when the one that walks is killed', async () => {
    await database.query(`
      SELECT pg_advisory_lock(1);
      CREATE FUNCTION wait_for_the_test() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN WHILE NOT pg_try_advisory_xact_lock_shared(1) LOOP PERFORM pg_sleep(0.05); END LOOP; RETURN NULL; END $$;
      CREATE TRIGGER wait_for_the_test BEFORE DELETE ON dialogs FOR EACH STATEMENT EXECUTE FUNCTION wait_for_the_test()`);
    const walking = await stage.addProcess();
    await until(async () => (await single('SELECT held_until > now() FROM rounds')) === true);
    const holder = await single('SELECT holder FROM rounds');
    await walking.kill();
    expect(await isDone()).toBe(false);
    await database.query('SELECT pg_advisory_unlock(1)');
    await stage.addService();
    await until(isDone);
    expect(await single('SELECT holder FROM rounds')).not.toBe(holder);
    expect(await single('SELECT count(*)::int FROM dialogs WHERE gone_at IS NOT NULL')).toBe(0);
  });
});
