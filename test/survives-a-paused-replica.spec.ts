import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { problemIn } from './support/problems.js';
import type { ServiceProcess } from './support/service-process.js';
import { until } from './support/until.js';
import { TallyStage } from './tally/tally-stage.js';

/** Not who makes the fifty changes: the requests of one caller wait for each other. */
const another = 'urn:altinn:person:idporten-email:reader@example.no';

const isAccepted = ({ status }: Response) => status === 204 || status === 202;

describe('when a replica is paused in the middle of a change', () => {
  let stage: TallyStage;
  let replica: ServiceProcess;
  let database: Client;
  /** Locks a dialog before the replica does. */
  let holder: Client;
  let held: string;
  let other: string;

  beforeAll(async () => {
    stage = await TallyStage.set();
    [replica] = await Promise.all([stage.addProcess(), stage.addService()]);
    database = new Client({ connectionString: stage.databaseUrl });
    holder = new Client({ connectionString: stage.databaseUrl });
    await Promise.all([database.connect(), holder.connect()]);
    [held, other] = [await stage.open(), await stage.open()];
  });

  afterAll(async () => {
    replica.goOn();
    await Promise.all([database.end(), holder.end()]);
    await stage.clear();
  });

  const at = (service: { url: string }) => stage.services.findIndex(({ url }) => url === service.url);
  const elsewhere = () => 1 - at(replica);

  const embed = (id: string) =>
    fetch(`${stage.services[elsewhere()]!.url}/tallies/${id}/embed`, {
      headers: { Authorization: `Bearer ${stage.token(id, { c: another })}` },
    });

  async function isWaitingForLock(): Promise<boolean> {
    const { rowCount } = await database.query(
      "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
    );
    return rowCount === 1;
  }

  it('lets others read, refuses with 503 and Retry-After who has to wait, and goes on without it', async () => {
    await holder.query('BEGIN');
    await holder.query('SELECT FROM dialogs WHERE id = $1 FOR UPDATE', [held]);
    const interrupted = stage.count(held, { at: at(replica) });
    await until(isWaitingForLock);
    replica.pause();
    // The lock is the replica's now, which does not know.
    await holder.query('COMMIT');

    let answered = 0;
    const writes = Array.from({ length: 50 }, () => stage.count(held, { at: elsewhere() }).finally(() => answered++));
    const reads = Array.from({ length: 50 }, (_, turn) => embed(turn % 2 === 0 ? held : other));
    await Promise.race(reads);
    expect(answered).toBeLessThan(writes.length);
    expect((await Promise.all(reads)).map(({ status }) => status)).toEqual(reads.map(() => 200));
    expect([202, 204]).toContain(
      (await stage.count(other, { at: elsewhere(), token: stage.token(other, { c: another }) })).status,
    );

    const answers = await Promise.all(writes);
    let accepted = 0;
    for (const answer of answers) {
      if (isAccepted(answer)) accepted++;
      else {
        expect(Number(answer.headers.get('Retry-After'))).toBeGreaterThan(0);
        await problemIn(answer, 503, 'unavailable');
      }
    }
    for (const counted = accepted; accepted === counted;) {
      if (isAccepted(await stage.count(held, { at: elsewhere() }))) accepted++;
    }

    replica.goOn();
    await problemIn(await interrupted, 503, 'unavailable');
    expect(isAccepted(await stage.count(held, { at: at(replica) }))).toBe(true);
    expect(await stage.here(held, elsewhere())).toMatchObject({ count: accepted + 1 });
    await until(() => stage.countedThere(held) === accepted + 1);
  });
});
