import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Module, Post } from '@nestjs/common';
import type { Delivery } from '../src/delivery/delivery.js';
import { Caller, DialogEndpoint, type DialogToken, RequireAction } from 'nestjs-dialog-token';
import type { DialogDefinition } from '../src/dialogs/dialog-definition.js';
import { Dialogs } from '../src/dialogs/dialogs.js';
import { DialogsModule } from '../src/dialogs/dialogs.module.js';
import { defineProblem, Problem } from '../src/http/problem.js';
import { WriteActions } from '../src/write-actions/write-actions.decorator.js';
import { problemIn } from './support/problems.js';
import { tallyFeature } from './tally/index.js';
import {
  TallyEmbedsController,
  TallyServiceOwnerController,
  TallyWriteActionsController,
} from './tally/tally.controllers.js';
import { TallyStage } from './tally/tally-stage.js';
import { tally, type Tally, type TallyChange, type TallyContent } from './tally/tally.js';

const countFirst = defineProblem('count-first', {
  status: 409,
  title: { nb: 'Tell først', nn: 'Tel først', en: 'Count first' },
  detail: {
    nb: 'Du må telle før du kan avslutte.',
    nn: 'Du må telje før du kan avslutte.',
    en: 'You have to count before you can close.',
  },
});

const paymentRefused = defineProblem('payment-refused', {
  status: 402,
  title: { nb: 'Betalingen gikk ikke', nn: 'Betalinga gjekk ikkje', en: 'Payment refused' },
  detail: {
    nb: 'Banken avviste betalingen.',
    nn: 'Banken avviste betalinga.',
    en: 'The bank refused the payment.',
  },
  members: {
    properties: { amountDue: { type: 'integer', description: 'In øre.' } },
    required: ['amountDue'],
    example: { amountDue: 19_900 },
  },
});

/** A tally that is not closed before something has been counted. */
const strictTally: DialogDefinition<Tally, TallyChange, 'report', TallyContent> = {
  ...tally,
  problems: [countFirst, paymentRefused],
  apply(state, change, ...asked) {
    if (change.type === 'close' && state.count === 0) throw new Problem(countFirst);
    return tally.apply(state, change, ...asked);
  },
};

@DialogEndpoint('tallies/:dialogId')
@WriteActions()
class PaymentController {
  constructor(private readonly tallies: Dialogs<typeof strictTally>) {}

  @Post('pay')
  @RequireAction('write')
  async pay(@Caller() caller: DialogToken): Promise<Delivery> {
    const { state } = await this.tallies.read(caller);
    throw new Problem(paymentRefused, { members: { amountDue: state.count * 100 } });
  }
}

@Module({
  imports: [DialogsModule.forFeature(strictTally)],
  controllers: [PaymentController, TallyWriteActionsController, TallyEmbedsController, TallyServiceOwnerController],
})
class StrictTallyModule {}

interface Operation {
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, unknown>> }>>;
}

interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Record<string, unknown>; readonly examples: Record<string, unknown> };
}

describe('a problem of a kind of dialog', () => {
  let stage: TallyStage;
  let document: ApiDocument;

  beforeAll(async () => {
    stage = await TallyStage.set({}, { features: [{ ...tallyFeature, module: StrictTallyModule }] });
    await stage.addService();
    document = (await (await fetch(`${stage.services[0]!.url}/docs-json`)).json()) as ApiDocument;
  });
  afterAll(() => stage.clear());

  const press = async (dialogId: string, action: string, language: string) =>
    fetch(`${stage.services[0]!.url}/tallies/${dialogId}/${action}`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${stage.token(dialogId)}`, 'Accept-Language': language },
    });

  it.each([
    ['nb', 'Tell først', 'Du må telle før du kan avslutte.'],
    ['nn', 'Tel først', 'Du må telje før du kan avslutte.'],
    ['en', 'Count first', 'You have to count before you can close.'],
  ])('that its rules throw is answered in %s', async (language, title, detail) => {
    const id = await stage.open();
    expect(await problemIn(await press(id, 'close', language), 409, 'count-first')).toMatchObject({ title, detail });
    expect(await stage.here(id)).toMatchObject({ state: 'open', version: 1 });
  });

  it('that a handler throws has what the handler says besides', async () => {
    const id = await stage.open({ content: { start: 3 } });
    expect(await problemIn(await press(id, 'pay', 'en'), 402, 'payment-refused')).toMatchObject({
      title: 'Payment refused',
      amountDue: 300,
    });
  });

  it('is documented on every route of its module that changes something, and on its opening', () => {
    const listed = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods)
        .filter(([, { responses }]) => JSON.stringify(responses['402'] ?? '').includes('urn:problem:payment-refused'))
        .map(([method]) => `${method} ${path}`),
    );
    expect(listed.toSorted()).toEqual([
      'delete /tallies/{dialogId}',
      'post /service-owner/dialogs',
      'post /service-owner/tallies/{dialogId}/close',
      'post /tallies/{dialogId}/add',
      'post /tallies/{dialogId}/approve',
      'post /tallies/{dialogId}/close',
      'post /tallies/{dialogId}/count',
      'post /tallies/{dialogId}/pay',
    ]);
  });

  it('is documented with its members and an example', () => {
    const { schemas, examples } = document.components;
    expect(schemas['PaymentRefusedProblem']).toMatchObject({ required: ['amountDue'] });
    expect(examples['payment-refused']).toMatchObject({
      value: { type: 'urn:problem:payment-refused', status: 402, title: 'Payment refused', amountDue: 19_900 },
    });
    expect(JSON.stringify(document.paths['/tallies/{dialogId}/close'])).toContain('urn:problem:count-first');
  });

  it('is counted by its name', async () => {
    const metrics = await (await fetch(`${stage.services[0]!.url}/metrics`)).text();
    expect(metrics).toMatch(/http_problems_total\{problem="payment-refused"\} [1-9]/);
  });
});
