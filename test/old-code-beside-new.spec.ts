import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Module } from '@nestjs/common';
import type { DialogDefinition } from '../src/dialogs/dialog-definition.js';
import { DialogsModule } from '../src/dialogs/dialogs.module.js';
import { information, transmission } from '../src/dialogs/history.js';
import type { Feature } from '../src/feature.js';
import { problemIn } from './support/problems.js';
import { until } from './support/until.js';
import { tallyFeature } from './tally/index.js';
import {
  TallyEmbedsController,
  TallyServiceOwnerController,
  TallyWriteActionsController,
} from './tally/tally.controllers.js';
import { tally, type Tally, type TallyChange } from './tally/tally.js';
import { TallyStage } from './tally/tally-stage.js';

type NewerTally = Tally | { readonly state: 'counted'; readonly count: number };

const asOlder = (state: NewerTally): Tally => (state.state === 'counted' ? { ...state, state: 'open' } : state);
const same = (text: string) => ({ nb: text, nn: text, en: text });

/** The next version of the tally: counting it leads to a state, and sends a transmission, that this one does not know. */
const newerTally: DialogDefinition<NewerTally, TallyChange, 'report' | 'note'> = {
  ...tally,
  examples: [...tally.examples, { state: 'counted', count: 1 }],
  transmissions: {
    ...tally.transmissions,
    note: { type: 'Information', title: same('Note') },
  },
  read: (stored) =>
    (Object(stored) as { state?: unknown }).state === 'counted' ? (stored as NewerTally) : tally.read(stored),
  apply: (state, change, at, actor) => {
    const applied = tally.apply(asOlder(state), change, at, actor);
    return change.type === 'count' ? { state: 'counted', count: applied.count } : applied;
  },
  isDeleted: (state) => tally.isDeleted(asOlder(state)),
  history: (change, actor, party, dialog) =>
    change.type === 'count'
      ? [information(same('Counted'), actor), transmission('note', actor)]
      : tally.history(change, actor, party, { ...dialog, state: asOlder(dialog.state) }),
  describe: (state) => ({ ...state }),
  view: (dialog) => tally.view({ ...dialog, state: asOlder(dialog.state) }),
};

@Module({
  imports: [DialogsModule.forFeature(newerTally)],
  controllers: [TallyWriteActionsController, TallyEmbedsController, TallyServiceOwnerController],
})
class NewerTallyModule {}

const newer: readonly Feature[] = [{ ...tallyFeature, module: NewerTallyModule }];

const api = '/dialogporten/api/v1/serviceowner/dialogs';

let stage: TallyStage;

beforeEach(async () => {
  stage = await TallyStage.set();
});
afterEach(() => stage.clear());

const openMany = (count: number, at = 0) => Promise.all(Array.from({ length: count }, () => stage.open({}, at)));
const parked = () => stage.sql('SELECT id, rejected_reason FROM dialogs WHERE rejected_at IS NOT NULL');

/** How many dialogs the replicas of this process have left to others. */
const leftTo = async () =>
  stage.services.flatMap(({ log }) => log).filter((line) => line.includes('is left to other replicas')).length;

/** Counts each at that replica while Dialogporten is away, and has it back once a replica that cannot read them has looked. */
async function countDuringOutage(ids: readonly string[], at: number): Promise<void> {
  stage.emulator.faults.set([{ match: api, status: 503 }]);
  const answers = await Promise.all(ids.map((id) => stage.count(id, { at })));
  expect(answers.map(({ status }) => status)).toEqual(ids.map(() => 202));
  await until(async () => (await leftTo()) > 0);
  stage.emulator.faults.clear();
}

describe('changes that an older replica cannot read', () => {
  it('are made by a newer one beside it, each once, and none is parked', async () => {
    await stage.addService();
    await stage.addService({}, newer);
    const ids = await openMany(20);

    await countDuringOutage(ids, 1);

    await stage.untilDelivered(...ids);
    expect(ids.map((id) => stage.countedThere(id))).toEqual(ids.map(() => 1));
    expect(ids.map((id) => stage.emulator.dialogs.get(id)!.transmissions.length)).toEqual(ids.map(() => 1));
    expect(await parked()).toEqual([]);
  });

  it('wait after a rollback, while all others are delivered, and are made by the next newer one', async () => {
    await stage.addService({}, newer);
    const [healthy, ...ids] = await openMany(11);
    stage.emulator.faults.set([{ match: api, status: 503 }]);
    for (const id of ids) expect((await stage.count(id)).status).toBe(202);
    await stage.services[0]!.stop();
    stage.emulator.faults.clear();

    await stage.addService();
    stage.services.shift();
    await until(async () => (await leftTo()) > 0);
    expect((await stage.count(healthy!)).status).toBe(204);
    await problemIn(await stage.count(ids[0]!), 503, 'unavailable');
    expect(ids.map((id) => stage.countedThere(id))).toEqual(ids.map(() => 0));
    expect(await parked()).toEqual([]);

    await stage.addService({}, newer);
    await stage.untilDelivered(...ids);
    expect(ids.map((id) => stage.countedThere(id))).toEqual(ids.map(() => 1));
  });

  it('that are many hold up nothing that it can read', async () => {
    await stage.addService({ DIALOGPORTEN_CONCURRENCY: '4' });
    const [template, healthy] = await openMany(2);
    await stage.sql(
      `INSERT INTO dialogs (id, party, service_resource, state, version, undelivered_since, next_attempt_at, created_at, changed_at)
       SELECT gen_random_uuid(), party, service_resource, '{"state":"counted","count":1}', 2, now(), now(), now(), now()
       FROM dialogs, generate_series(1, 300) WHERE id = $1`,
      [template],
    );
    await until(async () => (await leftTo()) > 100);

    expect((await stage.count(healthy!)).status).toBe(204);
    expect(await parked()).toEqual([]);
  });
});
