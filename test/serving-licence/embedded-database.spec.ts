import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cp, mkdir, mkdtemp, readdir, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Emulator, startEmulator } from '../../emulator/emulator.js';
import { samplePolicy } from '../../emulator/sample/policy.js';
import { Database } from '../../src/database/database.js';
import { Parties } from './support/parties.js';
import { sharedDatabase } from '../support/postgres.js';
import { ServiceProcess } from '../support/service-process.js';
import { startService, type TestService } from '../support/service.js';
import { until } from '../support/until.js';

describe('the embedded database', () => {
  let emulator: Emulator;
  let service: TestService;
  let parties: Parties;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'embedded-database-'));
    emulator = await startEmulator({ policy: samplePolicy });
    service = await startService(emulator, { DATA_DIR: folder });
    parties = new Parties(emulator, service);
  });

  afterAll(async () => {
    await service.stop();
    await emulator.stop();
    await rm(folder, { recursive: true, force: true });
  });

  async function stateOf(id: string): Promise<Record<string, unknown>> {
    return (await (await parties.asServiceOwner('GET', `/${id}`)).json()) as Record<string, unknown>;
  }

  /** The same, once it is noted that Dialogporten has the newest version, which the answer does not wait for. */
  async function settledStateOf(id: string): Promise<unknown> {
    await until(async () => {
      const { version, deliveredVersion } = await stateOf(id);
      return version === deliveredVersion;
    });
    return stateOf(id);
  }

  it('carries a dialog through its life', async () => {
    const id = await parties.openDialog({ dueAt: '2099-06-01T10:00:00Z', title: { nb: 'Måken 🐦' } });
    for (const action of ['confirm', 'submit', 'sign'] as const) {
      expect((await parties.pressAs('daglig-leder', action, id)).status).toBe(204);
    }
    expect((await parties.asServiceOwner('POST', `/${id}/decision`, { granted: true })).status).toBe(204);
    expect(await settledStateOf(id)).toMatchObject({ state: 'decided', version: 5 });
  });

  it('takes many requests at once', async () => {
    const ids = await Promise.all(Array.from({ length: 25 }, () => parties.openDialog()));
    const presses = await Promise.all(ids.map((id) => parties.pressAs('daglig-leder', 'confirm', id)));
    expect(presses.map(({ status }) => status)).toEqual(Array(25).fill(204));
  });

  it('is refused to a second service, which says why, and goes on serving the first', async () => {
    await expect(ServiceProcess.start(emulator, { DATA_DIR: folder })).rejects.toThrow(/DATA_DIR.*another process/);
    expect((await fetch(`${service.url}/health/ready`)).status).toBe(200);
  });

  it('keeps everything when the service stops and starts again', async () => {
    const id = await parties.openDialog();
    const token = await parties.tokenOf('daglig-leder', id);
    await parties.press('confirm', id, token);
    const before = await settledStateOf(id);

    await service.stop();
    service = await startService(emulator, { DATA_DIR: folder });
    parties = new Parties(emulator, service);

    expect(await stateOf(id)).toEqual(before);
    expect((await parties.press('confirm', id, token)).status).toBe(204);
    expect(await stateOf(id)).toEqual(before);
  });

  it.each(['PG_VERSION', 'pg_notify'])('starts though its %s was deleted', async (part) => {
    const copy = join(folder, `without-${part}`);
    await service.stop();
    await cp(join(folder, 'pgdata'), join(copy, 'pgdata'), { recursive: true });
    await rm(join(copy, 'pgdata', part), { recursive: true });
    service = await startService(emulator, { DATA_DIR: copy });
    parties = new Parties(emulator, service);
    const id = await parties.openDialog();
    expect((await parties.pressAs('daglig-leder', 'confirm', id)).status).toBe(204);
  });

  it('in production is refused with a sentence when a part of it is missing, and left as it is', async () => {
    const damaged = join(folder, 'damaged');
    await mkdir(join(damaged, 'pgdata', 'base'), { recursive: true });
    const opening = Database.open({ DATA_DIR: damaged, NODE_ENV: 'production' });
    await expect(opening).rejects.toThrow(/^DATA_DIR: .*PG_VERSION is missing\. Put a backup there, or move it away/);
    expect(await readdir(damaged)).toEqual(['pgdata']);
  });

  it('is refused with a sentence when its files are not those of a database', async () => {
    const broken = join(folder, 'broken');
    await cp(join(folder, 'pgdata'), join(broken, 'pgdata'), { recursive: true });
    await truncate(join(broken, 'pgdata', 'global', 'pg_control'));
    const opening = Database.open({ DATA_DIR: broken, NODE_ENV: 'test' });
    await expect(opening).rejects.toThrow(/^DATA_DIR: .* cannot be opened\. Put a backup there, or move it away/);
  });

  it('may lie deep in the file system, deeper than a socket may', async () => {
    const deep = join(folder, 'a'.repeat(100), 'b'.repeat(100));
    const other = await startService(emulator, { DATA_DIR: deep });
    expect((await fetch(`${other.url}/health/ready`)).status).toBe(200);
    await other.stop();
  });
});

describe('a PostgreSQL database', () => {
  let emulator: Emulator;
  let replicas: TestService[] = [];

  beforeAll(async () => {
    emulator = await startEmulator({ policy: samplePolicy });
  });

  afterAll(async () => {
    await Promise.all(replicas.map((replica) => replica.stop()));
    await emulator.stop();
  });

  it('is made ready by replicas that start at once, and shared by them', async () => {
    const DATABASE_URL = await sharedDatabase();
    const starts = await Promise.allSettled(Array.from({ length: 5 }, () => startService(emulator, { DATABASE_URL })));
    replicas = starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
    expect(starts.flatMap((start) => (start.status === 'rejected' ? [String(start.reason)] : []))).toEqual([]);

    const [first, ...others] = replicas.map((replica) => new Parties(emulator, replica));
    const id = await first!.openDialog();
    const token = await first!.tokenOf('daglig-leder', id);
    const presses = await Promise.all(others.map((parties) => parties.press('confirm', id, token)));
    // One replica makes the change; the others may find it still under way.
    for (const { status } of presses) expect([202, 204]).toContain(status);
    await until(() => emulator.dialogs.get(id)!.status === 'Draft');
    const { activities } = emulator.dialogs.get(id)!;
    expect(activities.map(({ type }) => type)).toEqual(['DialogCreated', 'Information']);
  });
});
