import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fetchClientToken } from '../client-token.js';
import { type Emulator, startEmulator } from '../emulator.js';
import { generalManager, municipality } from '../personas.js';
import { testProvider } from '../testing/clients.js';
import { registered, testPolicy, testService } from '../testing/policy.js';

const scope = 'altinn:authorization/authorize';
const manager = 'urn:altinn:person:identifier-no:14886498226';
const employee = 'urn:altinn:person:identifier-no:27897910190';
const restaurant = 'urn:altinn:organization:identifier-no:310456799';

/** A service whose policy asks for level 4. */
const strictService = 'urn:altinn:resource:strict-service';
const statusOk = { statusCode: { value: 'urn:oasis:names:tc:xacml:1.0:status:ok' } };
const strict = { urn: strictService, type: 'GenericAccessResource', owner: municipality, ownerCode: 'kommune' };

let emulator: Emulator;
let token: string;

beforeAll(async () => {
  const clients = [registered(testProvider, municipality, scope, 'another:scope')];
  const serviceResources = [...testPolicy.serviceResources, { ...strict, minimumLevel: 4 as const }];
  const rules = [...testPolicy.rules, { role: generalManager, serviceResource: strictService, action: 'read' }];
  emulator = await startEmulator({ policy: { ...testPolicy, clients, serviceResources, rules } });
  token = await fetchClientToken(emulator.url, testProvider, scope);
});
afterAll(() => emulator.stop());

function attribute(urn: string): object {
  const end = urn.lastIndexOf(':');
  return { AttributeId: urn.slice(0, end), Value: urn.slice(end + 1) };
}

function ask(subject: string, action: string, resources: readonly string[], bearer = token): Promise<Response> {
  return fetch(`${emulator.url}/authorization/api/v1/authorize`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${bearer}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({
      Request: {
        AccessSubject: [{ Attribute: [attribute(subject)] }],
        Action: [{ Attribute: [{ AttributeId: 'urn:oasis:names:tc:xacml:1.0:action:action-id', Value: action }] }],
        Resource: [{ Attribute: resources.map(attribute) }],
      },
    }),
  });
}

describe('the policy decision point', () => {
  it.each([
    [manager, 'read', [testService, restaurant], 'Permit'],
    [manager, 'sign', [testService, restaurant, 'urn:altinn:task:signing'], 'Permit'],
    [manager, 'sign', [testService, restaurant], 'NotApplicable'],
    [employee, 'read', [testService, restaurant], 'Permit'],
    [employee, 'delete', [testService, restaurant], 'NotApplicable'],
    [manager, 'read', ['urn:altinn:resource:none', restaurant], 'NotApplicable'],
    [manager, 'read', [testService, employee], 'NotApplicable'],
    [restaurant, 'read', [testService, restaurant], 'NotApplicable'],
  ])('decides for %s to %s %j: %s', async (subject, action, resources, decision) => {
    const response = await ask(subject, action, resources);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ response: [{ decision, status: statusOk, obligations: null }] });
  });

  it('obliges to the level that the policy of the service asks for', async () => {
    const response = await ask(manager, 'read', [strictService, restaurant]);
    const assignment = { category: 'urn:altinn:minimum-authenticationlevel', value: '4' };
    expect(await response.json()).toMatchObject({
      response: [{ decision: 'Permit', obligations: [{ attributeAssignment: [assignment] }] }],
    });
  });

  it('answers those who have its scope, to a question that is one', async () => {
    expect((await ask(manager, 'read', [testService, restaurant], 'x')).status).toBe(401);
    const other = await fetchClientToken(emulator.url, testProvider, 'another:scope');
    expect((await ask(manager, 'read', [testService, restaurant], other)).status).toBe(403);
    const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
    const url = `${emulator.url}/authorization/api/v1/authorize`;
    expect((await fetch(url, { method: 'POST', headers, body: '{"Request":{}}' })).status).toBe(400);
  });
});
