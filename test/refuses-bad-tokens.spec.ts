import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createHmac, randomUUID } from 'node:crypto';
import { v7 } from 'uuid';
import type { Members } from '../emulator/emulator.js';
import { problemIn, refusalIn } from './support/problems.js';
import { createSigningKey, dialogTokenClaims, dialogTokenHeader, signCompact } from 'nestjs-dialog-token/testing';
import { fetchClientToken } from '../emulator/client-token.js';
import { tallyClient, tallyScope } from './tally/tally.client.js';
import { tallyKeeper, tallyParty } from './tally/index.js';
import { type TallyButton, TallyStage } from './tally/tally-stage.js';
import { approvalTask, tallyResource } from './tally/tally.js';

const buttons: readonly TallyButton[] = ['count', 'approve', 'delete'];
const everything = `read;write;delete;sign,${approvalTask}`;
const emailUser = 'urn:altinn:person:idporten-email:kari%2bskjenking@example.no';
const selfIdentified = 'urn:altinn:person:legacy-selfidentified:skjenkesjef';
const lonelySystemUser = 'urn:altinn:systemuser:uuid:0194a1b2-3c4d-7e5f-8a9b-0c1d2e3f4a5b';
const now = () => Math.floor(Date.now() / 1000);
const base64url = (text: string) => Buffer.from(text).toString('base64url');

