import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { growsLinearly } from './growth.js';

/** The same tests every time; twelve thousand of them are done in well under a second. */
export const fuzzing = { seed: 20_260_101, numRuns: 12_000 } as const;

/** Parsers of texts of strangers, each with the pieces that such a text is made of. */
export type Parsers = Readonly<Record<string, { parse(text: string): unknown; alphabet: readonly string[] }>>;

/** Every one of them stands any text, in a time that grows with its length. */
export function standAnyText(parsers: Parsers): void {
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
}
