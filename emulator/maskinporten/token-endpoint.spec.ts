import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createRemoteJWKSet, decodeJwt, generateKeyPair, jwtVerify, SignJWT } from 'jose';
import { testBackend, testSupplier, unrelatedAgency } from '../testing/clients.js';
import { testPolicy } from '../testing/policy.js';
import { type Emulator, startEmulator } from '../emulator.js';
import { MaskinportenCaller } from '../testing/maskinporten-caller.js';

const scope = 'test-service:dialogs.write';
const seconds = () => Math.floor(Date.now() / 1000);

let emulator: Emulator;
let backend: MaskinportenCaller;

beforeAll(async () => {
  emulator = await startEmulator({ policy: testPolicy });
  const { clientId, privateJwk } = testBackend;
  backend = new MaskinportenCaller(emulator.url, clientId, privateJwk, scope);
});

afterAll(() => emulator.stop());

async function outcomeOf(response: Response): Promise<unknown> {
  return [response.status, ((await response.json()) as { error: string }).error];
}

describe('Maskinporten', () => {
  it('publishes where it is, and its keys', async () => {
    const metadata = await fetch(`${emulator.url}/maskinporten/.well-known/oauth-authorization-server`);

    expect(await metadata.json()).toMatchObject({
      issuer: `${emulator.url}/maskinporten/`,
      token_endpoint: `${emulator.url}/maskinporten/token`,
      jwks_uri: `${emulator.url}/maskinporten/jwk`,
    });
  });

  it('answers a good assertion with an access token that its key set verifies', async () => {
    const response = await backend.requestToken(await backend.assertion());

    const answer = (await response.json()) as { access_token: string };
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(answer).toMatchObject({ token_type: 'Bearer', expires_in: 120, scope });
    const keySet = createRemoteJWKSet(new URL(`${emulator.url}/maskinporten/jwk`));
    const { payload } = await jwtVerify(answer.access_token, keySet, { algorithms: ['RS256'] });
    expect(payload).toMatchObject({
      iss: `${emulator.url}/maskinporten/`,
      client_id: 'test-backend',
      scope,
      consumer: { authority: 'iso6523-actorid-upis', ID: '0192:991825827' },
    });
    expect(payload.exp).toBe(payload.iat! + 120);
    expect(payload).not.toHaveProperty('aud');
  });

  it('gives the token the audience that was asked for', async () => {
    const response = await backend.requestToken(await backend.assertion({ resource: 'https://provider.example' }));

    const { access_token: token } = (await response.json()) as { access_token: string };
    expect(JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString())).toMatchObject({
      aud: 'https://provider.example',
    });
  });

  it('lets a supplier have the token of an organisation that it acts for', async () => {
    const supplier = new MaskinportenCaller(emulator.url, testSupplier.clientId, testSupplier.privateJwk);
    const response = await supplier.requestToken(await supplier.assertion({ consumer_org: '991825827' }));

    expect(response.status).toBe(200);
    const { access_token: token } = (await response.json()) as { access_token: string };
    expect(decodeJwt(token)).toMatchObject({
      client_id: 'test-supplier',
      consumer: { authority: 'iso6523-actorid-upis', ID: '0192:991825827' },
      supplier: { authority: 'iso6523-actorid-upis', ID: '0192:310456829' },
    });
  });

  it.each(['310456799', 991825827, ''])('refuses the token of %p, which has delegated nothing', async (consumer) => {
    const supplier = new MaskinportenCaller(emulator.url, testSupplier.clientId, testSupplier.privateJwk);
    const response = await supplier.requestToken(await supplier.assertion({ consumer_org: consumer }));

    expect(await outcomeOf(response)).toEqual([400, 'invalid_grant']);
  });

  it('refuses an assertion that is used a second time', async () => {
    const assertion = await backend.assertion();
    await backend.requestToken(assertion);

    expect(await outcomeOf(await backend.requestToken(assertion))).toEqual([400, 'invalid_grant']);
  });

  it.each([
    ['for another audience', { aud: 'https://maskinporten.no/' }],
    ['that has expired', { iat: seconds() - 130, exp: seconds() - 10 }],
    ['that lives longer than 120 seconds', { iat: seconds(), exp: seconds() + 121 }],
    ['that expires before it is issued', { iat: seconds() + 5, exp: seconds() + 4 }],
    ['from the future', { iat: seconds() + 60, exp: seconds() + 120 }],
    ['without exp', { exp: undefined }],
    ['without iat', { iat: undefined }],
    ['without jti', { jti: undefined }],
    ['with an empty jti', { jti: '' }],
    ['without aud', { aud: undefined }],
  ])('refuses an assertion %s', async (_what, claims) => {
    const response = await backend.requestToken(await backend.assertion(claims));

    expect(await outcomeOf(response)).toEqual([400, 'invalid_grant']);
  });

  it('refuses an assertion signed with a key that is not the client’s', async () => {
    const { privateKey } = await generateKeyPair('RS256');
    const { kid } = testBackend.privateJwk;
    const iat = seconds();
    const forged = await new SignJWT({ scope, iat, exp: iat + 60, jti: randomUUID() })
      .setIssuer(backend.clientId)
      .setAudience(`${emulator.url}/maskinporten/`)
      .setProtectedHeader({ alg: 'RS256', kid })
      .sign(privateKey);

    expect(await outcomeOf(await backend.requestToken(forged))).toEqual([400, 'invalid_grant']);
  });

  it('refuses another algorithm, even with the right key', async () => {
    const { subtle } = globalThis.crypto;
    const jwk = { ...testBackend.privateJwk, alg: 'PS256' };
    const key = await subtle.importKey('jwk', jwk, { name: 'RSA-PSS', hash: 'SHA-256' }, false, ['sign']);
    const iat = seconds();
    const assertion = await new SignJWT({ scope, iat, exp: iat + 60, jti: randomUUID() })
      .setIssuer(backend.clientId)
      .setAudience(`${emulator.url}/maskinporten/`)
      .setProtectedHeader({ alg: 'PS256', kid: jwk.kid })
      .sign(key);

    expect(await outcomeOf(await backend.requestToken(assertion))).toEqual([400, 'invalid_grant']);
  });

  it.each([['another-key'], [unrelatedAgency.privateJwk.kid]])('refuses the kid %s', async (kid) => {
    const response = await backend.requestToken(await backend.assertion({}, { kid }));

    expect(await outcomeOf(response)).toEqual([400, 'invalid_grant']);
  });

  it.each([['not-a-jwt'], ['a.b.c']])('refuses %s as an assertion', async (assertion) => {
    expect(await outcomeOf(await backend.requestToken(assertion))).toEqual([400, 'invalid_grant']);
  });

  it.each([
    ['an unknown client', { iss: 'somebody' }, [401, 'invalid_client']],
    ['a scope that the client does not have', { scope: 'digdir:dialogporten.serviceprovider' }, [400, 'invalid_scope']],
    ['no scope', { scope: '' }, [400, 'invalid_scope']],
  ])('refuses %s', async (_what, claims, outcome) => {
    expect(await outcomeOf(await backend.requestToken(await backend.assertion(claims)))).toEqual(outcome);
  });

  it('knows no other grant than the JWT bearer grant', async () => {
    const response = await backend.requestToken(await backend.assertion(), { grant_type: 'client_credentials' });

    expect(await outcomeOf(response)).toEqual([400, 'unsupported_grant_type']);
  });

  it.each([
    ['grant_type twice', new URLSearchParams('grant_type=a&grant_type=b')],
    ['no assertion', new URLSearchParams('grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer')],
    ['an empty form', new URLSearchParams()],
    ['another content type', JSON.stringify({ grant_type: 'x' })],
  ])('refuses a request with %s', async (_what, body) => {
    const response = await fetch(`${emulator.url}/maskinporten/token`, { method: 'POST', body });

    expect(await outcomeOf(response)).toEqual([400, 'invalid_request']);
  });
});
