import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Module } from '@nestjs/common';
import { MaskinportenCaller } from '../emulator/testing/maskinporten-caller.js';
import { Database } from '../src/database/database.js';
import { Republishing } from '../src/redrive/republishing.js';
import { changeTransmissionsScope } from '../src/dialogporten/dialogporten-types.js';
import type { DialogDefinition } from '../src/dialogs/dialog-definition.js';
import { DialogsModule } from '../src/dialogs/dialogs.module.js';
import type { Feature } from '../src/feature.js';
import { OperatorProgram } from './support/operator-program.js';
import { until } from './support/until.js';
import { tallyFeature } from './tally/index.js';
import { tallyClient } from './tally/tally.client.js';
import { TallyEmbedsController, TallyWriteActionsController } from './tally/tally.controllers.js';
import { TallyStage } from './tally/tally-stage.js';
import { tally, tallyResource, type Tally, type TallyChange } from './tally/tally.js';

const same = (text: string) => ({ nb: text, nn: text, en: text });
const newAddress = 'https://new-address.example';

/** The tally with other words, as a later release has them. */
const reworded: DialogDefinition<Tally, TallyChange, 'report'> = {
  ...tally,
  transmissions: { report: { ...tally.transmissions.report, title: same('Reworded report') } },
  view: (dialog) => ({ ...tally.view(dialog), summary: same('Reworded') }),
};

@Module({
  imports: [DialogsModule.forFeature(reworded)],
  controllers: [TallyWriteActionsController, TallyEmbedsController],
})
class RewordedModule {}

const later: readonly Feature[] = [{ ...tallyFeature, module: RewordedModule }];

let stage: TallyStage;
let database: Database;

beforeEach(async () => {
  stage = await TallyStage.set();
  await stage.addService();
  database = await Database.open({ DATABASE_URL: stage.databaseUrl, DATA_DIR: '', NODE_ENV: 'test' });
});

afterEach(async () => {
  await database.onApplicationShutdown();
  await stage.clear();
});

const pathOf = (id: string) => `/dialogporten/api/v1/serviceowner/dialogs/${id}`;
const republishing = () => new Republishing(database);
const there = (id: string) => stage.emulator.dialogs.get(id)!;
const summaryOf = (id: string) => there(id).content.summary?.value[0]?.value;
const embedOf = (id: string) => there(id).content.mainContentReference!.value[0]!.value;

/** Replaces the service by a later release of it, at another address. */
async function release(settings: Record<string, string> = {}): Promise<void> {
  await stage.services.splice(0, 1)[0]!.stop();
  await stage.addService({ PUBLIC_URL: newAddress, ...settings }, later);
}

