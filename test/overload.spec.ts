import { EventEmitter, once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Get, Module } from '@nestjs/common';
import { DialogEndpoint, RequireAction } from 'nestjs-dialog-token';
import { DialogsModule } from '../src/dialogs/dialogs.module.js';
import { Embeds } from '../src/embeds/embeds.decorator.js';
import { embed as embedOf, type Embed, paragraph } from '../src/embeds/markdown.js';
import { problemIn } from './support/problems.js';
import { until } from './support/until.js';
import { tallyFeature } from './tally/index.js';
import {
  TallyEmbedsController,
  TallyServiceOwnerController,
  TallyWriteActionsController,
} from './tally/tally.controllers.js';
import { tally } from './tally/tally.js';
import { TallyStage } from './tally/tally-stage.js';

/** Requests at work, which end when the test says so. */
const work = new EventEmitter();
let begun = 0;

@DialogEndpoint('tallies/:dialogId')
@Embeds()
class SlowController {
  @Get('slow')
  @RequireAction('read')
  async slow(): Promise<Embed> {
    begun += 1;
    await once(work, 'end');
    return embedOf(paragraph('Done'));
  }
}

@Module({
  imports: [DialogsModule.forFeature(tally)],
  controllers: [TallyWriteActionsController, TallyEmbedsController, TallyServiceOwnerController, SlowController],
})
class SlowTallyModule {}

const another = 'urn:altinn:person:identifier-no:21848510170';
const origin = 'http://localhost:4000';

describe('a replica with as many requests at work as it may have', () => {
  let stage: TallyStage;
  let held: string;
  let other: string;

  beforeEach(async () => {
    stage = await TallyStage.set(
      { REQUEST_CONCURRENCY: '2' },
      { features: [{ ...tallyFeature, module: SlowTallyModule }] },
    );
    await stage.addService();
    [held, other] = [await stage.open(), await stage.open()];
    begun = 0;
  });

  afterEach(async () => {
    work.emit('end');
    await stage.clear();
  });

  const ask = (path: string, init: RequestInit = {}) => fetch(`${stage.services[0]!.url}${path}`, init);
  const show = (what: string, id: string, claims = {}) =>
    ask(`/tallies/${id}/${what}`, { headers: { Authorization: `Bearer ${stage.token(id, claims)}`, Origin: origin } });
  const embed = (id: string, claims = {}) => show('embed', id, claims);

  it('answers all others 503 at once, as a browser may read it, says that it is ready, goes on delivering, and then serves again', async () => {
    stage.emulator.faults.set([{ match: 'PUT /dialogporten', status: 503 }]);
    expect((await stage.count(other)).status).toBe(202);
    const atWork = [show('slow', held), show('slow', held)];
    await until(() => begun === 2);

    const refused = await Promise.all([
      embed(other, { c: another }),
      stage.count(other, { token: stage.token(other, { c: another }), headers: { Origin: origin } }),
      ask('/', { headers: { Origin: origin } }),
    ]);
    for (const answer of refused) {
      expect(Number(answer.headers.get('Retry-After'))).toBeGreaterThan(0);
      expect(answer.headers.get('Access-Control-Allow-Origin')).toBe(origin);
      expect(answer.headers.get('Access-Control-Expose-Headers')).toContain('Retry-After');
      await problemIn(answer, 503, 'overloaded');
    }

    expect((await ask('/health/live')).status).toBe(200);
    expect((await ask('/health/ready')).status).toBe(200);
    expect(await (await ask('/metrics')).text()).toMatch(/^http_problems_total\{problem="overloaded"\} [1-9]/m);

    stage.emulator.faults.clear();
    await stage.untilDelivered(other);
    expect(stage.countedThere(other)).toBe(1);

    work.emit('end');
    expect((await Promise.all(atWork)).map(({ status }) => status)).toEqual([200, 200]);
    expect((await embed(other, { c: another })).status).toBe(200);
    const { log } = stage.services[0]!;
    expect(log.filter((line) => line.includes('more requests come than this process can work on'))).toHaveLength(1);
    expect(log.filter((line) => line.includes('a request failed'))).toEqual([]);
  });

  it('does not count those that wait for Dialogporten', async () => {
    stage.emulator.faults.set([{ match: 'PUT /dialogporten', latencyMs: 60_000 }]);
    let answered = 0;
    const waiting = [held, other].map((id) => stage.count(id).finally(() => (answered += 1)));
    await until(async () => (await stage.sql('SELECT FROM dialogs WHERE version = 2')).length === 2);
    expect((await embed(held)).status).toBe(200);
    expect(answered).toBe(0);
    stage.emulator.faults.clear();
    expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual([202, 202]);
  });
});
