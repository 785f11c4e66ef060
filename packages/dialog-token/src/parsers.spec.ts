import { describe, it } from '@jest/globals';
import fc from 'fast-check';
import { fuzzing, standAnyText } from '../../../test/support/any-text.js';
import { parseAuthorizedActions } from './authorized-actions.js';
import { parseClaims } from './claims.js';
import { parseCompactJws } from './compact-jws.js';
import { bearerTokenIn } from './dialog-token.strategy.js';
import { parseParty } from './party.js';
import { DialogTokenRefusal } from './refusal.js';
import { decodeBase64url } from './strict-forms.js';
import { verificationKeysIn } from './verification-key.js';

standAnyText({
  'an Authorization header': {
    parse: (text) => orRefusal(() => bearerTokenIn(text, 16_000)),
    alphabet: ['Bearer', 'bearer', ' ', '\t', 'eyJ', '.', ',', '=', '"'],
  },
  'a compact JWS': {
    parse: (text) => orRefusal(() => parseCompactJws(text, 1_000_000)),
    alphabet: ['eyJhbGciOiJFZERTQSJ9', '.', 'e30', '=', '-', '_', '+', ' '],
  },
  'the claims of a token': {
    parse: (text) => orRefusal(() => parseClaims(Buffer.from(text))),
    alphabet: ['{', '}', '[', ']', '"a"', ':', ',', '1e300', 'null', '\\u0000', '"__proto__":', '\ud800'],
  },
  'the claim a': { parse: parseAuthorizedActions, alphabet: ['read', ';', ',', 'urn:altinn:task:', ' ', '\0'] },
  'a party of a token': {
    parse: parseParty,
    alphabet: ['urn:altinn:', 'person:', 'identifier-no:', 'idporten-email:', '1', ':', 'a', '%40', ' ', '-'],
  },
  base64url: { parse: decodeBase64url, alphabet: ['A', '-', '_', '+', '/', '=', ' ', 'é'] },
});

function orRefusal<Result>(parse: () => Result): Result | undefined {
  try {
    return parse();
  } catch (error) {
    if (error instanceof DialogTokenRefusal && error.kind === 'invalid-token') return undefined;
    throw error;
  }
}

// An expectation takes longer than most of the code tried here: the result is a plain yes or no.
describe('for any text', () => {
  it('one byte string has one spelling in base64url', () => {
    const more = fc.constantFrom('=', '==', '\n', ' ', '%3D', '+');
    fc.assert(
      fc.property(fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 60 }), more), ([bytes, added]) => {
        const spelling = Buffer.from(bytes).toString('base64url');
        return decodeBase64url(spelling)?.equals(bytes) === true && decodeBase64url(spelling + added) === undefined;
      }),
      fuzzing,
    );
  });

  it('an entry of the claim a that does not follow the grammar spoils none that does', () => {
    const entry = fc.array(fc.constantFrom('read', 'write', ',', ' ', '\0', 'urn:a:b', 'x'), { maxLength: 5 });
    const entries = fc.array(
      entry.map((parts) => parts.join('')),
      { maxLength: 5 },
    );
    fc.assert(
      fc.property(entries, (given) => {
        const actions = [...parseAuthorizedActions([...given, 'confirm'].join(';'))];
        const isAnEntry = (action: string) => /^[^\s,;\p{Cc}]+(,[^\s,;\p{Cc}]+)?$/u.test(action);
        return actions.includes('confirm') && actions.every(isAnEntry);
      }),
      fuzzing,
    );
  });

  it('a key set gives keys that are of use, or none at all', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 2 }), (jwks) => {
        try {
          return verificationKeysIn(jwks).length > 0;
        } catch (error) {
          return (error as Error).message.startsWith('the key set ');
        }
      }),
      fuzzing,
    );
  });
});
