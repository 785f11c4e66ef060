import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { MaskinportenCaller } from '../emulator/testing/maskinporten-caller.js';
import { Database } from '../src/database/database.js';
import { FailingDialogs } from '../src/redrive/failing-dialogs.js';
import { RefusedEntries } from '../src/redrive/refused-entries.js';
import { OperatorProgram } from './support/operator-program.js';
import { until } from './support/until.js';
import { tallyClient } from './tally/tally.client.js';
import { TallyStage } from './tally/tally-stage.js';

let stage: TallyStage;
let database: Database;
let entries: RefusedEntries;
let failing: FailingDialogs;

beforeEach(async () => {
  stage = await TallyStage.set();
  await stage.addService();
  database = await Database.open({ DATABASE_URL: stage.databaseUrl, DATA_DIR: '', NODE_ENV: 'test' });
  entries = new RefusedEntries(database);
  failing = new FailingDialogs(database);
});

afterEach(async () => {
  await database.onApplicationShutdown();
  await stage.clear();
});

const pathOf = (id: string) => `/dialogporten/api/v1/serviceowner/dialogs/${id}`;
const refused = { Forbidden: ['Use of CorrespondenceOpened activity types requires another scope.'] };

/** Output of the operator's command, and its exit status. */
async function deadLetters(...parameters: readonly string[]) {
  const program = new OperatorProgram('dead-letters', parameters, { DATABASE_URL: stage.databaseUrl });
  return { status: await program.end(), written: program.written };
}

/** Counts a tally; Dialogporten takes the change, and refuses its entry. @returns the id of the entry. */
async function countRefused(id: string): Promise<string> {
  stage.emulator.faults.set([
    { match: `PUT ${pathOf(id)}`, status: 403, errors: refused, times: 1 },
    { match: `PUT ${pathOf(id)}`, latencyMs: 0, times: 1 },
    { match: `PUT ${pathOf(id)}`, status: 403, errors: refused, times: 1 },
  ]);
  expect((await stage.count(id)).status).toBe(204);
  const rows = await stage.sql('SELECT id FROM dialog_history WHERE dialog_id = $1 AND refused_at IS NOT NULL', [id]);
  expect(rows).toHaveLength(1);
  return (rows[0] as { id: string }).id;
}

const hasThere = (id: string, entryId: string) =>
  stage.emulator.dialogs.get(id)!.activities.some((activity) => activity.id === entryId);

describe('an entry that Dialogporten refused', () => {
  it('is named with its reason, and is there once it is sent again and taken', async () => {
    const id = await stage.open();
    const entryId = await countRefused(id);

    const listed = await deadLetters('entries', 'list');
    expect(listed.written).toMatch(new RegExp(`^\\S+Z {2}${entryId} {2}of ${id} {2}.*another scope.*\n1 refused\n$`));
    expect(hasThere(id, entryId)).toBe(false);

    expect(await deadLetters('entries', 'redrive', entryId)).toMatchObject({
      status: 0,
      written: expect.stringContaining('1 sent once more\n'),
    });
    await until(() => hasThere(id, entryId));
    await stage.untilDelivered(id);
    expect(stage.countedThere(id)).toBe(1);
    expect(await entries.list({}, 10)).toEqual([]);
  });

  it('is set aside again when it is refused again, and the dialog is as it was', async () => {
    const id = await stage.open();
    await countRefused(id);
    stage.emulator.faults.set([
      { match: `PUT ${pathOf(id)}`, status: 403, errors: refused, times: 1 },
      { match: `PUT ${pathOf(id)}`, latencyMs: 0, times: 1 },
      { match: `PUT ${pathOf(id)}`, status: 403, errors: refused, times: 1 },
    ]);
    expect(await entries.redrive({}, { perSecond: 100 })).toBe(1);
    await stage.untilDelivered(id);

    expect(await entries.list({}, 10)).toMatchObject([{ dialogId: id }]);
    expect((await stage.count(id)).status).toBe(204);
    expect(stage.countedThere(id)).toBe(1);
  });

  it('is forgotten when it is dropped, one or those of a reason, and never all by mistake', async () => {
    const id = await stage.open();
    const entryId = await countRefused(id);
    expect((await deadLetters('entries', 'drop')).status).toBe(2);
    expect(await entries.drop({ reason: 'another' })).toBe(0);
    expect((await deadLetters('entries', 'drop', entryId)).written).toBe('1 forgotten\n');

    expect(await stage.sql('SELECT FROM dialog_history WHERE id = $1', [entryId])).toEqual([]);
    expect((await stage.count(id)).status).toBe(204);
    expect(stage.countedThere(id)).toBe(1);
    expect(stage.services[0]!.log.join('')).not.toContain('our database lacks');
  });

  it('is not lost by a change that is made before it is sent again', async () => {
    const id = await stage.open();
    const entryId = await countRefused(id);
    stage.emulator.faults.set([{ match: `GET ${pathOf(id)}`, status: 500, times: 1 }]);
    await stage.sql('UPDATE dialog_history SET refused_at = NULL WHERE id = $1', [entryId]);
    await stage.sql("UPDATE dialogs SET republish = true, attempts = 1, next_attempt_at = now() + interval '1 minute'");

    await stage.count(id);

    await until(() => hasThere(id, entryId));
    await stage.untilDelivered(id);
    expect(stage.countedThere(id)).toBe(2);
  });
});

