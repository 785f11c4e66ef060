import { cpSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fetchClientToken } from '../../emulator/client-token.js';
import { checkDatabase } from '../../src/check/check-database.js';
import { Database } from '../../src/database/database.js';
import { migrate } from '../../src/database/migrate.js';
import type { OwnTables } from '../../src/database/drizzle.js';
import type { DialogDefinition } from '../../src/dialogs/dialog-definition.js';
import { checkDefinition } from '../../src/dialogs/rules/definition-rules.js';
import { reasonOf } from '../../src/logging/error-report.js';
import { sharedDatabase } from '../support/postgres.js';
import { problemIn } from '../support/problems.js';
import { tallyClient } from '../tally/tally.client.js';
import { TallyStage } from '../tally/tally-stage.js';
import { tally } from '../tally/tally.js';
import { ledgerFeature, ledgerTables } from './ledger.js';

describe('a kind of dialog with tables of its own', () => {
  let stage: TallyStage;

  beforeAll(async () => {
    stage = await TallyStage.set({ WRITE_ACTION_TIMEOUT_MS: '10000' }, { features: [ledgerFeature] });
    await stage.addService();
  });
  afterAll(() => stage.clear());

  const add = (id: string, amount: number) =>
    fetch(`${stage.services[0]!.url}/tallies/${id}/add`, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${stage.token(id)}`,
        Accept: 'application/json',
        'Content-Type': 'application/json',
      },
      body: JSON.stringify({ amount }),
    });
  const rowsOf = (id: string) =>
    stage.sql('SELECT version, amount FROM ledger WHERE dialog_id = $1 ORDER BY version', [id]);

  it('has a row of each change, from the opening on', async () => {
    const id = await stage.open({ content: { start: 7 } });
    expect((await add(id, 5)).status).toBe(204);
    expect(await rowsOf(id)).toEqual([
      { version: 1, amount: 7 },
      { version: 2, amount: 5 },
    ]);
  });

  it('makes no change that its rows do not allow, and writes no row of it', async () => {
    const id = await stage.open({ content: { start: 60 } });
    const answers = await Promise.all([add(id, 30), add(id, 31)]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([204, 409]);
    await problemIn(await add(id, 41), 409, 'conflict');
    expect(await stage.here(id)).toMatchObject({ version: 2 });
    expect(await rowsOf(id)).toHaveLength(2);
  });

  it('has no row of a change that Dialogporten refuses', async () => {
    const id = await stage.open();
    expect((await add(id, 2)).status).toBe(204);
    const token = await fetchClientToken(stage.emulator.url, tallyClient, 'digdir:dialogporten.serviceprovider');
    const deleted = await fetch(`${stage.emulator.url}/dialogporten/api/v1/serviceowner/dialogs/${id}`, {
      method: 'DELETE',
      headers: { Authorization: `Bearer ${token}` },
    });
    expect(deleted.status).toBe(204);
    await problemIn(await add(id, 5), 410, 'gone');
    expect(await stage.here(id)).toMatchObject({ count: 2 });
    expect(await rowsOf(id)).toEqual([
      { version: 1, amount: 0 },
      { version: 2, amount: 2 },
    ]);
  });

  it('is refused at the start with one half of what its rows need', () => {
    const half = { ...tally, writeRows: () => Promise.resolve() } as unknown as DialogDefinition;
    expect(() => checkDefinition(half, { publicUrl: 'https://provider.example' })).toThrow(
      'has one of writeRows and takeBackRows without the other',
    );
  });
});

describe('the migrations of a kind of dialog', () => {
  const settings = { DATA_DIR: '', NODE_ENV: 'test' } as const;

  /** The tables as `npm run check` reports them. */
  async function check(url: string, own: readonly OwnTables[]): Promise<string> {
    for await (const { about, message } of checkDatabase(
      { ...settings, DATABASE_URL: url },
      { definitions: [], own, now: Date.now },
    )) {
      if (about === 'tables') return message;
    }
    throw new Error('nothing was said of the tables');
  }

  const open = async (url: string, own: readonly OwnTables[]) =>
    (await Database.open({ ...settings, DATABASE_URL: url }, own)).onApplicationShutdown();

  /** The same tables, with another text of their migration. */
  function edited(): OwnTables {
    const folder = mkdtempSync(join(tmpdir(), 'ledger-'));
    cpSync(fileURLToPath(ledgerTables.migrations), folder, { recursive: true });
    writeFileSync(join(folder, '0000_ledger.sql'), 'CREATE TABLE ledger (id uuid)');
    return { ...ledgerTables, migrations: pathToFileURL(folder) };
  }

  it('are made after ours, once, by npm run migrate or at the start', async () => {
    const url = await sharedDatabase();
    await open(url, []);
    expect(await check(url, [ledgerTables])).toContain('migrations are missing (ledger_migrations/0000_ledger)');
    expect(await migrate({ connectionString: url }, [ledgerTables])).toEqual(['ledger_migrations/0000_ledger']);
    expect(await migrate({ connectionString: url }, [ledgerTables])).toEqual([]);
    await open(url, [ledgerTables]);
    expect(await check(url, [ledgerTables])).toMatch(/^up to date \(\d+ migrations\)$/);
    expect(await check(url, [])).toMatch(/^up to date/);
  });

  it('are known by the hashes of their files', async () => {
    const url = await sharedDatabase();
    await open(url, [ledgerTables]);
    const reason = await open(url, [edited()]).catch(reasonOf);
    expect(reason).toMatch(/the database has migration \w{12} \(row 1\), which this version does not know/);
    expect(await check(url, [edited()])).toContain('which this version does not know');
  });

  it('are remembered apart from those of every other', async () => {
    const url = await sharedDatabase();
    const reason = await open(url, [ledgerTables, ledgerTables]).catch(reasonOf);
    expect(reason).toContain(`remembered in "ledger_migrations", which is another's`);
    const named = open(url, [{ ...ledgerTables, rememberedIn: 'ledger; DROP TABLE dialogs' }]);
    expect(await named.catch(reasonOf)).toContain('no name of a table');
  });
});
