import { describe, expect, it } from '@jest/globals';
import { dialogTokenClaims } from './testing/index.js';
import { parseClaims } from './claims.js';

const organization = 'urn:altinn:organization:identifier-no:991825827';
const systemUser = 'urn:altinn:systemuser:uuid:0194A1B2-3c4d-7e5f-8a9b-0c1d2e3f4a5b';
const bySystemUser = { c: organization, y: systemUser, o: organization };

function parse(overrides: Record<string, unknown>) {
  return parseClaims(Buffer.from(JSON.stringify(dialogTokenClaims(overrides))));
}

const anything = [undefined, null, true, 1.5, -1, '', 'x', ' ', [], [1], {}, ['x', null]];
/** Texts that neither a database nor UTF-8 holds. */
const unstorable = ['a\0', '\0', '\ud800', 'a\udc00b'];
const notATime = [...anything.filter((value) => typeof value !== 'number'), -1, 1e300, 253_402_300_800, '1e3'];
const wrong: Record<string, unknown[]> = {
  jti: [...anything.filter((value) => typeof value !== 'string' || value === ''), ...unstorable],
  iss: anything.filter((value) => typeof value !== 'string' || value === ''),
  iat: notATime,
  nbf: notATime,
  exp: notATime,
  c: [
    ...anything,
    'urn:altinn:person:identifier-no:1488649822',
    'URN:altinn:person:identifier-no:14886498226',
    'urn:altinn:person',
    'urn:altinn:x:',
    'urn:other:x:y',
    ...unstorable.map((text) => `urn:altinn:person:legacy-selfidentified:${text}`),
  ],
  l: [...anything, '3', 2 ** 53],
  p: [
    ...anything,
    'urn:altinn:organization:identifier-no:9918258270',
    `${organization}\n`,
    ...unstorable.map((text) => `urn:altinn:spaceship:${text}`),
  ],
  s: [...anything.filter((value) => typeof value !== 'string' || value === ''), ...unstorable],
  i: [...anything, '0194a1b2-3c4d-7e5f-8a9b-0c1d2e3f4a5', '0194a1b23c4d7e5f8a9b0c1d2e3f4a5b'],
  a: anything.filter((value) => typeof value !== 'string'),
  u: [...anything.slice(1), 'urn:altinn:person:identifier-no:14886498226'],
  y: [...anything.slice(1), organization, `${systemUser}0`],
  o: [...anything.slice(1), systemUser],
  e: [
    ...anything.filter((value) => value !== undefined && !(Array.isArray(value) && value.length === 0)),
    ['a', 'a\0'],
    ['\ud800'],
  ],
};

describe('claims', () => {
  it.each(Object.entries(wrong).flatMap(([claim, values]) => values.map((value) => [claim, value] as const)))(
    'refuses a token in which %s is %j',
    (claim, value) => {
      const others = claim === 'y' || claim === 'o' ? bySystemUser : {};
      expect(() => parse({ ...others, [claim]: value })).toThrow(expect.objectContaining({ kind: 'invalid-token' }));
    },
  );

  it.each(['jti', 's', 'c', 'p'])(
    'refuses a token in which %s is longer than an index of a database holds',
    (claim) => {
      const prefix = claim === 'c' || claim === 'p' ? 'urn:altinn:spaceship:' : '';
      expect(() => parse({ [claim]: prefix + 'x'.repeat(900) })).not.toThrow();
      expect(() => parse({ [claim]: prefix + 'x'.repeat(1_001) })).toThrow(
        expect.objectContaining({ kind: 'invalid-token' }),
      );
    },
  );

  it.each(['null', '[]', '"a"', '1', '', '{', '{"jti":"a"}{}', '\uFEFF{}'])('refuses the payload %j', (payload) => {
    expect(() => parseClaims(Buffer.from(payload))).toThrow(expect.objectContaining({ kind: 'invalid-token' }));
  });

  it('refuses a payload that is not UTF-8', () => {
    const json = Buffer.from(JSON.stringify(dialogTokenClaims({ jti: '#' })));
    json[json.indexOf('#')] = 0xff;
    expect(() => parseClaims(json)).toThrow(expect.objectContaining({ kind: 'invalid-token' }));
  });

  it('does not take claims from where every object has them', () => {
    const claims = JSON.stringify(dialogTokenClaims({ e: undefined }));
    expect(parseClaims(Buffer.from(`{"__proto__":{"e":["x"]},${claims.slice(1)}`)).entities).toEqual([]);
  });

  it('names the claim, but never its value, when it refuses', () => {
    const cause = new Error('the claim "c" is missing or malformed');
    expect(() => parse({ c: 'urn:altinn:person:identifier-no:148864982260' })).toThrow(
      expect.objectContaining({ cause }),
    );
  });

  it.each([
    ['y without o', { c: organization, y: systemUser }],
    ['o without y', { c: organization, o: organization }],
    ['a system user of a person', { y: systemUser, o: organization }],
  ])('refuses %s', (_, claims) => {
    expect(() => parse(claims)).toThrow(expect.objectContaining({ kind: 'invalid-token' }));
  });

  it('reads every claim of every kind of consumer, also of one that we do not know yet', () => {
    expect(parse({}).consumer).toEqual({
      kind: 'person',
      urn: 'urn:altinn:person:identifier-no:14886498226',
      nationalIdentityNumber: '14886498226',
    });
    for (const [kind, urn] of [
      ['email-user', 'urn:altinn:person:idporten-email:somebody@example.com'],
      ['self-identified-user', 'urn:altinn:person:legacy-selfidentified:somebody'],
      ['system-user', 'urn:altinn:systemuser:uuid:0194a1b2-3c4d-7e5f-8a9b-0c1d2e3f4a5b'],
      ['other', 'urn:altinn:party-identifier:username:a@b.no'],
      ['other', 'urn:altinn:spaceship:identifier-no:NCC-1701'],
    ]) {
      expect(parse({ c: urn, p: urn, l: 0 })).toMatchObject({ consumer: { kind, urn }, party: { kind, urn } });
    }
    const { consumer, systemUser: caller, supplier } = parse({ ...bySystemUser, u: organization });
    const parsed = { kind: 'organization', urn: organization, organizationNumber: '991825827' };
    expect(consumer).toEqual(parsed);
    expect(supplier).toEqual(parsed);
    expect(caller).toEqual({ id: '0194a1b2-3c4d-7e5f-8a9b-0c1d2e3f4a5b', organization: parsed });
  });

  it('ignores claims that it does not know, and spells the dialog id in lower case', () => {
    const claims = parse({ zzz: null, i: '0194A1B2-3C4D-7E5F-8A9B-0C1D2E3F4A5B', e: ['a', 'b'], a: '' });
    expect(claims).not.toHaveProperty('zzz');
    expect(claims.dialogId).toBe('0194a1b2-3c4d-7e5f-8a9b-0c1d2e3f4a5b');
    expect(claims.entities).toEqual(['a', 'b']);
    expect(claims.actions.size).toBe(0);
  });
});
