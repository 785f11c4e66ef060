import { describe, expect, it } from '@jest/globals';
import { createSigningKey } from '../../test/support/sign-dialog-token.js';
import { verificationKeysIn } from './verification-key.js';

const { jwk } = createSigningKey('one');
const other = createSigningKey('two').jwk;

describe('verification keys', () => {
  it('are the Ed25519 signature keys of a set', () => {
    const plain = { kty: 'OKP', crv: 'Ed25519', kid: 'three', x: createSigningKey().jwk.x };
    const kids = verificationKeysIn([jwk, { kty: 'RSA', kid: 'rsa', n: 'AQAB', e: 'AQAB' }, other, plain]);
    expect(kids.map(({ kid }) => kid)).toEqual(['one', 'two', 'three']);
  });

  it.each([
    ['another key type', { kty: 'EC' }],
    ['another curve', { crv: 'X25519' }],
    ['keys to encrypt with', { use: 'enc' }],
    ['another algorithm', { alg: 'Ed25519' }],
    ['no kid', { kid: undefined }],
    ['an empty kid', { kid: '' }],
    ['a kid that is no string', { kid: 7 }],
    ['no x', { x: undefined }],
    ['an x that is too short', { x: Buffer.alloc(31, 1).toString('base64url') }],
    ['an x with padding', { x: `${String(jwk.x)}=` }],
    ['private keys', { d: jwk.x }],
  ])('pass over %s', (_, overrides) => {
    expect(verificationKeysIn([{ ...jwk, ...overrides }, other])).toEqual([{ kid: 'two', x: other.x }]);
  });

  it('are the same key twice, not two, where a set repeats itself', () => {
    expect(verificationKeysIn([jwk, { ...jwk }])).toHaveLength(1);
  });

  it.each([
    ['names two keys alike', [jwk, { ...other, kid: 'one' }]],
    ['holds no such key', [{ ...jwk, use: 'enc' }, null, 'x', []]],
    ['is empty', []],
    ['is no list', { keys: [] }],
    ['is missing', undefined],
  ])('refuse a set that %s', (_, jwks) => {
    expect(() => verificationKeysIn(jwks)).toThrow(Error);
  });
});
