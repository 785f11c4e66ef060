import { describe, expect, it } from '@jest/globals';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { accessIn, AltinnPartyAccess } from './altinn-party-access.js';

const permit = (...obligations: unknown[]) => ({ Decision: 'Permit', Obligations: obligations });

function obligation(category: string, ...values: unknown[]) {
  return {
    id: 'urn:altinn:obligation:authenticationLevel1',
    attributeAssignment: values.map((value) => ({
      attributeId: 'urn:altinn:obligation1-assignment1',
      category,
      value,
    })),
  };
}

const atLevel = (...values: unknown[]) => obligation('urn:altinn:minimum-authenticationlevel', ...values);
const forOrganisations = obligation('urn:altinn:minimum-authenticationlevel-org', '4');

describe('a decision of the policy decision point', () => {
  it.each([
    ['a permit', [{ Decision: 'Permit' }], 0],
    ['a permit with nothing to fulfil', [{ Decision: 'Permit', Obligations: null }], 0],
    ['a permit at a level', [permit(atLevel('4'))], 4],
    ['a permit at a level that is a number', [permit(atLevel(3))], 3],
    ['a permit at a level between those of ID-porten', [permit(atLevel('2'))], 3],
    ['a permit at level 0', [permit(atLevel('0'))], 0],
    ['a permit at several levels', [permit(atLevel('3', '4'), atLevel('0'))], 4],
    ['a permit with a level for organisations', [permit(atLevel('3'), forOrganisations)], 3],
    ['several permits', [permit(atLevel('3')), permit(atLevel('4'))], 4],
  ])('lets in with %s', (_, results, level) => {
    expect(accessIn({ Response: results })).toEqual({ level });
  });

  it.each([
    ['a denial', [{ Decision: 'Deny' }]],
    ['no rule that applies', [{ Decision: 'NotApplicable' }]],
    ['no decision', [{ Decision: 'Indeterminate' }]],
    ['a denial after a permit', [permit(), { Decision: 'Deny' }]],
    ['an obligation of another kind', [permit(obligation('urn:altinn:other', 'x'))]],
    ['an obligation of another kind beside a level', [permit(atLevel('0'), obligation('urn:altinn:other', 'x'))]],
    ['an obligation that says nothing', [permit(obligation('urn:altinn:minimum-authenticationlevel'))]],
    ['an obligation that is none', [permit('x')]],
    ['obligations that are no list', [{ Decision: 'Permit', Obligations: {} }]],
    ['a level that nobody has', [permit(atLevel('5'))]],
    ['a level that is none', [permit(atLevel('high'))]],
    ['a level that is empty', [permit(atLevel(''))]],
    ['a level below none', [permit(atLevel('-1'))]],
  ])('is a refusal with %s', (_, results) => {
    expect(accessIn({ Response: results })).toBe(false);
  });

  it('asks a system user for the level of organisations, too', () => {
    const results = [permit(atLevel('3'), obligation('urn:altinn:minimum-authenticationlevel-org', '4'))];
    expect(accessIn({ Response: results }, { isSystem: true })).toEqual({ level: 4 });
    expect(accessIn({ Response: results }, { isSystem: false })).toEqual({ level: 3 });
  });

  it('is read in the spelling of Altinn’s documentation and in that of its decision point', () => {
    const spelled = JSON.stringify({ Response: [permit(atLevel('4'))] });
    const camelCase = spelled.replaceAll(
      /"([A-Z])(\w*)":/g,
      (_, first: string, rest: string) => `"${first.toLowerCase()}${rest}":`,
    );
    const pascalCase = spelled.replaceAll(
      /"([a-z])(\w*)":/g,
      (_, first: string, rest: string) => `"${first.toUpperCase()}${rest}":`,
    );
    for (const answer of [camelCase, pascalCase]) expect(accessIn(JSON.parse(answer))).toEqual({ level: 4 });
  });

  it.each([[{}], [[]], [null], ['x'], [{ Response: [] }], [{ Response: 'Permit' }], [{ Response: [null] }]])(
    'is none in %j',
    (answer) => {
      expect(() => accessIn(answer)).toThrow('no decision');
    },
  );
});

describe('the question to the policy decision point', () => {
  it.each(['decision', 'urn:altinn:subresource:decision'])('names the part %s by its URN', async (resource) => {
    const asked: unknown[] = [];
    const server = createServer(async (request, response) => {
      asked.push(await json(request));
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ Response: [permit()] }));
    });
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    try {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const tokens = { token: () => Promise.resolve('token'), forget: () => undefined };
      const access = new AltinnPartyAccess({ url, subscriptionKey: undefined, tokens });
      const dialog = {
        party: 'urn:altinn:organization:identifier-no:310456799',
        serviceResource: 'urn:altinn:resource:x',
      };
      const subject = { urn: 'urn:altinn:person:identifier-no:14886498226' };
      expect(await access.may(subject, dialog, { action: 'read', resource })).toEqual({ level: 0 });
    } finally {
      server.close();
    }
    const part = { AttributeId: 'urn:altinn:subresource', Value: 'decision' };
    expect(asked).toMatchObject([{ Request: { Resource: [{ Attribute: [{}, {}, part] }] } }]);
  });
});
