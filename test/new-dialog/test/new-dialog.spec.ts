import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Emulator, startEmulator } from '../../../emulator/emulator.js';
import { newDialogFeature } from '../src/index.js';
import { newDialogStandIn } from '../emulator/index.js';
import { problemIn } from '../../support/problems.js';
import { startService, type TestService } from '../../support/service.js';

let emulator: Emulator;
let service: TestService;
let id: string;

beforeAll(async () => {
  emulator = await startEmulator({ policy: newDialogStandIn.policy });
  service = await startService(emulator, { WRITE_ACTION_TIMEOUT_MS: '10000' }, [newDialogFeature]);
});
afterAll(async () => {
  await service.stop();
  await emulator.stop();
});

beforeEach(async () => {
  const [opened] = await newDialogStandIn.openDialogs(emulator, service.url, newDialogStandIn.desk(service.url));
  id = opened!.id;
});

/** The dialog as that persona gets it from Dialogporten, with a token that says what they may do. */
async function dialogFor(persona: string) {
  const url = `${emulator.url}/dialogporten/api/v1/enduser/dialogs/${id}`;
  return (await (await fetch(url, { headers: { 'X-Persona': persona } })).json()) as { dialogToken: string };
}

/** Asks the service, as the portal does for that persona. */
async function ask(persona: string, method: 'GET' | 'POST', path: string): Promise<Response> {
  const { dialogToken } = await dialogFor(persona);
  const headers = { Authorization: `Bearer ${dialogToken}` };
  return fetch(`${service.url}/new-dialog/${id}${path}`, { method, headers });
}

describe('a dialog', () => {
  it('has an embed for those who may read it', async () => {
    const response = await ask('regnskapsforer', 'GET', '/embed?lang=en');
    expect([response.status, await response.text()]).toEqual([200, '### Confirm that it is right\n']);
  });

  it('is confirmed by its button, and Dialogporten shows it', async () => {
    const [button] = emulator.dialogs.get(id)!.guiActions;
    expect(new URL(button!.url!).pathname).toBe(`/new-dialog/${id}/confirm`);
    expect((await ask('daglig-leder', 'POST', '/confirm')).status).toBe(204);
    expect(emulator.dialogs.get(id)).toMatchObject({ status: 'Completed', guiActions: [] });
    expect(await (await ask('daglig-leder', 'GET', '/embed?lang=en')).text()).toContain('### We have your answer');
  });

  it('is not confirmed by those who may only read it', async () => {
    await problemIn(await ask('regnskapsforer', 'POST', '/confirm'), 403, 'missing-action');
    expect(emulator.dialogs.get(id)).toMatchObject({ status: 'RequiresAttention' });
  });
});
