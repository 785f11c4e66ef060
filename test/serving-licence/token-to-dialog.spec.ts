import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Emulator, startEmulator } from '../../emulator/emulator.js';
import { samplePolicy } from '../../emulator/sample/policy.js';
import { Parties } from './support/parties.js';
import { startService, type TestService } from '../support/service.js';

describe('a dialog token, end to end', () => {
  let emulator: Emulator;
  let service: TestService;
  let parties: Parties;

  beforeAll(async () => {
    emulator = await startEmulator({ policy: samplePolicy });
    service = await startService(emulator);
    parties = new Parties(emulator, service);
  });

  afterAll(async () => {
    await service.stop();
    await emulator.stop();
  });

  it('opens the embed and the buttons, and each button changes the dialog in Dialogporten', async () => {
    const id = await parties.openDialog();
    const opened = await parties.dialogFor('daglig-leder', id);
    expect(opened.status).toBe('RequiresAttention');

    const embed = await parties.embed(id, opened.dialogToken, { query: '?lang=en' });
    expect(embed.status).toBe(200);
    expect(embed.headers.get('Content-Type')).toBe('text/markdown; charset=utf-8');
    expect(await embed.text()).toContain('### Confirm that the business wants to apply');

    const steps = [
      ['confirm', 'Draft'],
      ['submit', 'RequiresAttention'],
      ['sign', 'Awaiting'],
    ] as const;
    for (const [action, status] of steps) {
      const answer = await parties.pressAs('daglig-leder', action, id);
      expect([action, answer.status, await answer.text()]).toEqual([action, 204, '']);
      expect((await parties.dialogFor('daglig-leder', id)).status).toBe(status);
    }
  });
});
