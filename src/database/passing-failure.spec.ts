import { describe, expect, it } from '@jest/globals';
import { Problem } from '../http/problem.js';
import { isConnectionFailure, isContention, isSilence, asUnavailable } from './passing-failure.js';

const withCode = (code: string) => Object.assign(new Error('from the server'), { code });

const connectionFailures: [string, unknown][] = [
  ['a refused connection', withCode('ECONNREFUSED')],
  ['a server that shuts down', withCode('57P01')],
  ['too many connections', withCode('53300')],
  ['a transaction that was left open too long', withCode('25P03')],
  ['a connection that was cut', new Error('Connection terminated unexpectedly')],
  ['an exhausted pool', new Error('timeout exceeded when trying to connect')],
  ['a connection that took too long to make', new Error('timeout expired')],
  ['a server that does not answer', new Error('Query read timeout')],
];

const contentions: [string, unknown][] = [
  ['a lock that was not given in time', withCode('55P03')],
  ['a statement that took too long', withCode('57014')],
  ['a deadlock', withCode('40P01')],
  ['a transaction that another one crossed', withCode('40001')],
];

const faults: [string, unknown][] = [
  ['a duplicate key', withCode('23505')],
  ['a mistake in a statement', withCode('42601')],
  ['something that is no error', 'ECONNREFUSED'],
];

describe('a failure of the database', () => {
  it.each(connectionFailures)('is one of the connection: %s', (_, error) => {
    expect([isConnectionFailure(error), isContention(error)]).toEqual([true, false]);
    expect(isConnectionFailure(new Error('Failed query', { cause: error }))).toBe(true);
    expect(asUnavailable(error)).toMatchObject({ kind: 'unavailable', status: 503, headers: {} });
  });

  it.each(contentions)('is one of contention: %s', (_, error) => {
    expect([isConnectionFailure(error), isContention(error)]).toEqual([false, true]);
    expect(isContention(new Error('Failed query', { cause: error }))).toBe(true);
    expect(asUnavailable(error)).toMatchObject({ kind: 'unavailable', headers: { 'Retry-After': '1' } });
  });

  it.each(faults)('does not pass by itself: %s', (_, error) => {
    expect([isConnectionFailure(error), isContention(error)]).toEqual([false, false]);
    expect(asUnavailable(error)).toBe(error);
  });

  it('is silence only where no answer came', () => {
    expect(isSilence(new Error('Failed query', { cause: new Error('Query read timeout') }))).toBe(true);
    expect(isSilence(new Error('Connection terminated unexpectedly'))).toBe(false);
  });

  it('keeps what it comes from as the cause of the problem', () => {
    const error = withCode('55P03');
    expect((asUnavailable(error) as Problem).cause).toBe(error);
  });
});
