import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fetchClientToken } from '../emulator/client-token.js';
import { otherAgency } from '../emulator/personas.js';
import { unrelatedAgency } from '../emulator/testing/clients.js';
import { registered } from '../emulator/testing/policy.js';
import { problemIn } from './support/problems.js';
import { tallyPolicy } from './tally/index.js';
import { tallyScope } from './tally/tally.client.js';
import { TallyStage } from './tally/tally-stage.js';

/** Both organisations may call, and each has dialogs of its own. */
const policy = {
  ...tallyPolicy,
  clients: [...tallyPolicy.clients, registered(unrelatedAgency, otherAgency, tallyScope)],
};

let stage: TallyStage;

beforeAll(async () => {
  stage = await TallyStage.set({ SERVICE_OWNER_ORGANIZATIONS: `991825827,${otherAgency}` }, { policy });
  await stage.addService();
});
afterAll(() => stage.clear());

async function asOther(method: string, path: string, body?: object): Promise<Response> {
  const token = await fetchClientToken(stage.emulator.url, unrelatedAgency, tallyScope);
  return fetch(`${stage.services[0]!.url}/service-owner${path}`, {
    method,
    headers: {
      Authorization: `Bearer ${token}`,
      'Idempotency-Key': randomUUID(),
      ...(body && { 'Content-Type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
}

describe('a dialog that one organisation has opened', () => {
  it('is not there for another one: it is neither read nor changed', async () => {
    const id = await stage.open();
    await problemIn(await asOther('GET', `/dialogs/${id}`), 404, 'not-found');
    await problemIn(await asOther('POST', `/tallies/${id}/close`), 404, 'not-found');
    expect(await stage.here(id)).toMatchObject({ state: 'open' });
  });

  it('is there for itself', async () => {
    const party = 'urn:altinn:organization:identifier-no:310456799';
    const opened = await asOther('POST', '/dialogs', { party });
    const { dialogId } = (await opened.json()) as { dialogId: string };
    expect((await asOther('GET', `/dialogs/${dialogId}`)).status).toBe(200);
    expect((await stage.asServiceOwner('GET', `/service-owner/dialogs/${dialogId}`)).status).toBe(404);
    expect([202, 204]).toContain((await asOther('POST', `/tallies/${dialogId}/close`)).status);
  });

  it('is that of the first organisation when it was opened before owners were kept', async () => {
    const id = await stage.open();
    await stage.sql('UPDATE dialogs SET owner = NULL WHERE id = $1', [id]);
    expect(await stage.here(id)).toMatchObject({ state: 'open' });
    await problemIn(await asOther('GET', `/dialogs/${id}`), 404, 'not-found');
  });
});
