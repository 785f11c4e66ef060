import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EffectRefusedError } from '../../src/effects/effect-handler.decorator.js';
import { fetchClientToken } from '../../emulator/client-token.js';
import { OperatorProgram } from '../support/operator-program.js';
import { until } from '../support/until.js';
import { TallyStage } from '../tally/tally-stage.js';
import { tallyClient } from '../tally/tally.client.js';
import { bank, chargedTallyFeature, unhandledTallyFeature } from './charged-tally.js';

let stage: TallyStage;
/** Every attempt to charge: the effect's id. */
let charged: string[];

beforeEach(async () => {
  stage = await TallyStage.set({}, { features: [chargedTallyFeature] });
  await stage.addService();
  charged = [];
  bank.charge = (id) => Promise.resolve(void charged.push(id));
});
afterEach(() => stage.clear());

const waiting = async () => (await stage.sql('SELECT FROM effects')).length;
const countHere = async (id: string) => (await stage.here(id))['count'];
const added = (id: string) => expect.objectContaining({ summary: summaryOf(id) });
const summaryOf = (id: string) => stage.emulator.dialogs.get(id)?.content['summary'];

describe('the effect of a change', () => {
  it('is made after it, and the change that it leads to is shown', async () => {
    const id = await stage.open();
    expect((await stage.count(id)).status).toBe(204);
    await until(async () => (await countHere(id)) === 101);
    await until(() => JSON.stringify(summaryOf(id)).includes('Counted to 101'));
    expect(stage.emulator.dialogs.get(id)).toMatchObject({ content: added(id) });
    expect(charged).toHaveLength(1);
    expect(await waiting()).toBe(0);
  });

  it('is tried again under the same id when it fails, and its change is made once', async () => {
    bank.charge = (id, attempt) => {
      charged.push(id);
      return attempt < 3 ? Promise.reject(new Error('no answer')) : Promise.resolve();
    };
    const id = await stage.open();
    await stage.count(id);
    await until(async () => (await countHere(id)) === 101);
    expect(charged).toHaveLength(3);
    expect(new Set(charged).size).toBe(1);
  });

  it('is set aside when its handler refuses it, under an alert, and not tried again', async () => {
    bank.charge = (id) => {
      charged.push(id);
      return Promise.reject(new EffectRefusedError('the card is empty'));
    };
    const id = await stage.open();
    await stage.count(id);
    await until(async () => (await stage.sql('SELECT FROM effects WHERE refused_at IS NOT NULL')).length === 1);
    const alert = stage.services[0]!.log.find((line) => line.includes('an effect was refused'));
    expect(JSON.parse(alert!)).toMatchObject({ alert: true, effect: 'charge', dialogId: id });
    // A later one is made all the same.
    bank.charge = () => Promise.resolve();
    await stage.count(id);
    await until(async () => (await countHere(id)) === 102);
    expect(charged).toHaveLength(1);
    const metrics = await stage.metrics();
    expect(metrics).toMatch(/^dialog_effects_refused 1$/m);
    // It is counted once its change has been made.
    await until(async () => /^dialog_effects_total\{result="made"\} 1$/m.test(await stage.metrics()));
  });

  it('is seen, tried again and dropped by an operator when it was refused', async () => {
    bank.charge = (effectId) => {
      charged.push(effectId);
      return Promise.reject(new EffectRefusedError('the card is empty'));
    };
    const operator = async (...parameters: string[]) => {
      const program = new OperatorProgram('dead-letters', parameters, { DATABASE_URL: stage.databaseUrl });
      expect(await program.end()).toBe(0);
      return program.written;
    };
    const id = await stage.open();
    await stage.count(id);
    const areRefused = async () => (await stage.sql('SELECT FROM effects WHERE refused_at IS NOT NULL')).length;
    await until(async () => (await areRefused()) === 1);
    const [effect = ''] = charged;
    expect(await operator('effects', 'list')).toMatch(
      `${effect}  charge of ${id}  EffectRefusedError: the card is empty`,
    );
    expect(await operator('effects', 'redrive', effect)).toContain('is tried again');
    await until(async () => charged.length === 2 && (await areRefused()) === 1);
    expect(await operator('effects', 'drop', effect)).toContain('is forgotten');
    expect(await waiting()).toBe(0);
  });

  it('is not made when the change was refused', async () => {
    const id = await stage.open();
    const token = await fetchClientToken(stage.emulator.url, tallyClient, 'digdir:dialogporten.serviceprovider');
    const deleted = await fetch(`${stage.emulator.url}/dialogporten/api/v1/serviceowner/dialogs/${id}`, {
      method: 'DELETE',
      headers: { Authorization: `Bearer ${token}` },
    });
    expect(deleted.status).toBe(204);
    expect((await stage.count(id)).status).toBe(410);
    expect(await waiting()).toBe(0);
    expect(charged).toEqual([]);
  });

  it('is made while Dialogporten is away, once the change can no longer be refused', async () => {
    const id = await stage.open();
    stage.emulator.faults.set([{ match: '/dialogporten/api/v1/serviceowner', status: 503 }]);
    expect((await stage.count(id)).status).toBe(202);
    await until(async () => (await countHere(id)) === 101);
    stage.emulator.faults.clear();
    await until(() => JSON.stringify(summaryOf(id)).includes('Counted to 101'));
    expect(charged).toHaveLength(1);
  });

  it('may be a timer, which a later change cancels by its name', async () => {
    const startedAt = performance.now();
    const [left, closed] = [await stage.open({ content: { start: 7 } }), await stage.open({ content: { start: 8 } })];
    expect((await stage.asServiceOwner('POST', `/service-owner/tallies/${closed}/close`)).status).toBe(204);
    await until(async () => (await countHere(left)) === 1_007);
    expect(performance.now() - startedAt).toBeGreaterThan(1_500);
    expect(await countHere(closed)).toBe(8);
    expect(await waiting()).toBe(0);
  });

  it('comes to its end without a change that the dialog no longer allows', async () => {
    const id = await stage.open();
    let close = (): void => undefined;
    const isClosed = new Promise<void>((resolve) => (close = resolve));
    bank.charge = (effect) => {
      charged.push(effect);
      return isClosed;
    };
    await stage.count(id);
    await until(() => charged.length === 1);
    expect((await stage.asServiceOwner('POST', `/service-owner/tallies/${id}/close`)).status).toBe(204);
    close();
    await until(async () => (await waiting()) === 0);
    expect(await stage.here(id)).toMatchObject({ state: 'closed', count: 1 });
  });

  it('harms no other when it fails or hangs, however many they are', async () => {
    bank.charge = (id) => {
      charged.push(id);
      return charged.length % 10 === 0 ? new Promise(() => undefined) : Promise.reject(new Error('poison'));
    };
    const ids = await Promise.all(Array.from({ length: 30 }, () => stage.open()));
    await Promise.all(ids.map((id) => stage.count(id)));
    await until(() => charged.length >= 20);
    const healthy = await stage.open({ content: { start: 7 } });
    await until(async () => (await countHere(healthy)) === 1_007);
  });
});

it('is a reason not to start when no handler makes it', async () => {
  await expect(stage.addService({}, [unhandledTallyFeature])).rejects.toThrow(
    'has an effect "remind" without an @EffectHandler()',
  );
});
