import { describe, expect, it } from '@jest/globals';
import { createSigningKey } from './testing/index.js';
import { verificationKeysIn } from './verification-key.js';

const { jwk } = createSigningKey('one');
const other = createSigningKey('two').jwk;

/** The points of small order, each as it is written and with its sign bit set, in every encoding. */
const smallOrder = [
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
].flatMap((hex) => {
  const bytes = Buffer.from(hex, 'hex');
  const signed = Buffer.from(bytes);
  signed[31]! |= 0x80;
  return [bytes.toString('base64url'), signed.toString('base64url')];
});

describe('verification keys', () => {
  it('are the Ed25519 signature keys of a set', () => {
    const plain = { kty: 'OKP', crv: 'Ed25519', kid: 'three', x: createSigningKey().jwk.x };
    const kids = verificationKeysIn([jwk, { kty: 'RSA', kid: 'rsa', n: 'AQAB', e: 'AQAB' }, other, plain]);
    expect(kids.map(({ kid }) => kid)).toEqual(['one', 'two', 'three']);
  });

  it('are those that may verify among other operations, by key_ops', () => {
    expect(verificationKeysIn([{ ...jwk, key_ops: ['sign', 'verify'] }])).toHaveLength(1);
  });

  it.each([
    ['another key type', { kty: 'EC' }],
    ['another curve', { crv: 'X25519' }],
    ['keys to encrypt with', { use: 'enc' }],
    ['keys with other operations', { key_ops: ['sign'] }],
    ['keys with no operation', { key_ops: [] }],
    ['keys whose operations are no list', { key_ops: 'verify' }],
    ['another algorithm', { alg: 'Ed25519' }],
    ['no kid', { kid: undefined }],
    ['an empty kid', { kid: '' }],
    ['a kid that is no string', { kid: 7 }],
    ['no x', { x: undefined }],
    ['an x that is too short', { x: Buffer.alloc(31, 1).toString('base64url') }],
    ['an x with padding', { x: `${String(jwk.x)}=` }],
    ['private keys', { d: jwk.x }],
    ...smallOrder.map((x, index) => [`a key of small order (${index})`, { x }] as [string, object]),
  ])('pass over %s', (_, overrides) => {
    expect(verificationKeysIn([{ ...jwk, ...overrides }, other])).toMatchObject([{ kid: 'two', material: other.x }]);
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
