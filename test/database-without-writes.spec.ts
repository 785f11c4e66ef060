import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { problemIn } from './support/problems.js';
import { until } from './support/until.js';
import { TallyStage } from './tally/tally-stage.js';

let stage: TallyStage;
let id: string;

beforeEach(async () => {
  stage = await TallyStage.set();
  await stage.addService();
  id = await stage.open();
});

afterEach(() => stage.clear());

async function readiness() {
  const answer = await fetch(`${stage.services[0]!.url}/health/ready`);
  const { status, checks } = (await answer.json()) as { status: string; checks: { database: string } };
  return [answer.status, status, checks.database];
}

async function takesWrites(): Promise<string | undefined> {
  const metrics = await (await fetch(`${stage.services[0]!.url}/metrics`)).text();
  return /^database_takes_writes (\S+)$/m.exec(metrics)?.[1];
}

const readEmbed = () =>
  fetch(`${stage.services[0]!.url}/tallies/${id}/embed`, {
    headers: { Authorization: `Bearer ${stage.token(id)}`, Accept: 'text/markdown' },
  });

describe('a database that can be read, and takes no writes', () => {
  it('as a standby does, is told of: actions are answered 503, embeds are served, and all is well once it does again', async () => {
    expect(await readiness()).toEqual([200, 'ready', 'ok']);
    const isReadOnly = (value: 'on' | 'off') =>
      stage.sql(`DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = ${value}',
        current_database()); END $$`);
    const others =
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()';
    await isReadOnly('on');
    await stage.sql(others);

    await until(async () => (await readiness())[2] === 'read-only');
    expect(await readiness()).toEqual([200, 'degraded', 'read-only']);
    expect(await takesWrites()).toBe('0');
    await problemIn(await stage.count(id), 503, 'unavailable');
    expect((await readEmbed()).status).toBe(200);

    await isReadOnly('off');
    await until(async () => (await stage.count(id)).status === 204);
    await until(async () => (await readiness())[1] === 'ready');
    expect(stage.countedThere(id)).toBe(1);
  });

  it('since its disk is full, is told of', async () => {
    await stage.sql(`
      CREATE FUNCTION have_no_room() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$;
      CREATE TRIGGER have_no_room BEFORE UPDATE ON dialogs FOR EACH STATEMENT EXECUTE FUNCTION have_no_room()`);

    await problemIn(await stage.count(id), 503, 'unavailable');
    await until(async () => (await readiness())[2] === 'read-only');
    expect((await readiness())[1]).toBe('degraded');
    expect((await readEmbed()).status).toBe(200);
  });
});

describe('a caller whose requests all wait for the same', () => {
  it('is told within seconds, and nothing has changed', async () => {
    const locking = new Client({ connectionString: stage.databaseUrl });
    await locking.connect();
    try {
      await locking.query('BEGIN; LOCK TABLE dialogs IN ACCESS EXCLUSIVE MODE');
      const startedAt = performance.now();
      const answers = await Promise.all(Array.from({ length: 80 }, () => stage.count(id)));
      const took = performance.now() - startedAt;

      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([503]));
      // Eight seconds for a turn, six in the line of the dialog, and three for the lock: by turns of eight it would be half a minute.
      expect(took).toBeLessThan(25_000);
    } finally {
      await locking.end();
    }
    expect(stage.countedThere(id)).toBe(0);
    expect((await stage.count(id)).status).toBe(204);
    expect(stage.countedThere(id)).toBe(1);
  });
});
