import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Database, type Queries } from '../src/database/database.js';
import { DeadLetters } from '../src/redrive/dead-letters.js';
import { Outbox } from '../src/delivery/outbox.js';
import { forgetCreationRequests, forgetPerformedActions } from '../src/dialogs/retention.repository.js';
import { findPage } from '../src/dialogs/search.repository.js';
import { type DialogSearch, orderOf } from '../src/dialogs/search.js';
import { EffectQueue } from '../src/effects/effect-queue.js';
import type { Settings } from '../src/config/settings.js';
import { forgetExpiredSessions } from '../src/navigation/sessions.repository.js';
import { sharedDatabase } from './support/postgres.js';

/** As many as it takes for a plan that reads a whole table to look cheap where all of its rows are wanted. */
const rows = 20_000;

const fill = `
  INSERT INTO dialogs (id, party, service_resource, external_reference, state, version, undelivered_since, next_attempt_at, created_at, changed_at)
  SELECT gen_random_uuid(), 'p', 's', 'r', '{"state":"open"}', 1, now(), now() + interval '1 hour', now(), now() FROM generate_series(1, ${rows});
  INSERT INTO effects (id, dialog_id, version, name, next_attempt_at, refused_at)
  SELECT gen_random_uuid(), id, 1, 'remind', now() + interval '1 hour', NULL FROM dialogs;
  INSERT INTO performed_actions (requester, dialog_id, request, version, expires_at)
  SELECT gen_random_uuid()::text, gen_random_uuid(), 'r', 1, now() - interval '1 hour' FROM generate_series(1, ${rows});
  INSERT INTO creation_requests (client_id, key, body_hash, dialog_id, created_at)
  SELECT 'c', gen_random_uuid()::text, 'h', gen_random_uuid(), now() - interval '1 hour' FROM generate_series(1, ${rows});
  INSERT INTO sessions (id, id_porten_session, expires_at)
  SELECT gen_random_uuid(), 's', now() + interval '1 hour' FROM generate_series(1, ${rows});
  ANALYZE`;

describe('what the database is asked again and again', () => {
  let database: Database;

  beforeAll(async () => {
    database = await Database.open({ DATABASE_URL: await sharedDatabase(), DATA_DIR: '', NODE_ENV: 'test' });
    await database.run(async (queries) => {
      for (const statement of fill.split(';')) await queries.execute(statement);
    });
  });

  afterAll(() => database.onApplicationShutdown());

  /** How many rows of our tables this transaction has read other than by an index. */
  async function readWithoutIndex(queries: Queries): Promise<number> {
    const { rows: tables } = await queries.execute<{ read: number }>(
      'SELECT coalesce(sum(seq_tup_read), 0)::int AS read FROM pg_stat_xact_user_tables',
    );
    return tables[0]!.read;
  }

  const effectsOf = (within: Pick<Database, 'run'>) =>
    new EffectQueue(within as Database, { WRITE_ACTION_TIMEOUT_MS: 5_000 } as Settings);

  const later = new Date(Date.now() + 60_000);
  const sooner = new Date(Date.now() - 600_000);

  const find =
    (search: DialogSearch) =>
    ({ run }: Pick<Database, 'run'>) =>
      run((queries) => {
        const after = { at: sooner, id: '00000000-0000-7000-8000-000000000000' };
        const scope = { serviceResources: ['s', 'another'], owners: ['', '991825827'] };
        return findPage(queries, scope, search, { order: orderOf(search), after, limit: 100 });
      });

  it.each<[string, (within: Pick<Database, 'run'>) => Promise<unknown>]>([
    ['how much waits', (within) => new Outbox(within as Database).backlog()],
    ['how long the oldest waits', (within) => new Outbox(within as Database).oldestSeconds()],
    ['what is due', (within) => new Outbox(within as Database).take({ fresh: 15, retry: 5 }, 7, [])],
    ['how many effects are due', (within) => effectsOf(within).backlog()],
    ['which effects are due', (within) => effectsOf(within).take({ fresh: 15, retry: 5 }, ['s remind'])],
    ['how many dead letters there are', (within) => new DeadLetters(within as Database).count()],
    ['why they were rejected', (within) => new DeadLetters(within as Database).byReason()],
    ['which they are', (within) => new DeadLetters(within as Database).list({}, 1_000)],
    ['which are tried again', (within) => new DeadLetters(within as Database).redrive({}, { perSecond: 100 })],
    ['which actions may be forgotten', ({ run }) => run((queries) => forgetPerformedActions(queries, later))],
    ['which creations may be forgotten', ({ run }) => run((queries) => forgetCreationRequests(queries, later))],
    ['which dialogs there are', find({})],
    ['which are in a state', find({ state: 'open' })],
    ['which have changed since', find({ state: 'open', changedFrom: sooner })],
    ['which were opened since', find({ createdFrom: sooner })],
    ['which are those of a party', find({ party: 'p', state: 'open' })],
    ['which has a reference', find({ externalReference: 'r', party: 'p' })],
    ['who is no longer logged in', ({ run }) => run((queries) => forgetExpiredSessions(queries, new Date()))],
  ])('is answered from an index, however many rows fit: %s', async (_what, ask) => {
    await database.transaction(async ({ queries }) => {
      const before = await readWithoutIndex(queries);
      await ask({ run: (work) => work(queries) });
      expect(await readWithoutIndex(queries)).toBe(before);
    });
  });
});
