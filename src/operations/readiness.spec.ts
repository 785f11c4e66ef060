import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Database } from '../database/database.js';
import type { Attempts } from '../delivery/attempts.js';
import type { Outbox } from '../delivery/outbox.js';
import type { KeySet } from 'nestjs-dialog-token';
import { Readiness } from './readiness.js';
import { WriteProbe } from './write-probe.js';

/** The line for a connection, of which this one is the last in it. */
const longWaitMs = 2_000;

describe('a process of which all connections to the database are in use', () => {
  const database = { answeredAt: -Infinity, hasRoom: true, run: jest.fn<Database['run']>() };
  const noConnection = async () => {
    await jest.advanceTimersByTimeAsync(longWaitMs);
    throw new Error('no connection');
  };
  const probe = () => new WriteProbe(database as unknown as Database);
  const readiness = () =>
    new Readiness(
      { ready: true } as KeySet,
      { oldestSeconds: noConnection } as unknown as Outbox,
      { stoppedBy: undefined, hasUnreadable: false } as unknown as Attempts,
      probe(),
      database as unknown as Database,
    );

  beforeEach(() => {
    jest.useFakeTimers();
    database.answeredAt = -Infinity;
    database.run.mockImplementation(noConnection);
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('is ready as long as the database answers those that have one', async () => {
    setTimeout(() => (database.answeredAt = performance.now()), longWaitMs / 2);
    setTimeout(() => (database.answeredAt = performance.now()), longWaitMs * 1.5);
    expect(await readiness().report()).toEqual({
      status: 'ready',
      checks: { keys: 'ok', database: 'ok', changes: 'ok' },
    });
  });

  it('is not ready when it answers none of them', async () => {
    expect(await readiness().report()).toMatchObject({ status: 'not-ready', checks: { database: 'failing' } });
  });

  it('takes the time of a write from when there is a connection for it', async () => {
    database.run.mockImplementation(async (work) => {
      await jest.advanceTimersByTimeAsync(longWaitMs);
      return work({ execute: async () => undefined } as never);
    });
    expect(await probe().takesWrites()).toBe(true);
  });

  it('takes no writes where one takes long', async () => {
    database.run.mockImplementation((work) =>
      work({ execute: () => jest.advanceTimersByTimeAsync(longWaitMs) } as never),
    );
    expect(await probe().takesWrites()).toBe(false);
  });
});
