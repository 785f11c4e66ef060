import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Module } from '@nestjs/common';
import { checkDatabase } from '../src/check/check-database.js';
import type { DialogDefinition } from '../src/dialogs/dialog-definition.js';
import { DialogsModule } from '../src/dialogs/dialogs.module.js';
import type { Feature } from '../src/feature.js';
import { tallyFeature } from './tally/index.js';
import {
  TallyEmbedsController,
  TallyServiceOwnerController,
  TallyWriteActionsController,
} from './tally/tally.controllers.js';
import { tally, type Tally, type TallyChange, type TallyContent } from './tally/tally.js';
import { TallyStage } from './tally/tally-stage.js';

/** How tallies are stored a year later: `open` is called `running` and has a step, and there is no `closed` any more. */
type LaterTally =
  | { readonly state: 'running'; readonly count: number; readonly step: number }
  | { readonly state: 'archived'; readonly count: number }
  | { readonly state: 'deleted'; readonly count: number };

const asBefore = (tallied: LaterTally): Tally => {
  if (tallied.state === 'running') return { state: 'open', count: tallied.count };
  return { state: tallied.state === 'archived' ? 'closed' : 'deleted', count: tallied.count };
};

const asNow = (tallied: Tally): LaterTally => {
  if (tallied.state === 'open') return { state: 'running', count: tallied.count, step: 1 };
  return { state: tallied.state === 'deleted' ? 'deleted' : 'archived', count: tallied.count };
};

/** The form that this version stores, and no other. */
function readNow(stored: unknown): LaterTally | undefined {
  const { state, count, step } = Object(stored) as Record<string, unknown>;
  if (!Number.isInteger(count)) return undefined;
  if (state === 'running' ? Number.isInteger(step) : state === 'archived' || state === 'deleted') {
    return stored as LaterTally;
  }
  return undefined;
}

const laterTally: DialogDefinition<LaterTally, TallyChange, 'report', TallyContent> = {
  ...tally,
  initial: (...asked) => asNow(tally.initial(...asked)),
  openingHistory: () => [],
  examples: tally.examples.map(asNow),
  effects: () => [],
  writeRows: () => Promise.resolve(),
  takeBackRows: () => Promise.resolve(),
  read(stored) {
    const before = tally.read(stored);
    // A deleted tally is stored as it was.
    return readNow(stored) ?? (before && asNow(before));
  },
  apply: (state, ...asked) => asNow(tally.apply(asBefore(state), ...asked)),
  isDeleted: ({ state }) => state === 'deleted',
  history: (change, actor, party, dialog) =>
    tally.history(change, actor, party, { ...dialog, state: asBefore(dialog.state) }),
  describe: (state) => ({ ...state }),
  view: (dialog) => tally.view({ ...dialog, state: asBefore(dialog.state) }),
};

/** The same, by a team that has forgotten what is stored. */
const forgetful: typeof laterTally = { ...laterTally, read: readNow };

const controllers = [TallyWriteActionsController, TallyEmbedsController, TallyServiceOwnerController];

@Module({ imports: [DialogsModule.forFeature(laterTally)], controllers })
class LaterTallyModule {}

@Module({ imports: [DialogsModule.forFeature(forgetful)], controllers })
class ForgetfulTallyModule {}

const later: readonly Feature[] = [{ ...tallyFeature, module: LaterTallyModule, definitions: [laterTally] }];
const forgotten: readonly Feature[] = [{ ...tallyFeature, module: ForgetfulTallyModule, definitions: [forgetful] }];

let stage: TallyStage;

beforeEach(async () => {
  stage = await TallyStage.set();
  await stage.addService();
});
afterEach(() => stage.clear());

/** Log of a replica of that version at its start. */
async function saidAtStart(features: readonly Feature[]): Promise<Record<string, unknown>[]> {
  const { log } = await stage.addService({}, features);
  const lines = log.map((line) => JSON.parse(line) as Record<string, unknown>);
  return lines.filter(({ msg }) => msg === 'stored dialogs cannot be read');
}

async function check(features: readonly Feature[]): Promise<readonly string[]> {
  const settings = { DATABASE_URL: stage.databaseUrl, DATA_DIR: '', NODE_ENV: 'test' } as const;
  const definitions = features.flatMap((feature) => feature.definitions);
  const found: string[] = [];
  for await (const { verdict, about, message } of checkDatabase(settings, { definitions, now: Date.now })) {
    if (about === 'stored states') found.push(`${verdict} ${message}`);
  }
  return found;
}

describe('states of another shape than the one that is stored', () => {
  it('are read as they are now, and changed, beside a replica that still writes them as before', async () => {
    const [running, archived] = [await stage.open({ content: { start: 3 } }), await stage.open()];
    await stage.count(archived);
    await stage.asServiceOwner('POST', `/service-owner/tallies/${archived}/close`);
    await stage.untilDelivered(running, archived);

    expect(await saidAtStart(later)).toEqual([]);
    expect(await check(later)).toEqual(['ok each that is stored can be read']);
    expect(await stage.here(running, 1)).toMatchObject({ state: 'running', count: 3, step: 1 });
    expect(await stage.here(archived, 1)).toMatchObject({ state: 'archived', count: 1 });

    expect((await stage.count(running, { at: 0 })).status).toBe(204);
    expect((await stage.count(running, { at: 1 })).status).toBe(204);
    expect(await stage.here(running, 1)).toMatchObject({ state: 'running', count: 5, step: 1 });
    // The older one cannot read what the newer one has stored, and leaves it alone.
    expect((await stage.count(running, { at: 0 })).status).toBe(503);
    expect((await stage.count(running, { at: 1 })).status).toBe(204);
    expect(stage.countedThere(running)).toBe(3);
  });

  it('are named at start-up and by the check where they are not read, each name once, with dialogs to look at', async () => {
    const ids: string[] = [];
    for (let opened = 0; opened < 12; opened += 1) ids.push(await stage.open());
    const closed = await stage.open();
    await stage.asServiceOwner('POST', `/service-owner/tallies/${closed}/close`);
    await stage.sql(`UPDATE dialogs SET state = '{}' WHERE id = $1`, [ids[11]]);
    const expected = [
      `a state without a name of urn:altinn:resource:tally: 1 of 1 cannot be read, such as ${ids[11]}`,
      `the state "closed" of urn:altinn:resource:tally: 1 of 1 cannot be read, such as ${closed}`,
      expect.stringMatching(/^the state "open" of urn:altinn:resource:tally: 10 of 10 cannot be read, such as /),
    ];

    const said = await saidAtStart(forgotten);

    expect(said.map(({ reason }) => reason).toSorted()).toEqual(expected);
    expect(said.every(({ alert, level }) => alert === true && level === 'error')).toBe(true);
    expect((await check(forgotten)).toSorted()).toEqual(
      expected.map((each) =>
        typeof each === 'string' ? `fault ${each}` : expect.stringContaining('the state "open"'),
      ),
    );
  });

  it('are named where their kind of dialog has been taken out', async () => {
    const id = await stage.open();
    expect(await check([])).toEqual([
      `fault the state "open" of urn:altinn:resource:tally: 1 of 1 cannot be read, such as ${id}`,
    ]);
  });
});
