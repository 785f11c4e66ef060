import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { createSigningKey, signCompact, signDialogToken } from './testing/index.js';
import { decodeBase64url } from './strict-forms.js';
import { parseCompactJws } from './compact-jws.js';

const key = createSigningKey('a-kid');
const good = signDialogToken(key);
const [header = '', payload = '', signature = ''] = good.split('.');
const invalid = expect.objectContaining({ kind: 'invalid-token' });

describe('compact JWS', () => {
  it('gives the kid of a well-formed token', () => {
    expect(parseCompactJws(good, 8192).kid).toBe('a-kid');
    expect(parseCompactJws(good, good.length).kid).toBe('a-kid');
  });

  it.each([
    ['nothing', ''],
    ['one part', header],
    ['two parts', `${header}.${payload}`],
    ['four parts', `${good}.${payload}`],
    ['the five parts of a JWE', `${header}.${payload}.${signature}.${payload}.${signature}`],
    ['an empty header', `.${payload}.${signature}`],
    ['an empty payload', `${header}..${signature}`],
    ['an empty signature', `${header}.${payload}.`],
    ['padding', `${header}.${payload}.${signature}==`],
    ['white space before', ` ${good}`],
    ['white space after', `${good}\n`],
    ['white space within', `${header}.${payload.slice(0, 8)} ${payload.slice(8)}.${signature}`],
    ['the other alphabet', `${header}.${payload}.${'+/'.repeat(43)}`],
    ['a short signature', `${header}.${payload}.${Buffer.alloc(63).toString('base64url')}`],
    ['a long signature', `${header}.${payload}.${Buffer.alloc(65).toString('base64url')}`],
    ['a lone last character', `${header}.${Buffer.alloc(3).toString('base64url')}A.${signature}`],
  ])('refuses %s', (_, compact) => {
    expect(() => parseCompactJws(compact, 8192)).toThrow(invalid);
  });

  it('refuses a token that is longer than the limit', () => {
    expect(() => parseCompactJws(good, good.length - 1)).toThrow(invalid);
  });

  it.each([
    ['alg none', { alg: 'none' }],
    ['alg HS256', { alg: 'HS256' }],
    ['alg Ed25519', { alg: 'Ed25519' }],
    ['alg in another case', { alg: 'eddsa' }],
    ['no alg', { alg: undefined }],
    ['alg in a list', { alg: ['EdDSA'] }],
    ['the type of its sibling', { typ: 'dialogcontexttoken+jwt' }],
    ['the type in another case', { typ: 'jwt' }],
    ['no typ', { typ: undefined }],
    ['no kid', { kid: undefined }],
    ['an empty kid', { kid: '' }],
    ['a kid that is a number', { kid: 1 }],
    ['crit', { crit: ['b64'], b64: true }],
    ['crit that is null', { crit: null }],
  ])('refuses a header with %s', (_, overrides) => {
    expect(() => parseCompactJws(signDialogToken(key, {}, overrides), 8192)).toThrow(invalid);
  });

  it.each([
    'null',
    '[]',
    '"EdDSA"',
    '{"alg":"EdDSA","typ":"JWT","kid":"a"',
    '\uFEFF{"alg":"EdDSA","typ":"JWT","kid":"a"}',
  ])('refuses the header %j', (text) =>
    expect(() => parseCompactJws(signCompact(key, text, {}), 8192)).toThrow(invalid),
  );

  it('refuses a header that is not UTF-8', () => {
    const bytes = Buffer.from('{"alg":"EdDSA","typ":"JWT","kid":"#"}');
    bytes[bytes.indexOf('#')] = 0xff;
    expect(() => parseCompactJws(signCompact(key, bytes, {}), 8192)).toThrow(invalid);
  });

  it('accepts one spelling of the same bytes only', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.string({ maxLength: 3 }), (bytes, tail) => {
        const text = Buffer.from(bytes).toString('base64url');
        expect(decodeBase64url(text)).toEqual(Buffer.from(bytes));
        const other = decodeBase64url(text + tail);
        expect(tail === '' || other === undefined || !other.equals(bytes)).toBe(true);
      }),
    );
    expect(decodeBase64url('AB')).toBeUndefined();
    expect(decodeBase64url('AA')).toEqual(Buffer.from([0]));
  });
});
