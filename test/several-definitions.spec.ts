import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parkingPermitFeature } from './parking-permit/index.js';
import { parkingPermit } from './parking-permit/permit.definition.js';
import { problemIn } from './support/problems.js';
import { tallyFeature, tallyPolicy } from './tally/index.js';
import { tallyResource } from './tally/tally.js';
import { TallyStage } from './tally/tally-stage.js';

const { serviceResource: permitResource } = parkingPermit;
const [owned] = tallyPolicy.serviceResources;

/** The same people and client, with the rules of both kinds of dialog. */
const policy = {
  ...tallyPolicy,
  serviceResources: [owned!, { ...owned!, urn: permitResource }],
  rules: [...tallyPolicy.rules, ...tallyPolicy.rules.map((rule) => ({ ...rule, serviceResource: permitResource }))],
};

let stage: TallyStage;

beforeAll(async () => {
  stage = await TallyStage.set(
    { WRITE_ACTION_TIMEOUT_MS: '10000' },
    { policy, features: [tallyFeature, parkingPermitFeature] },
  );
  await stage.addService();
}, 30_000);
afterAll(() => stage.clear());

const openPermit = () => stage.open({ serviceResource: permitResource });
const permitToken = (id: string) => stage.token(id, { s: permitResource });

function asUser(method: string, path: string, token: string, body?: unknown): Promise<Response> {
  return fetch(`${stage.services[0]!.url}${path}`, {
    method,
    headers: {
      Authorization: `Bearer ${token}`,
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}

describe('a service with two kinds of dialog', () => {
  it('opens the first of its resources where none is named, and the one that is named', async () => {
    const [tallyId, permitId] = [await stage.open(), await openPermit()];
    expect(await stage.here(tallyId)).toMatchObject({ serviceResource: tallyResource, state: 'open', count: 0 });
    expect(await stage.here(permitId)).toMatchObject({ serviceResource: permitResource, state: 'applied' });
    expect(stage.emulator.dialogs.get(permitId)).toMatchObject({ serviceResource: permitResource, status: 'Awaiting' });
  });

  it('opens none of a resource that is not its own', async () => {
    const body = { party: 'urn:altinn:organization:identifier-no:310456799', serviceResource: 'urn:altinn:resource:x' };
    const response = await stage.asServiceOwner('POST', '/service-owner/dialogs', body);
    await problemIn(response, 403, 'foreign-resource');
  });

  it('takes a permit from application over a question to an answer with a body', async () => {
    const id = await openPermit();
    const question = { question: 'Which *street*?' };
    const asked = await stage.asServiceOwner('POST', `/service-owner/parking-permits/${id}/question`, question);
    expect(asked.status).toBe(204);
    const token = permitToken(id);
    const shown = await asUser('GET', `/parking-permits/${id}/embed?lang=en`, token);
    expect([shown.status, await shown.text()]).toEqual([200, 'We ask:\n\n> Which \\*street\\*?\n']);
    const unknown = await asUser('POST', `/parking-permits/${id}/answer`, token, { answer: 'x', colour: 'red' });
    await problemIn(unknown, 400, 'invalid-request');
    const answered = await asUser('POST', `/parking-permits/${id}/answer`, token, { answer: 'The long one' });
    expect(answered.status).toBe(204);
    expect(await stage.here(id)).toMatchObject({ state: 'granted', version: 3, deliveredVersion: 3 });
    expect(stage.emulator.dialogs.get(id)).toMatchObject({ status: 'Completed', guiActions: [] });
  });

  it('withdraws a permit by its button', async () => {
    const id = await openPermit();
    const [button] = stage.emulator.dialogs.get(id)!.guiActions;
    const response = await asUser(button!.httpMethod!, new URL(button!.url!).pathname, permitToken(id));
    expect(response.status).toBe(204);
    await problemIn(await asUser('GET', `/parking-permits/${id}/embed`, permitToken(id)), 410, 'gone');
  });

  it('finds a dialog of the one kind under the routes of its own kind only', async () => {
    const [tallyId, permitId] = [await stage.open(), await openPermit()];
    await problemIn(await asUser('GET', `/parking-permits/${tallyId}/embed`, stage.token(tallyId)), 404, 'not-found');
    await problemIn(await asUser('POST', `/tallies/${permitId}/count`, permitToken(permitId)), 404, 'not-found');
    const decision = await stage.asServiceOwner('POST', `/service-owner/parking-permits/${tallyId}/decision`, {
      granted: true,
    });
    await problemIn(decision, 404, 'not-found');
    expect(await stage.here(tallyId)).toMatchObject({ version: 1 });
  });

  it('refuses a token of the one resource for a dialog of the other', async () => {
    const id = await openPermit();
    await problemIn(await asUser('GET', `/parking-permits/${id}/embed`, stage.token(id)), 403, 'foreign-resource');
  });
});
