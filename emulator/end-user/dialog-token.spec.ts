import { createPublicKey, verify } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testProvider } from '../testing/clients.js';
import { type Emulator, startEmulator } from '../emulator.js';
import { dialogOfManyParts, newDialog, restaurant, transmission } from '../testing/dialogs.js';
import { testPolicy } from '../testing/policy.js';
import { MaskinportenCaller } from '../testing/maskinporten-caller.js';

const api = '/dialogporten/api/v1';

let emulator: Emulator;
let provider: MaskinportenCaller;
let dialogId: string;

beforeAll(async () => {
  emulator = await startEmulator({ policy: testPolicy });
  provider = new MaskinportenCaller(emulator.url, testProvider.clientId, testProvider.privateJwk);
  dialogId = await provider.create(dialogOfManyParts());
});

afterAll(() => emulator.stop());

async function open(persona: string, id = dialogId) {
  const response = await fetch(`${emulator.url}${api}/enduser/dialogs/${id}`, { headers: { 'x-persona': persona } });
  const dialog = (await response.json()) as { dialogToken: string };
  return { dialog, ...decode(dialog.dialogToken) };
}

function decode(token: string): Record<'header' | 'claims', Record<string, unknown>> {
  const [header, claims] = token.split('.').map((part) => Buffer.from(part, 'base64url').toString());
  return { header: JSON.parse(header!), claims: JSON.parse(claims!) };
}

describe('a dialog token', () => {
  it('says who, what, for how long and which actions', async () => {
    const { header, claims } = await open('daglig-leder');

    expect(header).toEqual({ alg: 'EdDSA', typ: 'JWT', kid: expect.any(String) });
    expect(claims).toEqual({
      jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
      iss: `${emulator.url}${api}`,
      iat: expect.any(Number),
      nbf: claims['iat'],
      exp: Number(claims['iat']) + 600,
      c: 'urn:altinn:person:identifier-no:14886498226',
      l: 4,
      p: restaurant,
      s: 'urn:altinn:resource:test-service',
      i: dialogId,
      a: 'confirm;delete;read;sign,urn:altinn:task:signing;write',
      e: ['decision'],
    });
  });

  it('is signed with the published key that it names', async () => {
    const { dialog, header } = await open('daglig-leder');
    const metadata = await fetch(`${emulator.url}${api}/.well-known/oauth-authorization-server`);
    const { issuer, jwks_uri: keySetUrl } = (await metadata.json()) as { issuer: string; jwks_uri: string };
    const keySet = await fetch(keySetUrl);
    const { keys } = (await keySet.json()) as { keys: { kid: string }[] };

    const jwk = keys.find(({ kid }) => kid === header['kid'])!;
    const [input, signature] = [dialog.dialogToken.replace(/\.[^.]*$/, ''), dialog.dialogToken.split('.')[2]!];
    const key = createPublicKey({ key: jwk, format: 'jwk' });

    expect(issuer).toBe(`${emulator.url}${api}`);
    expect(keySet.headers.get('cache-control')).toBe('public, max-age=86400');
    expect(keys).toHaveLength(2);
    expect(jwk).toMatchObject({ kty: 'OKP', crv: 'Ed25519', use: 'sig', alg: 'EdDSA' });
    expect(jwk).not.toHaveProperty('d');
    expect(verify(null, Buffer.from(input), key, Buffer.from(signature, 'base64url'))).toBe(true);
  });

  it('is fresh each time', async () => {
    expect((await open('daglig-leder')).claims['jti']).not.toBe((await open('daglig-leder')).claims['jti']);
  });

  it.each([
    ['medarbeider', { l: 3, a: 'confirm;read;write' }],
    ['regnskapsforer', { l: 3, a: 'read' }],
    ['lavt-niva', { l: 3, c: 'urn:altinn:person:identifier-no:14886498226', a: expect.stringContaining('sign,') }],
    [
      'systembruker',
      {
        l: 3,
        c: 'urn:altinn:organization:identifier-no:310456810',
        y: expect.stringMatching(/^urn:altinn:systemuser:uuid:/),
        o: restaurant,
        a: 'confirm;read;write',
      },
    ],
  ])('gives %s what the policy does', async (persona, claims) => {
    expect((await open(persona)).claims).toMatchObject(claims);
  });

  it('names a person who acts for themself as both consumer and party', async () => {
    const self = 'urn:altinn:person:identifier-no:21848510170';
    const own = await provider.create(newDialog({ party: self }));

    expect((await open('privatperson', own)).claims).toMatchObject({ c: self, p: self, a: 'read' });
  });

  it('grants a transmission by a plain read rule, attribute or not', async () => {
    const id = await provider.create(
      newDialog({ transmissions: [transmission({ authorizationAttribute: 'decision' })] }),
    );

    expect((await open('regnskapsforer', id)).claims['a']).toBe('read;read,decision');
  });

  it('has its claims in the order of the platform’s (IDialogTokenGenerator.cs)', async () => {
    const order = ['jti', 'c', 'y', 'o', 'l', 'p', 's', 'i', 'a', 'iss', 'iat', 'nbf', 'exp'];

    expect(Object.keys((await open('systembruker')).claims)).toEqual(order);
  });

  it('names the supplier that calls for the consumer', async () => {
    const supplier = 'urn:altinn:organization:identifier-no:310456802';
    const personas = testPolicy.personas.map((persona) => ({ ...persona, supplier }));
    const supplied = await startEmulator({ policy: { ...testPolicy, personas } });
    const caller = new MaskinportenCaller(supplied.url, provider.clientId, provider.privateJwk);
    const id = await caller.create(newDialog());

    const url = `${supplied.url}${api}/enduser/dialogs/${id}`;
    const opened = await fetch(url, { headers: { 'x-persona': 'medarbeider' } });

    expect(decode(((await opened.json()) as { dialogToken: string }).dialogToken).claims).toMatchObject({
      u: supplier,
    });
    await supplied.stop();
  });
});
