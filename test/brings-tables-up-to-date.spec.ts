import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { checkDatabase } from '../src/check/check-database.js';
import type { Finding } from '../src/check/finding.js';
import { Database } from '../src/database/database.js';
import { readMigrations } from '../src/database/migrations.js';
import { reasonOf } from '../src/logging/error-report.js';
import { Page } from './documentation/pages.js';
import { sharedDatabase } from './support/postgres.js';
import { TallyStage } from './tally/tally-stage.js';

const programs = fileURLToPath(new URL('../dist-programs', import.meta.url));
const newest = readMigrations().at(-1)!;
const openSettings = { DATA_DIR: '', NODE_ENV: 'test' } as const;

interface JournalEntry {
  readonly when: number;
  readonly tag: string;
}

/** A clone of the service, compiled, whose team has migrations of its own. */
class Clone {
  private constructor(private readonly folder: string) {}

  static async make(): Promise<Clone> {
    const folder = await mkdtemp(join(programs, 'clone-'));
    await cp(join(programs, 'src'), folder, { recursive: true });
    return new Clone(folder);
  }

  /** Puts a migration into the journal, as the last one unless it says before which one. */
  async add(name: string, when: number, statement: string, before?: string): Promise<void> {
    const path = join(this.folder, 'database', 'migrations', 'meta', '_journal.json');
    const journal = JSON.parse(await readFile(path, 'utf8')) as { entries: JournalEntry[] };
    const at = before === undefined ? journal.entries.length : journal.entries.findIndex(({ tag }) => tag === before);
    journal.entries.splice(at, 0, { when, tag: name });
    await writeFile(path, JSON.stringify(journal));
    await writeFile(join(this.folder, 'database', 'migrations', `${name}.sql`), statement);
  }

  /** `npm run migrate`. @returns what it says. */
  async migrate(url: string): Promise<string> {
    return migrate(url, this.folder);
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true });
  }
}

async function migrate(url: string, folder = join(programs, 'src')): Promise<string> {
  const env = { PATH: process.env['PATH'] ?? '', NODE_ENV: 'test', DATABASE_URL: url };
  const run = promisify(execFile)(process.execPath, [join(folder, 'migrate.js')], { env });
  return run.then(
    ({ stdout }) => stdout.trim(),
    ({ stderr }: { stderr: string }) => Promise.reject(new Error(stderr.trim())),
  );
}

/** Whether the service opens its database; if not, the error. */
async function start(url: string): Promise<string | undefined> {
  try {
    await (await Database.open({ ...openSettings, DATABASE_URL: url })).onApplicationShutdown();
    return undefined;
  } catch (error) {
    return reasonOf(error);
  }
}

/** The tables as `npm run check` reports them. */
async function checkTables(url: string): Promise<Finding> {
  for await (const found of checkDatabase({ ...openSettings, DATABASE_URL: url }, { definitions: [], now: Date.now })) {
    if (found.about === 'tables') return found;
  }
  throw new Error('nothing was said of the tables');
}

async function onDatabase(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows;
  } finally {
    await client.end();
  }
}

describe("a team's own migrations", () => {
  let clone: Clone;
  let url: string;

  beforeAll(async () => {
    [clone, url] = [await Clone.make(), await sharedDatabase()];
    expect(await start(url)).toBeUndefined();
    // As databases have it that were made while the journal had dates ahead of their time.
    await onDatabase(url, 'UPDATE drizzle.__drizzle_migrations SET created_at = created_at + 86400000 * 10::bigint');
  });
  afterAll(() => clone.remove());

  it('are made whether they are dated before or after ours', async () => {
    await clone.add('0100_theirs', Date.UTC(2020, 0, 1), 'CREATE TABLE theirs ()');
    await clone.add('0101_later', Date.UTC(2090, 0, 1), 'CREATE TABLE later ()');
    expect(await clone.migrate(url)).toBe('Made: 0100_theirs, 0101_later');
    expect(await clone.migrate(url)).toBe('Up to date.');
    await onDatabase(url, 'SELECT FROM theirs, later');
  });

  it('do not hide ours, which come with a later version', async () => {
    await clone.add('0102_ours', Date.UTC(2026, 11, 1), 'CREATE TABLE ours ()');
    expect(await clone.migrate(url)).toBe('Made: 0102_ours');
  });

  it('let the version without them run beside, which warns', async () => {
    expect(await start(url)).toBeUndefined();
    expect(await checkTables(url)).toMatchObject({ verdict: 'note', message: expect.stringMatching(/made 3 more$/) });
  });

  it('stop the start by name where one is merged in before what has been made', async () => {
    await clone.add('0099_between', Date.UTC(2026, 11, 2), 'CREATE TABLE between_ours ()', '0100_theirs');
    await expect(clone.migrate(url)).rejects.toThrow('0099_between is missing in the database, though 0102_ours');
  });
});

