import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { Browser } from '../../test/support/browser.js';
import { type Emulator, startEmulator } from '../emulator.js';
import { testPolicy } from '../testing/policy.js';
import { localClient } from './id-porten.js';

const callback = 'http://localhost:1/login/callback';
const codeVerifier = randomBytes(32).toString('base64url');

let emulator: Emulator;
let issuer: string;

beforeAll(async () => {
  emulator = await startEmulator({ policy: testPolicy });
  issuer = `${emulator.url}/idporten`;
});
afterAll(() => emulator.stop());

function authorizationUrl(parameters: Record<string, string | undefined> = {}): string {
  const complete = {
    client_id: localClient.id,
    response_type: 'code',
    scope: 'openid',
    redirect_uri: callback,
    state: 'a-state',
    nonce: 'a-nonce',
    code_challenge: createHash('sha256').update(codeVerifier).digest('base64url'),
    code_challenge_method: 'S256',
    acr_values: 'idporten-loa-substantial',
    ...parameters,
  };
  const given = Object.entries(complete).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return `${issuer}/auth?${new URLSearchParams(given)}`;
}

/** Goes through the login as that persona, as far as the address that the browser is sent back to. */
async function logIn(persona: string, browser = new Browser(), url = authorizationUrl()): Promise<URL> {
  const page = await browser.open(url);
  const [, action] = /<form method="post" action="([^"]+)">/.exec(page.body)!;
  let next = new URL(action!, page.url).href;
  let init: RequestInit = { method: 'POST', body: new URLSearchParams({ persona }) };
  while (!next.startsWith(callback)) {
    const { headers } = await browser.fetch(next, init);
    next = new URL(headers.get('Location')!, next).href;
    init = {};
  }
  return new URL(next);
}

async function claimsOf(back: URL): Promise<Record<string, unknown>> {
  const response = await fetch(`${issuer}/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code: back.searchParams.get('code')!,
      redirect_uri: callback,
      client_id: localClient.id,
      client_secret: localClient.secret,
      code_verifier: codeVerifier,
    }),
  });
  const { id_token: token } = (await response.json()) as { id_token: string };
  const keys = createRemoteJWKSet(new URL(`${issuer}/jwks`));
  return (await jwtVerify(token, keys, { issuer, audience: localClient.id, algorithms: ['RS256'] })).payload;
}

describe('ID-porten', () => {
  it('is found by its discovery document', async () => {
    const document = await (await fetch(`${issuer}/.well-known/openid-configuration`)).json();
    expect(document).toMatchObject({
      issuer,
      authorization_endpoint: `${issuer}/auth`,
      token_endpoint: `${issuer}/token`,
      end_session_endpoint: `${issuer}/session/end`,
      jwks_uri: `${issuer}/jwks`,
      acr_values_supported: expect.arrayContaining(['idporten-loa-substantial', 'idporten-loa-high']),
      code_challenge_methods_supported: ['S256'],
    });
  });

  it('says who it is, at which level, and in which session', async () => {
    const claims = await claimsOf(await logIn('daglig-leder'));
    expect(claims).toMatchObject({
      pid: '14886498226',
      acr: 'idporten-loa-high',
      nonce: 'a-nonce',
      sid: expect.stringMatching(/\S/),
      sub: expect.not.stringContaining('14886498226'),
    });
  });

  it('knows those who log in by e-mail by their address', async () => {
    const url = authorizationUrl({ acr_values: 'selfregistered-email' });
    const claims = await claimsOf(await logIn('epostbruker', new Browser(), url));
    expect(claims).toMatchObject({ email: 'nysgjerrig.kanne@epost.example', acr: 'selfregistered-email' });
    expect(claims).not.toHaveProperty('pid');
  });

  it('lets in a user who is logged in already, and asks again for a higher level only', async () => {
    const browser = new Browser();
    const first = await claimsOf(await logIn('lavt-niva', browser));
    const again = await browser.fetch(authorizationUrl());
    expect(again.headers.get('Location')).toMatch(new RegExp(`^${callback}`));
    const higher = await logIn('daglig-leder', browser, authorizationUrl({ acr_values: 'idporten-loa-high' }));
    expect(await claimsOf(higher)).toMatchObject({ acr: 'idporten-loa-high', sub: first['sub'] });
  });

  it('offers a login by e-mail only where it is asked for', async () => {
    const offers = async (acr: string) => (await new Browser().open(authorizationUrl({ acr_values: acr }))).body;
    expect(await offers('selfregistered-email')).toContain('value="epostbruker"');
    expect(await offers('idporten-loa-substantial')).not.toContain('value="epostbruker"');
    const browser = new Browser();
    const { url, body } = await browser.open(authorizationUrl());
    const [, action] = /action="([^"]+)"/.exec(body)!;
    const persona = new URLSearchParams({ persona: 'epostbruker' });
    expect((await browser.fetch(new URL(action!, url).href, { method: 'POST', body: persona })).status).toBe(400);
  });

  it('offers people, not system users, and refuses what is none of them', async () => {
    const page = await new Browser().open(authorizationUrl());
    const offered = [...page.body.matchAll(/name="persona" value="([^"]+)"/g)].map(([, id]) => id);
    expect(offered).toContain('daglig-leder');
    expect(offered).not.toContain('systembruker');
    const browser = new Browser();
    const { url, body } = await browser.open(authorizationUrl());
    const [, action] = /action="([^"]+)"/.exec(body)!;
    const refused = await browser.fetch(new URL(action!, url).href, {
      method: 'POST',
      body: new URLSearchParams({ persona: 'systembruker' }),
    });
    expect(refused.status).toBe(400);
  });

  it.each([
    ['an address that is not on this machine', { redirect_uri: 'https://evil.example/login/callback' }],
    ['a client that it does not know', { client_id: 'somebody' }],
  ])('redirects no browser to %s', async (_, parameters) => {
    const { response, way } = await new Browser().open(authorizationUrl(parameters));
    expect([response.status, way.length]).toEqual([400, 1]);
  });

  it('takes no login without PKCE', async () => {
    const { headers } = await new Browser().fetch(authorizationUrl({ code_challenge: undefined }));
    expect(new URL(headers.get('Location')!).searchParams.get('error')).toBe('invalid_request');
  });
});
