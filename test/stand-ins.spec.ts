import { describe, expect, it } from '@jest/globals';
import type { Emulator } from '../emulator/emulator.js';
import { joined } from '../emulator/joined.js';
import { personas } from '../emulator/personas.js';
import type { StandIn } from '../emulator/stand-in.js';
import { newDialogStandIn } from './new-dialog/emulator/index.js';
import { tallyPolicy } from './tally/index.js';
import { tallyClient, tallyScope } from './tally/tally.client.js';

const serviceUrl = 'http://localhost:3000';
const nobody = {} as Emulator;
const change = { title: 'Close', path: 'close', states: ['open'], texts: [], choices: [] };

/** Tallies, the opening of which tells on whose behalf it was done. */
const tallies: StandIn = {
  policy: tallyPolicy,
  desk: () => ({ serviceUrl, client: tallyClient as never, scope: tallyScope, changes: [change] }),
  openDialogs: async (_emulator, _url, { client }) => [{ id: 'a', persona: 'keeper', description: client.clientId }],
};

describe('several kinds of dialog in one stand-in', () => {
  const both = joined([tallies, { ...newDialogStandIn, openDialogs: tallies.openDialogs }]);

  it('are known with the people, rules and clients of each', () => {
    const { policy } = newDialogStandIn;
    expect(both.policy.serviceResources).toEqual([...tallyPolicy.serviceResources, ...policy.serviceResources]);
    expect(both.policy.rules).toEqual([...tallyPolicy.rules, ...policy.rules]);
    expect(both.policy.clients).toEqual([...tallyPolicy.clients, ...policy.clients]);
    expect(both.policy.personas).toEqual([...tallyPolicy.personas, ...personas]);
  });

  it('have one desk, that of the first, with what is done at any', () => {
    expect(both.desk!(serviceUrl)).toMatchObject({ client: tallyClient, scope: tallyScope, changes: [change] });
  });

  it('open their dialogs by the one system that may call the service', async () => {
    const opened = await both.openDialogs(nobody, serviceUrl);
    expect(opened.map(({ description }) => description)).toEqual([tallyClient.clientId, tallyClient.clientId]);
  });

  it('may be none: then there are people who may do nothing', async () => {
    const none = joined([]);
    expect(none.policy).toMatchObject({ personas, serviceResources: [], rules: [], clients: [] });
    expect(none.desk).toBeUndefined();
    expect(await none.openDialogs(nobody, serviceUrl)).toEqual([]);
  });
});