describe('a database whose migrations are not ours', () => {
  it('stops the start, and npm run check says the same', async () => {
    const url = await sharedDatabase();
    expect(await start(url)).toBeUndefined();
    await onDatabase(url, `UPDATE drizzle.__drizzle_migrations SET hash = 'edited' WHERE hash = '${newest.hash}'`);
    const said = await start(url);
    expect(said).toMatch(new RegExp(`migration edited \\(row \\d+\\).* does not know, and lacks ${newest.name}`));
    expect(await checkTables(url)).toMatchObject({ verdict: 'fault', message: said!.split('used: ')[1] });
  });
});

describe('the roles of docs/to-production.md', () => {
  let ownerUrl: string;
  let serviceUrl: string;
  let stage: TallyStage;

  beforeAll(async () => {
    stage = await TallyStage.set();
    const suffix = stage.databaseUrl.slice(-12);
    const [owner, service] = [`serviceprovider_owner_${suffix}`, `serviceprovider_${suffix}`];
    const [roles, grants] = new Page('docs/to-production.md')
      .blocks('sql')
      .map(({ text }) =>
        text.replaceAll(/serviceprovider(_owner)?\b/g, (_, isOwner?: string) =>
          isOwner === undefined ? service : owner,
        ),
      );
    for (const statement of roles!.split('\n')) await onDatabase(stage.databaseUrl, statement);
    const as = (role: string) =>
      Object.assign(new URL(stage.databaseUrl), { username: role, password: 'secret', pathname: `/${service}` }).href;
    [ownerUrl, serviceUrl] = [as(owner), as(service)];
    await onDatabase(ownerUrl, grants!);
  });
  afterAll(() => stage.clear());

  it('keep the tables from the role of the service, which says what is missing, as npm run check does', async () => {
    const said = await start(serviceUrl);
    expect(said).toMatch(
      /migrations are missing \(0000_dialogs, .*npm run migrate.*permission denied \(42501 insufficient_privilege\).*CREATE/,
    );
    expect(await checkTables(serviceUrl)).toMatchObject({ verdict: 'fault', message: said!.split('used: ')[1] });
  });

  it('have the owner make them by npm run migrate, and the service work without a right to', async () => {
    expect(await migrate(ownerUrl)).toMatch(/^Made: 0000_dialogs, /);
    expect(await checkTables(serviceUrl)).toMatchObject({ verdict: 'ok' });
    await stage.addService({ DATABASE_URL: serviceUrl });
    const id = await stage.open();
    expect((await stage.count(id)).status).toBe(204);
    await expect(onDatabase(serviceUrl, 'CREATE TABLE own ()')).rejects.toThrow('permission denied');
  });

  it('stop the start where the service lacks a right, by its name, as npm run check does', async () => {
    await onDatabase(ownerUrl, `REVOKE UPDATE, DELETE ON dialogs FROM ${new URL(serviceUrl).username}`);
    const said = await start(serviceUrl);
    expect(said).toMatch(
      /permission denied \(42501 insufficient_privilege\): our role lacks UPDATE, DELETE on dialogs /,
    );
    expect(await checkTables(serviceUrl)).toMatchObject({ verdict: 'fault', message: said!.split('used: ')[1] });
  });
});

describe('npm run migrate', () => {
  it('needs the settings of the database and no others, and says which one is wrong', async () => {
    await expect(migrate('')).rejects.toThrow(/^DATABASE_URL: must be set/);
    await expect(migrate('mysql://here/db')).rejects.toThrow(/ {2}DATABASE_URL: must be a postgresql:\/\/ URL/);
  });

  it('says what the database refuses, with its name', async () => {
    const url = Object.assign(new URL(await sharedDatabase()), { pathname: '/not_there' }).href;
    await expect(migrate(url)).rejects.toThrow('does not exist (3D000 invalid_catalog_name)');
  });
});
