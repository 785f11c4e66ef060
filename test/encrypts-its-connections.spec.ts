import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from '../src/database/drizzle.js';
import { checkDatabase } from '../src/check/check-database.js';
import { Database } from '../src/database/database.js';
import { reasonOf } from '../src/logging/error-report.js';
import { makeCertificate } from './support/certificate.js';
import { createDatabase } from './support/postgres.js';
import { startPostgres } from './support/postgres-server.js';

type Server = Awaited<ReturnType<typeof startPostgres>>;

/** Reports of a connection at the start of the service, and by `npm run check`. */
interface Said {
  readonly start: string;
  readonly check: string;
}

const opened: Database[] = [];

async function open(url: string): Promise<Database> {
  const database = await Database.open({ DATABASE_URL: url, DATA_DIR: '', NODE_ENV: 'test' });
  opened.push(database);
  return database;
}

async function start(url: string): Promise<string> {
  try {
    const database = await open(url);
    const { rows } = await database.run((queries) =>
      queries.execute<{ ssl: boolean }>(sql`SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()`),
    );
    return rows[0]!.ssl ? 'encrypted' : 'not encrypted';
  } catch (error) {
    return reasonOf(error).replace('the database cannot be used: ', '');
  }
}

async function check(url: string): Promise<string> {
  const settings = { DATABASE_URL: url, DATA_DIR: '', NODE_ENV: 'production' } as const;
  for await (const { verdict, message } of checkDatabase(settings, { definitions: [], now: Date.now }))
    return `${verdict} ${message}`;
  throw new Error('nothing was said of the database');
}

describe('a connection to PostgreSQL', () => {
  let ours: Server;
  let other: Server;
  let folder: string;
  let authority: string;

  beforeAll(async () => {
    const [own, foreign] = await Promise.all([
      makeCertificate('IP:127.0.0.1'),
      makeCertificate('DNS:elsewhere.example'),
    ]);
    [ours, other] = await Promise.all([startPostgres({ tls: own }), startPostgres({ tls: foreign })]);
    folder = await mkdtemp(join(tmpdir(), 'authorities-'));
    authority = join(folder, 'authorities.pem');
    await writeFile(authority, own.certificate + foreign.certificate);
  });
  afterEach(() => Promise.all(opened.splice(0).map((database) => database.onApplicationShutdown())));
  afterAll(async () => {
    await Promise.all([ours.stop(), other.stop(), rm(folder, { recursive: true })]);
  });

  const isSelfSigned = expect.stringMatching(/self-signed certificate/);
  const verified = {
    start: 'encrypted',
    check: expect.stringMatching(/^ok PostgreSQL .*, TLSv1\.3, certificate verified$/),
  };
  const unverified = {
    start: 'encrypted',
    check: expect.stringMatching(/^note PostgreSQL .*, TLSv1\.3, certificate not verified$/),
  };
  const none = { start: 'not encrypted', check: expect.stringMatching(/^note PostgreSQL .*, not encrypted$/) };
  const refused = { start: isSelfSigned, check: isSelfSigned };

  it.each<[string, (ca: string) => string, Said | object]>([
    ['is not encrypted without sslmode', () => '', none],
    ['is not encrypted with sslmode=disable', () => 'sslmode=disable', none],
    ['is encrypted, to any server, with sslmode=no-verify', () => 'sslmode=no-verify', unverified],
    ['is encrypted, to any server, as libpq does', () => 'uselibpqcompat=true&sslmode=require', unverified],
    ['is refused where the authority is not known, with sslmode=require', () => 'sslmode=require', refused],
    ['is refused where the authority is not known, with sslmode=verify-full', () => 'sslmode=verify-full', refused],
    ['is verified by sslrootcert', (ca) => `sslmode=verify-full&sslrootcert=${ca}`, verified],
    ['is verified by sslrootcert, with any sslmode of pg 8', (ca) => `sslmode=prefer&sslrootcert=${ca}`, verified],
  ])('%s', async (_, query, expected) => {
    const url = `${await createDatabase(ours.url)}?${query(authority)}`;
    expect({ start: await start(url), check: await check(url) }).toEqual(expected);
  });

  it('is refused by a server of another name, whose authority is known', async () => {
    const url = `${await createDatabase(other.url)}?sslmode=verify-full&sslrootcert=${authority}`;
    const isOfAnother = expect.stringMatching(/altnames.*IP: 127\.0\.0\.1/);
    expect({ start: await start(url), check: await check(url) }).toEqual({ start: isOfAnother, check: isOfAnother });
  });

  it('is not made in clear text to a server without TLS', async () => {
    const url = `${await createDatabase(process.env['TEST_POSTGRES_URL']!)}?sslmode=verify-full`;
    const noTls = expect.stringMatching(/does not support SSL/);
    expect({ start: await start(url), check: await check(url) }).toEqual({ start: noTls, check: noTls });
  });

  it('carries transactions whose statements travel together', async () => {
    const database = await open(`${await createDatabase(ours.url)}?sslmode=verify-full&sslrootcert=${authority}`);
    const add = (round: number) =>
      database.transaction(async ({ queries, commitWith }) => {
        const { rows } = await queries.execute<{ sum: number }>(sql`SELECT ${round}::int + 1 AS sum`);
        commitWith(() => queries.execute(sql`SELECT 1`));
        return rows[0]!.sum;
      });
    // No more at a time than there are connections: the wait for one has an end, which a busy machine reaches.
    for (const first of [0, 8, 16, 24, 32]) {
      const rounds = [0, 1, 2, 3, 4, 5, 6, 7].map((each) => first + each);
      expect(await Promise.all(rounds.map(add))).toEqual(rounds.map((round) => round + 1));
    }
  });
});