describe('dialogs that are shown anew', () => {
  it('get the addresses and words of today, silently, and nothing else of them changes', async () => {
    const id = await stage.open();
    await stage.count(id);
    await stage.untilDelivered(id);
    const before = there(id);
    const here = await stage.here(id);
    await release();
    expect(summaryOf(id)).toBe('Counted to 1');

    expect(await republishing().mark({}, { perSecond: 100 })).toMatchObject({ marked: 1 });
    await until(() => summaryOf(id) === 'Reworded');
    await stage.untilDelivered(id);

    expect(embedOf(id)).toMatch(`${newAddress}/tallies/${id}/embed`);
    expect(there(id).guiActions[0]!.url).toMatch(newAddress);
    expect(there(id).guiActions[0]!.id).toBe(before.guiActions[0]!.id);
    expect(there(id).activities).toEqual(before.activities);
    expect(there(id).updatedAt).toBe(before.updatedAt);
    expect(await stage.here(id)).toEqual(here);
    expect((await stage.count(id)).status).toBe(204);
  });

  it('get the words of today for what was sent before, too, where the token may change that, and stay opened', async () => {
    const id = await stage.open();
    expect((await stage.asServiceOwner('POST', `/service-owner/tallies/${id}/close`)).status).toBe(204);
    const { transmissions, activities } = there(id);
    const [sent] = transmissions;
    const titleOf = () => there(id).transmissions[0]!.content.title!.value[0]!.value;
    await release();
    await republishing().mark({}, { perSecond: 100 });
    await until(() => summaryOf(id) === 'Reworded');
    await stage.untilDelivered(id);
    expect(titleOf()).toBe('Report');

    const scope = `digdir:dialogporten.serviceprovider ${changeTransmissionsScope}`;
    await release({ MASKINPORTEN_SCOPE: scope });
    await republishing().mark({}, { perSecond: 100 });
    await until(() => titleOf() === 'Reworded report');
    await stage.untilDelivered(id);

    const [shown] = there(id).transmissions;
    expect(shown).toMatchObject({ id: sent!.id, createdAt: sent!.createdAt, type: sent!.type, sender: sent!.sender });
    expect(shown!.content.contentReference!.value[0]!.value).toMatch(newAddress);
    expect(there(id).transmissions).toHaveLength(1);
    expect(there(id).activities).toEqual(activities);
  });

  it('are those of one kind, or one dialog, or those after the place where a run was interrupted', async () => {
    const ids = [await stage.open(), await stage.open(), await stage.open()].toSorted();
    await release();

    const other = { serviceResource: 'urn:altinn:resource:other' };
    expect(await republishing().mark(other, { perSecond: 100 })).toMatchObject({ marked: 0, after: ids[2] });
    expect(await republishing().mark({ dialogId: ids[1] }, { perSecond: 100 })).toMatchObject({ marked: 1 });
    await until(() => summaryOf(ids[1]!) === 'Reworded');
    expect(summaryOf(ids[0]!)).toBe('Counted to 0');

    const place = { perSecond: 100, after: ids[1] };
    expect(await republishing().mark({ serviceResource: tallyResource }, place)).toMatchObject({ marked: 1 });
    await until(() => summaryOf(ids[2]!) === 'Reworded');
    expect(summaryOf(ids[0]!)).toBe('Counted to 0');
  });

  it('are not those that were never delivered, were rejected, or are gone from Dialogporten', async () => {
    const [rejected, gone] = [await stage.open(), await stage.open()];
    stage.emulator.faults.set([{ match: `PUT ${pathOf(rejected)}`, status: 400, errors: { x: ['no'] } }]);
    expect((await stage.count(rejected)).status).toBe(502);
    stage.emulator.faults.clear();
    const colleague = new MaskinportenCaller(stage.emulator.url, tallyClient.clientId, tallyClient.privateJwk);
    expect((await colleague.call('DELETE', `/dialogs/${gone}`)).status).toBe(204);
    expect((await stage.count(gone)).status).toBe(410);

    expect(await republishing().mark({}, { perSecond: 100 })).toMatchObject({ marked: 0 });
  });

  it('keep what is on its way: a change that waits is made as before, and once', async () => {
    const id = await stage.open();
    stage.emulator.faults.set([{ match: `PUT ${pathOf(id)}`, status: 503 }]);
    expect((await stage.count(id, { headers: { Prefer: 'respond-async' } })).status).toBe(202);
    await release();
    await republishing().mark({}, { perSecond: 100 });
    stage.emulator.faults.clear();

    await until(() => summaryOf(id) === 'Reworded');
    await stage.untilDelivered(id);
    expect(stage.countedThere(id)).toBe(1);
    expect(await stage.sql('SELECT republish, attempts FROM dialogs WHERE id = $1', [id])).toEqual([
      { republish: false, attempts: 0 },
    ]);
  });

  it('stay as they are where Dialogporten refuses them, and a repeated request is answered as before', async () => {
    const id = await stage.open();
    const token = stage.token(id);
    expect((await stage.count(id, { token })).status).toBe(204);
    stage.emulator.faults.set([{ match: `PUT ${pathOf(id)}`, status: 400, errors: { x: ['no'] } }]);
    await republishing().mark({}, { perSecond: 100 });
    await until(async () => (await stage.sql('SELECT FROM dialogs WHERE rejected_at IS NOT NULL')).length === 1);
    stage.emulator.faults.clear();

    expect((await stage.count(id, { token })).status).toBe(204);
    expect((await stage.count(id)).status).toBe(204);
    expect(stage.countedThere(id)).toBe(2);
  });

  it('are those that an operator names in the command, and no others', async () => {
    const id = await stage.open();
    const other = await stage.open();
    await release();
    const republish = async (...parameters: readonly string[]) => {
      const program = new OperatorProgram('republish', parameters, { DATABASE_URL: stage.databaseUrl });
      return { status: await program.end(), written: program.written };
    };

    const usage = { status: 2, written: expect.stringContaining('Usage: ') };
    const unclear = [republish(), republish('all', '--rate', '0')];
    expect(await Promise.all(unclear)).toEqual([usage, usage]);
    expect(await stage.sql('SELECT FROM dialogs WHERE republish')).toEqual([]);
    const one = { status: 0, written: expect.stringMatching(/\n1 to be shown anew\n$/) };
    expect(await republish('dialog', id)).toEqual(one);
    await until(() => summaryOf(id) === 'Reworded');
    expect(summaryOf(other)).toBe('Counted to 0');
    expect(await republish('kind', tallyResource)).toMatchObject({ status: 0 });
    await until(() => summaryOf(other) === 'Reworded');
  });

  it('are not all marked when the command is interrupted, which says where to go on', async () => {
    await stage.services.splice(0, 1)[0]!.stop();
    await stage.sql(`
      INSERT INTO dialogs (id, party, service_resource, state, version, delivered_version, created_at, changed_at)
      SELECT gen_random_uuid(), 'p', '${tallyResource}', '{}', 1, 1, now(), now() FROM generate_series(1, 1500)`);
    const environment = { DATABASE_URL: stage.databaseUrl };
    const program = new OperatorProgram('republish', ['all', '--rate', '100'], environment);
    await until(() => program.written.includes('1000 so far'));
    program.interrupt();

    expect(await program.end()).toBe(1);
    const [, after = ''] = /go on with --after (\S+)\n$/.exec(program.written) ?? [];
    expect(program.written).toContain('1000 to be shown anew');
    const rest = new OperatorProgram('republish', ['all', '--rate', '1000', '--after', after], environment);
    expect(await rest.end()).toBe(0);
    expect(rest.written).toContain('500 to be shown anew');
    expect(await stage.sql('SELECT count(*)::int AS marked FROM dialogs WHERE republish')).toEqual([{ marked: 1500 }]);
  });

  it('become due at the rate that is asked for, and an interruption leaves the rest as it is', async () => {
    const rows = 1_500;
    await stage.services.splice(0, 1)[0]!.stop();
    await stage.sql(`
      INSERT INTO dialogs (id, party, service_resource, state, version, delivered_version, created_at, changed_at)
      SELECT gen_random_uuid(), 'p', '${tallyResource}', '{}', 1, 1, now(), now() FROM generate_series(1, ${rows})`);
    const interrupted = new AbortController();
    const { marked, after } = await republishing().mark(
      {},
      { perSecond: 10, stopping: interrupted.signal, onProgress: () => interrupted.abort() },
    );

    expect(marked).toBe(1_000);
    const [due] = await stage.sql(`
      SELECT count(*)::int AS marked, max(id::text) AS last, bool_and(attempts = 1) AS are_retries,
        extract(epoch FROM max(next_attempt_at) - min(next_attempt_at))::float8 AS seconds
      FROM dialogs WHERE republish`);
    expect(due).toEqual({ marked: 1_000, last: after, are_retries: true, seconds: 99.9 });
    const rest = await republishing().mark({}, { perSecond: 1_000_000, after });
    expect(rest.marked).toBe(rows - 1_000);
  });
});