describe('an endpoint of a dialog', () => {
  let stage: TallyStage;
  let dialogId: string;
  let before: unknown;

  beforeAll(async () => {
    stage = await TallyStage.set();
    await stage.addService();
    dialogId = await stage.open();
    before = await asItIs(dialogId);
  });

  // Every attempt has to leave the dialog as it was.
  afterEach(async () => {
    expect(await asItIs(dialogId)).toEqual(before);
  });

  afterAll(() => stage.clear());

  /** The dialog here and in Dialogporten; that Dialogporten has it may be noted after the answer. */
  async function asItIs(id: string): Promise<unknown> {
    const { revision, status, activities } = stage.emulator.dialogs.get(id)!;
    const { deliveredVersion: _, delivery: __, ...ours } = await stage.here(id);
    return { ours, revision, status, activities };
  }

  /** The claims of a token that opens every door of the dialog. */
  function claims(overrides: Members = {}): Members {
    return { c: tallyKeeper, l: 4, p: tallyParty, s: tallyResource, i: dialogId, a: everything, ...overrides };
  }

  /** Such a token, signed by Dialogporten. */
  function token(overrides: Members = {}, header: Members = {}): string {
    return stage.emulator.signDialogToken(claims(overrides), header);
  }

  function issuer(): string {
    return `${stage.emulator.url}/dialogporten/api/v1`;
  }

  function parts(compact = token()): [string, string, string] {
    return compact.split('.') as [string, string, string];
  }

  function genuineKid(): string {
    return JSON.parse(Buffer.from(parts()[0], 'base64url').toString()).kid;
  }

  /** Such a token, signed with a key of another issuer. */
  function forged(header: Members = {}, key = createSigningKey(genuineKid())): string {
    return signCompact(key, dialogTokenHeader(key, header), dialogTokenClaims(claims({ iss: issuer() })));
  }

  function asEmbed(authorization?: string, path = dialogId): Promise<Response> {
    return fetch(`${stage.services[0]!.url}/tallies/${path}/embed`, {
      headers: authorization === undefined ? {} : { Authorization: authorization },
    });
  }

  function asButton(authorization?: string, action: TallyButton = 'count', path = dialogId): Promise<Response> {
    return fetch(`${stage.services[0]!.url}/tallies/${path}${action === 'delete' ? '' : `/${action}`}`, {
      method: action === 'delete' ? 'DELETE' : 'POST',
      headers: authorization === undefined ? {} : { Authorization: authorization },
    });
  }

  describe('lets in', () => {
    it.each<[string, () => string]>([
      ['a good token', () => `Bearer ${token()}`],
      ['a scheme in small letters (RFC 9110 §11.1)', () => `bearer ${token()}`],
      ['a token with claims that nobody knows yet', () => `Bearer ${token({ zz: { new: true } })}`],
      ["a token that has expired by less than the clocks' difference", () => `Bearer ${token({ exp: now() - 3 })}`],
      ["a token that starts within the clocks' difference", () => `Bearer ${token({ nbf: now() + 6 })}`],
      ['a token with the dialog in capitals', () => `Bearer ${token({ i: dialogId.toUpperCase() })}`],
      ['a token of a system user', () => `Bearer ${token(systemUser())}`],
      ['a token of a user who logged in by e-mail', () => `Bearer ${token({ c: emailUser, l: 0 })}`],
      ['a token of a self-identified user', () => `Bearer ${token({ c: selfIdentified, l: 0 })}`],
      ['a token of a system user whose organisation is not known', () => `Bearer ${token({ c: lonelySystemUser })}`],
      ['a token of a party of a kind that nobody knows yet', () => `Bearer ${token({ c: 'urn:altinn:guild:id:7' })}`],
      ['a token with the largest list of entities', () => `Bearer ${token({ e: [entityOfLength(11_000)] })}`],
      ['a token one of whose entries is empty', () => `Bearer ${token({ a: 'write;;read' })}`],
      ['a token one of whose entries has white space', () => `Bearer ${token({ a: 'wri te;read' })}`],
      ['a token one of whose entries has two resources', () => `Bearer ${token({ a: 'write,urn:a:b,urn:c:d;read' })}`],
    ])('%s', async (_what, authorization) => {
      const answer = await asEmbed(authorization());
      expect(answer.status).toBe(200);
    });

    it('a good token at a path in capitals', async () => {
      const answer = await asEmbed(`Bearer ${token()}`, dialogId.toUpperCase());
      expect(answer.status).toBe(200);
    });
  });

  const entityOfLength = (length: number) => 'x'.repeat(length);

  function systemUser(): Members {
    return {
      c: 'urn:altinn:organization:identifier-no:310456810',
      y: `urn:altinn:systemuser:uuid:${randomUUID()}`,
      o: tallyParty,
    };
  }

  describe('asks for a token when the request carries', () => {
    it.each<[string, () => string | undefined]>([
      ['none', () => undefined],
      ['another scheme', () => 'Basic dXNlcjpwYXNz'],
      ['no scheme', () => token()],
      ['an empty header', () => ''],
    ])('%s', async (_what, authorization) => {
      for (const answer of [await asEmbed(authorization()), await asButton(authorization())]) {
        expect(await refusalIn(answer)).toBe('401 missing-token');
        expect(answer.headers.get('WWW-Authenticate')).toBe('Bearer');
      }
    });

    it('one in a place that is not read: in the query, a cookie or the body', async () => {
      const answers = [
        await fetch(`${stage.services[0]!.url}/tallies/${dialogId}/embed?access_token=${token()}`),
        await fetch(`${stage.services[0]!.url}/tallies/${dialogId}/embed`, { headers: { Cookie: `token=${token()}` } }),
        await fetch(`${stage.services[0]!.url}/tallies/${dialogId}/count`, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify({ access_token: token() }),
        }),
      ];
      for (const answer of answers) expect(await refusalIn(answer)).toBe('401 missing-token');
    });
  });

  const badTokens: Record<string, () => string> = {
    // The serialisation (RFC 7515)
    'no dots': () => 'token',
    'two parts': () => parts().slice(0, 2).join('.'),
    'four parts': () => `${token()}.${parts()[2]}`,
    'an empty header': () => `.${parts()[1]}.${parts()[2]}`,
    'an empty payload': () => `${parts()[0]}..${parts()[2]}`,
    'an empty signature': () => `${parts()[0]}.${parts()[1]}.`,
    'only dots': () => '..',
    padding: () => `${token()}==`,
    'the other base64 alphabet': () => `${parts()[0]}.${parts()[1]}.+/${parts()[2].slice(2)}`,
    'stray bits in the last character': () => strayBits(token()),
    'a header that is not JSON': () => `${base64url('{')}.${parts()[1]}.${parts()[2]}`,
    'a header that is an array': () => signCompact(createSigningKey(), '[]', '{}'),
    'a header that is null': () => signCompact(createSigningKey(), 'null', '{}'),
    'a payload that was changed': () => {
      const [header, , signature] = parts();
      return `${header}.${base64url(JSON.stringify({ ...claims(), l: 4, iss: issuer() }))}.${signature}`;
    },
    'the signature of another token': () => `${parts()[0]}.${parts()[1]}.${parts(token({ l: 3 }))[2]}`,
    'a signature that is too short': () => token().slice(0, -4),
    'more than 16 000 characters': () => token({ padding: entityOfLength(11_500) }),

    // The header
    'the key of somebody else under the same kid': () => forged(),
    'the key of somebody else under an unknown kid': () => forged({}, createSigningKey('nobody')),
    'a key of its own in the header': () => {
      const key = createSigningKey(genuineKid());
      return forged({ jwk: key.jwk, jku: 'https://evil.example/jwks.json', x5u: 'https://evil.example/x5u' }, key);
    },
    'alg none': () => `${base64url(JSON.stringify({ alg: 'none', typ: 'JWT', kid: genuineKid() }))}.${parts()[1]}.`,
    'alg none and a genuine signature': () => token({}, { alg: 'none' }),
    'alg HS256, keyed with our public key': () => confused(),
    'alg HS256 and a genuine signature': () => token({}, { alg: 'HS256' }),
    'alg Ed25519': () => token({}, { alg: 'Ed25519' }),
    'alg eddsa': () => token({}, { alg: 'eddsa' }),
    'no alg': () => token({}, { alg: undefined }),
    'typ dialogcontexttoken+jwt': () => token({}, { typ: 'dialogcontexttoken+jwt' }),
    'typ at+jwt': () => token({}, { typ: 'at+jwt' }),
    'no typ': () => token({}, { typ: undefined }),
    'no kid': () => token({}, { kid: undefined }),
    'an empty kid': () => token({}, { kid: '' }),
    'a kid that is a number': () => token({}, { kid: 1 }),
    'a kid of __proto__': () => token({}, { kid: '__proto__' }),
    crit: () => token({}, { crit: ['exp'] }),
    'an empty crit': () => token({}, { crit: [] }),

    // The times and the issuer
    'an expiry that is past': () => token({ exp: now() - 11 }),
    'an expiry long ago': () => token({ iat: now() - 7200, nbf: now() - 7200, exp: now() - 6600 }),
    'a start in the future': () => token({ nbf: now() + 60 }),
    'another issuer': () => token({ iss: 'https://platform.altinn.no/dialogporten/api/v1' }),
    'an issuer with a slash more': () => token({ iss: `${issuer()}/` }),
    'an issuer in capitals': () => token({ iss: issuer().toUpperCase() }),

    // Claims of the wrong type
    ...Object.fromEntries(
      ['jti', 'iss', 'iat', 'nbf', 'exp', 'c', 'l', 'p', 's', 'i', 'a'].flatMap((name) => [
        [`no ${name}`, () => token({ [name]: undefined })],
        [`${name} that is null`, () => token({ [name]: null })],
        [`${name} that is an array`, () => token({ [name]: [claims()[name]] })],
      ]),
    ),
    'a level that is text': () => token({ l: '4' }),
    'a level with a fraction': () => token({ l: 3.5 }),
    'a level below zero': () => token({ l: -1 }),
    'an expiry that is text': () => token({ exp: String(now() + 600) }),
    'an i that is no UUID': () => token({ i: 'dialog' }),
    'a c that is no URN': () => token({ c: '14886498226' }),
    'a c of another namespace': () => token({ c: 'urn:example:person:identifier-no:14886498226' }),
    'a c with a digit too few': () => token({ c: 'urn:altinn:person:identifier-no:1488649822' }),
    'a c that names nobody': () => token({ c: 'urn:altinn:person:idporten-email:' }),
    'a c with white space': () => token({ c: 'urn:altinn:person:legacy-selfidentified:a b' }),
    'a p that is a bare number': () => token({ p: '310456799' }),
    'an expiry that no date has': () => token({ exp: 1e300 }),
    'an expiry after the year 9999': () => token({ exp: 253_402_300_800 }),
    'an e that is text': () => token({ e: 'read' }),
    'an e with a number': () => token({ e: [1] }),
    'a u that is a number': () => token({ u: 310456799 }),
    'y without o': () => token({ ...systemUser(), o: undefined }),
    'o without y': () => token({ ...systemUser(), y: undefined }),
    'a system user whose c is a person': () => token({ ...systemUser(), c: tallyKeeper }),
    "Maskinporten's signature": () => maskinportenToken,
  };
  let maskinportenToken: string;

  beforeAll(async () => {
    maskinportenToken = await fetchClientToken(stage.emulator.url, tallyClient, tallyScope);
  });

  /** The last character of a signature has four bits that must be zero. */
  function strayBits(compact: string): string {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    return compact.slice(0, -1) + alphabet[alphabet.indexOf(compact.at(-1)!) + 1];
  }

  function confused(): string {
    const input = `${base64url(JSON.stringify({ alg: 'HS256', typ: 'JWT', kid: genuineKid() }))}.${parts()[1]}`;
    return `${input}.${createHmac('sha256', genuineKid()).update(input).digest('base64url')}`;
  }

  describe('refuses a token with', () => {
    it.each(Object.keys(badTokens))('%s', async (name) => {
      const authorization = `Bearer ${badTokens[name]!()}`;
      for (const answer of [await asEmbed(authorization), await asButton(authorization)]) {
        expect(await refusalIn(answer)).toBe('401 invalid-token');
        expect(answer.headers.get('WWW-Authenticate')).toBe('Bearer error="invalid_token"');
      }
    });

    it.each<[string, (good: string) => string]>([
      ['a word after it', (good) => `Bearer ${good} trailing`],
      ['another token after it', (good) => `Bearer ${good}, Bearer ${good}`],
      ['a comma after it', (good) => `Bearer ${good},`],
      ['a parameter after it', (good) => `Bearer ${good} realm="x"`],
      ['quotes around it', (good) => `Bearer "${good}"`],
      ['the scheme twice', (good) => `Bearer Bearer ${good}`],
    ])('%s', async (_what, authorization) => {
      for (const answer of [await asEmbed(authorization(token())), await asButton(authorization(token()))]) {
        expect(await refusalIn(answer)).toBe('401 invalid-token');
        expect(answer.headers.get('WWW-Authenticate')).toBe('Bearer error="invalid_token"');
      }
    });
  });

  describe('refuses a good token', () => {
    it('for another dialog', async () => {
      const another = await stage.open();
      const authorization = `Bearer ${token({ i: another })}`;
      expect(await refusalIn(await asEmbed(authorization))).toBe('403 dialog-mismatch');
      for (const action of buttons) {
        expect(await refusalIn(await asButton(authorization, action))).toBe('403 dialog-mismatch');
      }
    });

    it.each([
      'urn:altinn:resource:unrelated-service',
      'urn:altinn:resource:tally-2',
      'urn:altinn:resource:Tally',
      'tally',
    ])('for the service resource %s', async (s) => {
      const authorization = `Bearer ${token({ s })}`;
      expect(await refusalIn(await asEmbed(authorization))).toBe('403 foreign-resource');
      expect(await refusalIn(await asButton(authorization))).toBe('403 foreign-resource');
    });

    it.each([
      'urn:altinn:organization:identifier-no:310456802',
      'urn:altinn:person:identifier-no:21848510170',
      'urn:altinn:party-identifier:username:somebody@example.no',
      emailUser,
      selfIdentified,
      'urn:altinn:guild:id:7',
    ])('for the party %s', async (p) => {
      const authorization = `Bearer ${token({ p })}`;
      expect(await refusalIn(await asEmbed(authorization))).toBe('403 party-mismatch');
      expect(await refusalIn(await asButton(authorization))).toBe('403 party-mismatch');
    });

    it('for a dialog that does not exist', async () => {
      const unknown = v7();
      const authorization = `Bearer ${token({ i: unknown })}`;
      expect(await refusalIn(await asEmbed(authorization, unknown))).toBe('404 not-found');
      for (const action of buttons) {
        expect(await refusalIn(await asButton(authorization, action, unknown))).toBe('404 not-found');
      }
    });

    it('at a path that names no dialog at all', async () => {
      expect(await refusalIn(await asEmbed(`Bearer ${token()}`, 'dialog'))).toBe('404 not-found');
      expect(await refusalIn(await asButton(`Bearer ${token()}`, 'count', 'dialog'))).toBe('404 not-found');
    });

    it.each<[string, TallyButton | 'read']>([
      ['', 'read'],
      ['delete;write', 'read'],
      ['Read', 'read'],
      ['readers', 'read'],
      ['read,urn:altinn:subresource:decision', 'read'],
      ['delete;read', 'count'],
      ['write,urn:altinn:task:approval', 'count'],
      ['read; write', 'count'],
      ['read;wri te', 'count'],
      ['read;write,', 'count'],
      ['read;write,urn:a:b,urn:c:d', 'count'],
      ['read,write', 'count'],
      ['read;write', 'approve'],
      ['sign', 'approve'],
      ['sign,urn:altinn:task:Approval', 'approve'],
      ['sign,urn:altinn:task:approval2', 'approve'],
      ['sign,urn:altinn:subresource:approval', 'approve'],
      ['sign,approval', 'approve'],
      ['read;write;sign,urn:altinn:task:approval', 'delete'],
    ])('that grants only "%s" when asked to %s', async (a, action) => {
      const authorization = `Bearer ${token({ a })}`;
      const answer = action === 'read' ? await asEmbed(authorization) : await asButton(authorization, action);
      expect(await refusalIn(answer)).toBe('403 missing-action');
      expect(answer.headers.get('WWW-Authenticate')).toMatch(/^Bearer\b.*error="insufficient_scope"/);
    });

    it('that lists the dialog as an entity but grants nothing', async () => {
      expect(await refusalIn(await asEmbed(`Bearer ${token({ a: '', e: [dialogId, 'read'] })}`))).toBe(
        '403 missing-action',
      );
    });

    it.each([0, 3])('of level %d when asked to sign, and says which level would do', async (l) => {
      const answer = await asButton(`Bearer ${token({ l })}`, 'approve');
      expect(await problemIn(answer, 403, 'insufficient-level')).toMatchObject({ requiredLevel: 4 });
    });
  });

  describe("refuses, with the portal's own token,", () => {
    it.each<[string, readonly TallyButton[], readonly string[]]>([
      ['employee', ['approve', 'delete'], ['sign']],
      ['accountant', buttons, ['sign', 'write']],
    ])('%s to %s', async (persona, refused, disabled) => {
      const { dialogToken, guiActions } = await stage.shownTo(persona, dialogId);
      // A button that the portal shows as disabled is refused all the same.
      const shown = guiActions.filter(({ isAuthorized }) => !isAuthorized).map(({ action }) => action);
      expect(shown.toSorted()).toEqual(disabled);
      for (const action of refused) {
        expect(await refusalIn(await asButton(`Bearer ${dialogToken}`, action))).toBe('403 missing-action');
      }
    });

    it('low to sign, who would be let in at level 4', async () => {
      const answer = await asButton(`Bearer ${await stage.tokenOf('low', dialogId)}`, 'approve');
      expect(await problemIn(answer, 403, 'insufficient-level')).toMatchObject({ requiredLevel: 4 });
    });

    it('no user with a role to read', async () => {
      for (const persona of ['keeper', 'low', 'employee', 'accountant']) {
        const answer = await asEmbed(`Bearer ${await stage.tokenOf(persona, dialogId)}`);
        expect([persona, answer.status]).toEqual([persona, 200]);
      }
    });
  });
});
