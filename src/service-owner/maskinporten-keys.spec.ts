import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { rsaKeysIn } from './maskinporten-keys.js';

const jwkOf = (modulusLength: number, kid = 'one') => ({
  ...generateKeyPairSync('rsa', { modulusLength }).publicKey.export({ format: 'jwk' }),
  kid,
  use: 'sig',
  alg: 'RS256',
});

const good = jwkOf(2_048);
const other = jwkOf(2_048, 'two');

describe("Maskinporten's keys", () => {
  it('are those that may verify, among other operations or where it is not said', () => {
    const { use, alg, ...plain } = other;
    expect([use, alg]).toEqual(['sig', 'RS256']);
    expect(rsaKeysIn([{ ...good, key_ops: ['verify'] }, plain]).map(({ kid }) => kid)).toEqual(['one', 'two']);
  });

  it.each<[string, object]>([
    ['keys below 2048 bits', jwkOf(1_024)],
    ['keys of nearly 2048 bits', { n: `${'A'.repeat(4)}${'_'.repeat(338)}` }],
    ['keys without a modulus', { n: '' }],
    ['keys with other operations', { key_ops: ['sign', 'encrypt'] }],
    ['keys whose operations are no list', { key_ops: 'verify' }],
    ['keys to encrypt with', { use: 'enc' }],
    ['keys for another algorithm', { alg: 'PS256' }],
    ['private keys', { d: 'AQAB' }],
  ])('are not %s', (_, overrides) => {
    expect(rsaKeysIn([{ ...good, ...overrides }, other]).map(({ kid }) => kid)).toEqual(['two']);
  });
});
