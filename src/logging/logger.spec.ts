import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createLogger } from './logger.js';

/** The lines that are written when these are logged. */
function linesOf(...logged: [unknown, ...unknown[]]): string[] {
  let written = '';
  const logger = createLogger('info', { write: (line) => void (written += line) });
  for (const each of logged) logger.info(each);
  return written.trimEnd().split('\n');
}

const number = '14886498226';
const email = 'urn:altinn:person:idporten-email:kari@example.no';

describe('a log line', () => {
  it('is one JSON object without a national identity number, for any value logged', () => {
    // Texts that serialisation turns into digits, quotes or backslashes, next to personal ones.
    const part = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 8 }),
      fc.constantFrom(
        number,
        '1234567',
        '\u0010',
        '\\',
        '"',
        '\n',
        '\ud800',
        'urn:altinn:guild:',
        email,
        'eyJhbGciOiJub25lIn0',
      ),
    );
    const text = fc.array(part, { maxLength: 5 }).map((parts) => parts.join(''));
    const anything = fc.anything({
      key: text,
      values: [text, fc.integer(), fc.constant(Number(number)), fc.bigInt(), fc.date(), fc.boolean()],
      withDate: true,
      withSet: true,
      withTypedArray: true,
      withNullPrototype: true,
    });
    fc.assert(
      fc.property(anything, text, (value, message) => {
        const lines = linesOf({ value, [message]: message }, message);
        const parsed = lines.map((line) => JSON.parse(line) as { level: unknown });
        return (
          parsed.length === 2 &&
          parsed[0]!.level === 'info' &&
          !/(?<![\da-f-])14886498226(?![\da-f-])/i.test(lines.join())
        );
      }),
      { seed: 20_260_101, numRuns: 1_000 },
    );
  });

  it.each([
    ['a control character and seven digits', { said: '\u00101234567' }],
    ['a number that looks like one of a person', { bytes: Number(number) }],
    ['a name of a value', { [email]: number }],
    ['a long integer', { count: 10n ** 30n }],
    ['the parameters of a statement', { reason: `Failed query: select 1\nparams: "x\\",${number},kari` }],
    ['an error inside of something', { list: [{ error: new Error(email) }] }],
  ])('with %s can be parsed, and names no person', (_, logged) => {
    const [line] = linesOf(logged);
    expect(JSON.parse(line!)).toMatchObject({ level: 'info' });
    expect(line).not.toMatch(/14886498226|kari/);
  });

  it('says what was logged, as it was', () => {
    const logged = { msg: 'request', ms: 1.5, status: 200, nothing: null, when: new Date(0), list: ['a', { b: true }] };
    expect(JSON.parse(linesOf(logged)[0]!)).toMatchObject({ ...logged, when: '1970-01-01T00:00:00.000Z' });
  });

  it('has an error as it is reported, with its causes', () => {
    const error = new TypeError('outer', { cause: Object.assign(new Error('inner'), { code: 'E1' }) });
    const { err } = JSON.parse(linesOf({ err: error })[0]!) as { err: { message: string } };
    expect(err).toMatchObject({ type: 'TypeError', message: 'outer', cause: { message: 'inner', code: 'E1' } });
  });

  it('has a bounded length, however long, wide or deep what is logged', () => {
    const deep = Array.from({ length: 1_000 }).reduce<unknown>((inner) => ({ inner }), 'x');
    const circular: Record<string, unknown> = {};
    circular['self'] = circular;
    for (const logged of [{ reason: 'x'.repeat(100_000) }, { list: Array(100_000).fill(1) }, { deep }, circular]) {
      expect(linesOf(logged)[0]!.length).toBeLessThan(3_000);
    }
    // Personal data is taken out before the rest is cut: no half of a number remains.
    expect(linesOf({ reason: `${'x'.repeat(1_994)} ${number}` })[0]).not.toContain('14886');
  });
});