describe('a dialog that keeps failing', () => {
  const fails = async (id: string) => {
    await stage.count(id, { headers: { Prefer: 'respond-async' } });
    await until(async () => {
      await stage.sql('UPDATE dialogs SET next_attempt_at = now() WHERE attempts > 0 AND next_attempt_at IS NOT NULL');
      return (await stage.sql('SELECT FROM dialogs WHERE attempts >= 5 AND id = $1', [id])).length === 1;
    });
  };

  it('is named with its reason, and counted', async () => {
    const [id, other] = [await stage.open(), await stage.open()];
    stage.emulator.faults.set([{ match: pathOf(id), status: 403, errors: { Forbidden: ['The dialog is frozen'] } }]);
    await fails(id);
    expect((await stage.count(other)).status).toBe(204);

    const { written } = await deadLetters('failing');
    expect(written).toMatch(new RegExp(`^\\S+Z {2}${id} {2}\\d+ attempts {2}.*The dialog is frozen.*\n1 failing\n$`));
    const metrics = await (await fetch(`${stage.services[0]!.url}/metrics`)).text();
    expect(metrics).toContain('\ndialog_changes_failing 1\n');
  });

  it('because Dialogporten does not know it is created anew, with its whole history, when an operator says so', async () => {
    const [id, other] = [await stage.open(), await stage.open()];
    expect((await stage.count(id)).status).toBe(204);
    const before = stage.emulator.dialogs.get(id)!;
    const colleague = new MaskinportenCaller(stage.emulator.url, tallyClient.clientId, tallyClient.privateJwk);
    expect((await colleague.call('POST', `/dialogs/${id}/actions/purge`)).status).toBe(204);
    await fails(id);
    expect(stage.emulator.dialogs.get(id)).toBeUndefined();

    expect((await deadLetters('recreate', id)).written).toBe('is created anew\n');

    await until(() => stage.emulator.dialogs.get(id) !== undefined);
    await stage.untilDelivered(id);
    const { activities, guiActions } = stage.emulator.dialogs.get(id)!;
    expect(activities.slice(0, 2).map((activity) => activity.id)).toEqual(
      before.activities.map((activity) => activity.id),
    );
    expect(stage.countedThere(id)).toBe(2);
    expect(guiActions.map((action) => action.id)).toEqual(before.guiActions.map((action) => action.id));
    expect((await stage.count(id)).status).toBe(204);
    const untouched = stage.emulator.dialogs.get(other);
    expect(await failing.recreate(other)).toBe(true);
    await stage.untilDelivered(other);
    expect(stage.emulator.dialogs.get(other)!.activities).toEqual(untouched!.activities);
  });
});

describe('a replica that cannot read a dialog', () => {
  it('says so once it has waited for minutes, and no longer when another one has delivered it', async () => {
    const id = await stage.open();
    const service = stage.services[0]!;
    const changes = async () => {
      const report = (await (await fetch(`${service.url}/health/ready`)).json()) as { checks: { changes: string } };
      return report.checks.changes;
    };
    await stage.sql(
      `UPDATE dialogs SET state = '{"state":"unheard-of"}', version = 2, undelivered_since = now(), next_attempt_at = now()
       WHERE id = $1`,
      [id],
    );
    await until(() => service.log.join('').includes('is left to other replicas'));
    expect(await changes()).toBe('ok');
    const now = performance.now.bind(performance);
    const start = now();
    const later = jest.spyOn(performance, 'now').mockImplementation(() => start + (now() - start) * 10);
    try {
      await until(async () => (await changes()) === 'unreadable');
      const metrics = await (await fetch(`${service.url}/metrics`)).text();
      expect(metrics).toContain('\ndialog_deliveries_unreadable 1\n');

      await stage.sql(`UPDATE dialogs SET state = '{"state":"open","count":1}' WHERE id = $1`, [id]);
      await until(async () => (await changes()) === 'ok');
    } finally {
      later.mockRestore();
    }
  });
});
