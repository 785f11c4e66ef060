import { describe, it } from '@jest/globals';
import { validateSync } from 'class-validator';
import fc from 'fast-check';
import { languages, negotiateLanguage } from '../src/http/languages.js';
import { IsPlainText } from '../src/http/plain-text.js';
import { preferencesOf } from '../src/http/prefer.js';
import { scrub } from '../src/logging/personal-data.js';
import { traceIdOf } from '../src/logging/trace-id.js';
import { parseDateTime } from '../src/service-owner/date-time.js';
import { isPartyUrn } from '../src/service-owner/party-urn.js';
import { fuzzing, standAnyText } from './support/any-text.js';

class Remark {
  @IsPlainText(1_000_000)
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

standAnyText({
  'a party to open a dialog for': {
    parse: isPartyUrn,
    alphabet: ['urn:altinn:', 'person:', 'identifier-no:', 'idporten-email:', '1', '%40', '@', '.', 'a', '%', ' '],
  },
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
});
