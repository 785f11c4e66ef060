import { describe, expect, it } from '@jest/globals';
import { validateSync } from 'class-validator';
import fc from 'fast-check';
import { parseAuthorizedActions } from '../src/dialog-token/authorized-actions.js';
import { decodeBase64url } from '../src/dialog-token/strict-forms.js';
import { bearerTokenIn } from '../src/dialog-token/dialog-token.strategy.js';
import { parseClaims } from '../src/dialog-token/claims.js';
import { parseCompactJws } from '../src/dialog-token/compact-jws.js';
import { parseParty } from '../src/dialog-token/party.js';
import { DialogTokenRefusal } from '../src/dialog-token/refusal.js';
import { verificationKeysIn } from '../src/dialog-token/verification-key.js';
import { languages, negotiateLanguage } from '../src/http/languages.js';
import { IsPlainText } from '../src/http/plain-text.js';
import { preferencesOf } from '../src/http/prefer.js';
import { scrub } from '../src/logging/personal-data.js';
import { traceIdOf } from '../src/logging/trace-id.js';
import { parseDateTime } from '../src/service-owner/date-time.js';
import { isPartyUrn } from '../src/service-owner/party-urn.js';
import { growsLinearly } from './support/growth.js';

class Remark {
  @IsPlainText(1_000_000)
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** Parsers of texts of strangers, each with the pieces that such a text is made of. */
const parsers: Readonly<Record<string, { parse(text: string): unknown; alphabet: readonly string[] }>> = {
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
  'a party to open a dialog for': {
    parse: isPartyUrn,
    alphabet: ['urn:altinn:', 'person:', 'identifier-no:', 'idporten-email:', '1', '%40', '@', '.', 'a', '%', ' '],
  },
  base64url: { parse: decodeBase64url, alphabet: ['A', '-', '_', '+', '/', '=', ' ', 'é'] },
  'a Prefer header': {
    parse: preferencesOf,
    alphabet: ['a', ',', ';', '=', '"', '\\', ' ', '\t', 'respond-async', 'timezone="'],
  },
  'an Accept-Language header': {
    parse: negotiateLanguage,
    alphabet: ['nb', 'nn', 'en', '*', ',', ';', '-', ';q=0.5', 'q', '=', ' '],
  },
  'a traceparent header': { parse: (traceparent) => traceIdOf({ headers: { traceparent } }), alphabet: ['00-', '0'] },
  'a text that is scrubbed': {
    parse: scrub,
    alphabet: [
      'eyJ',
      '.',
      '-',
      '0',
      '1',
      'a',
      '%',
      '25',
      '3a',
      ':',
      'urn:altinn:',
      'urn',
      'altinn',
      'person',
      ' ',
      '"',
    ],
  },
  'a date': { parse: parseDateTime, alphabet: ['2027-01-01T00:00:00', '.', '9', 'Z', '+', '-', ':', 'T'] },
  'a free text': { parse: (text) => validateSync(new Remark(text)), alphabet: ['a', '\n', ' ', '\0', '\ud800', 'é'] },
};

function orRefusal<Result>(parse: () => Result): Result | undefined {
  try {
    return parse();
  } catch (error) {
    if (error instanceof DialogTokenRefusal && error.kind === 'invalid-token') return undefined;
    throw error;
  }
}

/** The same tests every time; twelve thousand of them are done in well under a second. */
const fuzzing = { seed: 20_260_101, numRuns: 12_000 } as const;

describe.each(Object.entries(parsers))('what reads %s', (_, { parse, alphabet }) => {
  const texts = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.array(fc.constantFrom(...alphabet), { maxLength: 40 }).map((parts) => parts.join('')),
  );

  it('stands any text', () => {
    fc.assert(
      fc.property(texts, (text) => void parse(text)),
      fuzzing,
    );
  });

  it('takes a time that grows with the length of the text, and not with its square', () => {
    const few = (max: number) =>
      fc.array(fc.constantFrom(...alphabet), { minLength: 1, maxLength: max }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.option(few(3), { nil: '' }), few(3), fc.option(few(2), { nil: '' }), (before, unit, after) => {
        const textOf = (length: number) => before + unit.repeat(Math.ceil(length / unit.length)) + after;
        expect(growsLinearly(parse, textOf)).toBe(true);
      }),
      { seed: fuzzing.seed, numRuns: 60, examples: alphabet.map((unit) => ['', unit, '']), endOnFailure: true },
    );
  });
});

// An expectation takes longer than most of the code tried here: the result is a plain yes or no.
describe('for any text', () => {
  const anything = fc.string({ unit: 'binary', maxLength: 60 });

  it('the language is one that we have', () => {
    fc.assert(
      fc.property(anything, (text) => languages.includes(negotiateLanguage(text))),
      fuzzing,
    );
  });

  it('scrubbing twice is scrubbing once, and leaves no number of eleven digits', () => {
    const part = fc.oneof(anything, fc.constantFrom('14886498226', '1', 'eyJhbGciOiJub25lIn0', '.', ' '));
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
        const scrubbed = scrub(parts.join(''));
        return scrub(scrubbed) === scrubbed && !/(?<![\da-f-])\d{11}(?![\da-f-])/.test(scrubbed);
      }),
      fuzzing,
    );
  });

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
