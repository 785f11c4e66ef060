import { describe, expect, it } from '@jest/globals';
import { createLogger } from './logger.js';
import { errorReport } from './error-report.js';

const party = 'urn:altinn:person:idporten-email:kari@example.no';

/** As `pg` makes one of the server's answer. */
function databaseError(): Error {
  const message = `invalid input syntax for type uuid: "secret of ${party}"`;
  const told = {
    severity: 'ERROR',
    code: '22P02',
    detail: `Key (party)=(${party}) exists`,
    constraint: 'dialogs_pkey',
  };
  return Object.assign(new Error(message), told);
}

/** As Drizzle wraps it. */
function queryError(): Error {
  const query = 'insert into "dialogs" ("id", "party") values ($1, $2)';
  const error = new Error(`Failed query: ${query}\nparams: x,secret of ${party}`, { cause: databaseError() });
  return Object.assign(error, { query, params: ['x', party] });
}

describe('what is logged of an error', () => {
  it('of the database is what the statement does and why it failed, but none of its parameters', () => {
    const report = errorReport(queryError());
    expect(report).toMatchObject({
      statement: 'insert into "dialogs"',
      cause: { code: '22P02', constraint: 'dialogs_pkey' },
    });
    expect(JSON.stringify(report)).not.toMatch(/secret|kari/);
    expect(report.stack).toMatch(/^ {4}at /);
  });

  it('of any other is its message, its causes, and where it happened', () => {
    const report = errorReport(new TypeError('outer', { cause: new Error('inner') }));
    expect(report).toMatchObject({ type: 'TypeError', message: 'outer', cause: { message: 'inner' } });
  });

  it.each<[string, unknown]>([
    ['text', 'text'],
    ['nothing', undefined],
  ])('that is no error but %s is that', (_what, thrown) => {
    expect(errorReport(thrown)).toMatchObject({ message: String(thrown), stack: '' });
  });

  it('is the same when it is logged as a text', () => {
    let line = '';
    const logger = createLogger('info', { write: (written) => void (line += written) });
    logger.error({ reason: queryError().message, err: queryError() });
    logger.error(queryError().stack);
    expect(line).toContain('insert into');
    expect(line).not.toMatch(/secret|kari/);
    for (const each of line.trim().split('\n')) expect(() => void JSON.parse(each)).not.toThrow();
  });
});
