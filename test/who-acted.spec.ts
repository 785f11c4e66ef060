import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Body, Injectable, Module, Param, Post } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { IsInt } from 'class-validator';
import type { Delivery } from '../src/delivery/delivery.js';
import type { DialogDefinition } from '../src/dialogs/dialog-definition.js';
import { Dialogs } from '../src/dialogs/dialogs.js';
import { DialogsModule } from '../src/dialogs/dialogs.module.js';
import type { Actor } from '../src/dialogs/history.js';
import type { ServiceOwnerRequest } from '../src/dialogs/idempotency.js';
import { idInPath } from '../src/dialogs/uuid-v7.js';
import {
  EffectHandler,
  type EffectOutcome,
  type EffectToMake,
  OnBehalf,
} from '../src/effects/effect-handler.decorator.js';
import type { Feature } from '../src/feature.js';
import { Problem } from '../src/http/problem.js';
import { actorNamed, PerformedBy, PerformedByDto } from '../src/service-owner/performed-by.dto.js';
import {
  ApiIdempotencyKey,
  IdentifiedBy,
  ServiceOwnerEndpoint,
} from '../src/service-owner/service-owner-endpoint.decorator.js';
import { WriteActions } from '../src/write-actions/write-actions.decorator.js';
import { problemIn } from './support/problems.js';
import { until } from './support/until.js';
import { tallyFeature, tallyKeeper, tallyParty } from './tally/index.js';
import { TallyEmbedsController, TallyWriteActionsController } from './tally/tally.controllers.js';
import { tally, type Tally, type TallyChange, type TallyContent } from './tally/tally.js';
import { TallyStage } from './tally/tally-stage.js';

const payer: Actor = { actorType: 'PartyRepresentative', actorName: 'Betalingssystemet' };

/**
 * A tally in which a large addition of the service owner's own is paid for, by a system that then adds to it. Only systems
 * with a name add one; a person's tally begins with 1,000.
 */
const paid: DialogDefinition<Tally, TallyChange, 'report', TallyContent> = {
  ...tally,
  initial: ({ start = 0 }, _, actor) => ({ state: 'open', count: 'actorId' in actor ? start + 1_000 : start }),
  apply(state, change, at, actor) {
    if (change.type === 'add' && change.amount === 1 && !('actorName' in actor)) throw new Problem('conflict');
    return tally.apply(state, change, at, actor);
  },
  effects: (change, _, __, { actorType }) =>
    change.type === 'add' && change.amount === 500 && actorType === 'ServiceOwner' ? [{ name: 'pay' }] : [],
};

class AdditionDto {
  @ApiProperty()
  @IsInt()
  readonly amount: number;

  @PerformedBy()
  readonly performedBy?: PerformedByDto;
}

@ServiceOwnerEndpoint('service-owner/tallies/:dialogId')
@WriteActions()
class AdditionsController {
  constructor(private readonly tallies: Dialogs<typeof paid>) {}

  @Post('additions')
  @ApiIdempotencyKey('optional')
  add(
    @Param('dialogId') dialogId: string,
    @Body() { amount, performedBy }: AdditionDto,
    @IdentifiedBy('optional') request: ServiceOwnerRequest,
  ): Promise<Delivery> {
    const asked = { ...request, performedBy: actorNamed(performedBy) };
    return this.tallies.changeAsServiceOwner(idInPath(dialogId), { type: 'add', amount }, asked);
  }
}

/** Code of the feature's own, such as what reads a queue. */
@Injectable()
class Queue {
  static all: Dialogs<typeof paid>;

  constructor(tallies: Dialogs<typeof paid>) {
    Queue.all = tallies;
  }

  @EffectHandler(paid, 'pay')
  pay(_effect: EffectToMake<typeof paid>): EffectOutcome<typeof paid> {
    return Promise.resolve(new OnBehalf({ type: 'add', amount: 1 } as const, payer));
  }
}

@Module({
  imports: [DialogsModule.forFeature(paid)],
  controllers: [TallyWriteActionsController, TallyEmbedsController, AdditionsController],
  providers: [Queue],
})
class PaidModule {}

const features: readonly Feature[] = [{ ...tallyFeature, module: PaidModule, definitions: [paid] }];

/** A valid number that the register does not know. */
const stranger = 'urn:altinn:person:identifier-no:21848510170';

let stage: TallyStage;

beforeAll(async () => {
  stage = await TallyStage.set({ LOG_LEVEL: 'trace' }, { features });
  await stage.addService();
});
afterEach(() => stage.emulator.faults.clear());
afterAll(() => stage.clear());

const add = (id: string, body: object, headers: Record<string, string> = {}) =>
  stage.asServiceOwner('POST', `/service-owner/tallies/${id}/additions`, { amount: 2, ...body }, { headers });
const activities = (id: string) => stage.emulator.dialogs.get(id)!.activities;
const newest = (id: string) => activities(id).at(-1)!.performedBy;

