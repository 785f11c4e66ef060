import { describe, expect, it } from '@jest/globals';
import { v7 } from 'uuid';
import { testProvider } from '../testing/clients.js';
import { MaskinportenCaller } from '../testing/maskinporten-caller.js';
import { startedForTests } from '../testing/started-for-tests.js';
import { openApi } from '../validation/openapi-document.js';

const started = startedForTests();
const provider = 'digdir:dialogporten.serviceprovider';

const operations = Object.entries(openApi.paths).flatMap(([path, methods]) =>
  Object.keys(methods).map((method): [string, string] => [method.toUpperCase(), path]),
);

describe('what the stand-in leaves out', () => {
  it('of labels across dialogs it says so, in a sentence that names the list', async () => {
    const { url } = started.emulator;
    const scopes = `${provider} ${provider}.search`;
    const caller = new MaskinportenCaller(url, testProvider.clientId, testProvider.privateJwk, scopes);

    const response = await caller.call('GET', '/dialogs/endusercontext');

    expect(response.status).toBe(501);
    expect(await response.json()).toMatchObject({
      detail:
        'The stand-in does not list the labels of users across dialogs. See docs/stand-in.md, "What is left out".',
    });
  });

  it.each(operations)('is no operation that the platform publishes: %s %s', async (method, path) => {
    const url = `${started.emulator.url}/dialogporten${path.replaceAll(/\{\w+\}/g, () => v7())}`;
    const authorization = `Bearer ${await started.provider.accessToken()}`;
    const headers = path.includes('/serviceowner/') ? { authorization } : { 'x-persona': 'daglig-leder' };

    const response = await fetch(url, { method, headers });

    // A route that is not there is 404 or 405 without a word.
    expect([404, 405].includes(response.status) && (await response.text()) === '').toBe(false);
  });
});
