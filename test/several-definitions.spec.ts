import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newDialogFeature } from './new-dialog/src/index.js';
import { newDialog } from './new-dialog/src/dialogs/new-dialog.definition.js';
import { problemIn } from './support/problems.js';
import { tallyFeature, tallyPolicy } from './tally/index.js';
import { tallyResource } from './tally/tally.js';
import { TallyStage } from './tally/tally-stage.js';

const { serviceResource: otherResource } = newDialog;
const [owned] = tallyPolicy.serviceResources;

/** The same people and client, with the rules of both kinds of dialog. */
const policy = {
  ...tallyPolicy,
  serviceResources: [owned!, { ...owned!, urn: otherResource }],
  rules: [...tallyPolicy.rules, ...tallyPolicy.rules.map((rule) => ({ ...rule, serviceResource: otherResource }))],
};

let stage: TallyStage;

beforeAll(async () => {
  stage = await TallyStage.set(
    { WRITE_ACTION_TIMEOUT_MS: '10000' },
    { policy, features: [tallyFeature, newDialogFeature] },
  );
  await stage.addService();
});
afterAll(() => stage.clear());

const openOther = () => stage.open({ serviceResource: otherResource });
const otherToken = (id: string) => stage.token(id, { s: otherResource, a: 'read;confirm' });

function asUser(method: string, path: string, token: string): Promise<Response> {
  return fetch(`${stage.services[0]!.url}${path}`, { method, headers: { Authorization: `Bearer ${token}` } });
}

describe('a service with two kinds of dialog', () => {
  it('opens the first of its resources where none is named, and the one that is named', async () => {
    const [tallyId, otherId] = [await stage.open(), await openOther()];
    expect(await stage.here(tallyId)).toMatchObject({ serviceResource: tallyResource, state: 'open', count: 0 });
    expect(await stage.here(otherId)).toMatchObject({ serviceResource: otherResource, state: 'open' });
    expect(stage.emulator.dialogs.get(otherId)).toMatchObject({
      serviceResource: otherResource,
      status: 'RequiresAttention',
    });
  });

  it('opens none of a resource that is not its own', async () => {
    const body = { party: 'urn:altinn:organization:identifier-no:310456799', serviceResource: 'urn:altinn:resource:x' };
    const response = await stage.asServiceOwner('POST', '/service-owner/dialogs', body);
    await problemIn(response, 403, 'foreign-resource');
  });

  it('changes each by the rules of its own kind', async () => {
    const [tallyId, otherId] = [await stage.open(), await openOther()];
    const [button] = stage.emulator.dialogs.get(otherId)!.guiActions;
    const pressed = await asUser(button!.httpMethod!, new URL(button!.url!).pathname, otherToken(otherId));
    expect(pressed.status).toBe(204);
    expect((await stage.count(tallyId)).status).toBe(204);
    await stage.untilDelivered(otherId);
    expect(await stage.here(otherId)).toMatchObject({ state: 'confirmed', version: 2, deliveredVersion: 2 });
    expect(stage.emulator.dialogs.get(otherId)).toMatchObject({ status: 'Completed', guiActions: [] });
    expect(await stage.here(tallyId)).toMatchObject({ state: 'open', count: 1 });
  });

  it('finds a dialog of the one kind under the routes of its own kind only', async () => {
    const [tallyId, otherId] = [await stage.open(), await openOther()];
    await problemIn(await asUser('GET', `/new-dialog/${tallyId}/embed`, stage.token(tallyId)), 404, 'not-found');
    await problemIn(await asUser('GET', `/tallies/${otherId}/embed`, otherToken(otherId)), 404, 'not-found');
    const closed = await stage.asServiceOwner('POST', `/service-owner/tallies/${otherId}/close`);
    await problemIn(closed, 404, 'not-found');
    expect(await stage.here(otherId)).toMatchObject({ version: 1 });
  });

  it('refuses a token of the one resource for a dialog of the other', async () => {
    const id = await openOther();
    await problemIn(await asUser('GET', `/new-dialog/${id}/embed`, stage.token(id)), 403, 'foreign-resource');
  });
});