describe('a change of the service owner', () => {
  it('is its own where it names no actor', async () => {
    const id = await stage.open();
    expect((await add(id, {})).status).toBe(204);
    expect(activities(id).map(({ performedBy }) => performedBy.actorType)).toEqual(['ServiceOwner', 'ServiceOwner']);
  });

  it('is of the person, organisation or system that it names, by number or by name', async () => {
    const id = await stage.open({ performedBy: { actorId: tallyKeeper } });
    expect(newest(id)).toMatchObject({ actorType: 'PartyRepresentative', actorId: tallyKeeper });
    expect(
      (await add(id, { performedBy: { actorId: 'urn:altinn:organization:identifier-no:310456942' } })).status,
    ).toBe(204);
    // The register of the test does not know the organisation: its number is no secret, and stands for its name.
    expect(newest(id)).toEqual({ actorType: 'PartyRepresentative', actorName: 'Organisasjon 310456942' });
    expect((await add(id, { performedBy: { actorName: 'Lønnssystemet' } })).status).toBe(204);
    expect(newest(id)).toEqual({ actorType: 'PartyRepresentative', actorName: 'Lønnssystemet' });
  });

  it.each<[string, object, string]>([
    ['both', { actorId: tallyKeeper, actorName: 'Varsom Lykt' }, 'performedBy'],
    ['neither', {}, 'performedBy'],
    [
      'a system user',
      { actorId: 'urn:altinn:systemuser:uuid:0194a1b2-3c4d-7e5f-8a9b-0c1d2e3f4a5b' },
      'performedBy.actorId',
    ],
    ['a number with a wrong check digit', { actorId: `${tallyKeeper.slice(0, -1)}7` }, 'performedBy.actorId'],
    ['a name that is blank', { actorName: ' ' }, 'performedBy.actorName'],
    ['a name that is too long', { actorName: 'x'.repeat(256) }, 'performedBy.actorName'],
    ['a name of two lines', { actorName: 'a\nb' }, 'performedBy.actorName'],
    ['something else', { actorName: 'a', actorType: 'ServiceOwner' }, 'performedBy.actorType'],
  ])('is refused that names %s, and nothing has changed', async (_, performedBy, field) => {
    const id = await stage.open();
    const { errors } = await problemIn(await add(id, { performedBy }), 400, 'invalid-request');
    expect(errors!.map((error) => error.field)).toEqual([field]);
    expect((await stage.here(id))['version']).toBe(1);
  });

  it('is made by rules that know who acts', async () => {
    const id = await stage.open({ performedBy: { actorId: tallyKeeper } });
    expect(await stage.here(id)).toMatchObject({ count: 1_000 });
    await problemIn(await add(id, { amount: 1 }), 409, 'conflict');
    expect((await add(id, { amount: 1, performedBy: { actorName: 'Lønnssystemet' } })).status).toBe(204);
    expect(await stage.here(id)).toMatchObject({ count: 1_001 });
  });

  it('is another request when it names another under the same key', async () => {
    const id = await stage.open();
    const key = { 'Idempotency-Key': 'one' };
    expect((await add(id, { performedBy: { actorId: tallyKeeper } }, key)).status).toBe(204);
    expect((await add(id, { performedBy: { actorId: tallyKeeper } }, key)).status).toBe(204);
    await problemIn(await add(id, { performedBy: { actorId: tallyParty } }, key), 422, 'idempotency-key-reused');
    expect(activities(id)).toHaveLength(2);
  });

  it('of a user whom the register does not know is made, and the number is in no log, error or URL', async () => {
    const id = await stage.open();
    expect((await add(id, { performedBy: { actorId: stranger } })).status).toBe(204);
    expect(newest(id)).toEqual({ actorType: 'PartyRepresentative', actorName: 'Innlogget bruker' });
    const wrong = await (await add(id, { performedBy: { actorId: `${stranger}0` } })).text();
    const paths = stage.emulator.requests.list().map(({ path }) => path);
    for (const text of [wrong, ...stage.services[0]!.log, ...paths]) expect(text).not.toContain('21848510170');
  });
});

describe('a change by code of the feature’s own', () => {
  it('says on whose behalf, and is made once under its name', async () => {
    const id = await stage.open();
    const asked = { name: 'message-1', performedBy: payer };

    const outcomes = [];
    for (let time = 0; time < 2; time++) {
      const delivery = await Queue.all.changeByOwnCode(id, { type: 'add', amount: 3 }, asked);
      outcomes.push(await delivery.outcome(5_000));
    }

    expect(outcomes).toEqual(['delivered', 'delivered']);
    expect(activities(id)).toHaveLength(2);
    expect(newest(id)).toEqual(payer);
    await expect(Queue.all.changeByOwnCode(id, { type: 'add', amount: 4 }, asked)).rejects.toMatchObject({
      kind: 'idempotency-key-reused',
    });
  });

  it('that is the answer to an effect says so, too', async () => {
    const id = await stage.open();
    expect((await add(id, { amount: 500 })).status).toBe(204);
    await until(() => activities(id).length === 3);
    expect(newest(id)).toEqual(payer);
  });
});
