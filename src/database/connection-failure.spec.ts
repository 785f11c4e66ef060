import { describe, expect, it } from '@jest/globals';
import { isConnectionFailure } from './connection-failure.js';

describe('isConnectionFailure', () => {
  it.each([
    ['a refused connection', Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })],
    ['a server that shuts down', Object.assign(new Error('terminating'), { code: '57P01' })],
    ['too many connections', Object.assign(new Error('sorry'), { code: '53300' })],
    ['a connection that was cut', new Error('Connection terminated unexpectedly')],
    ['an exhausted pool', new Error('timeout exceeded when trying to connect')],
    ['any of these inside another error', new Error('Failed query', { cause: new Error('Connection terminated') })],
  ])('knows %s', (_, error) => {
    expect(isConnectionFailure(error)).toBe(true);
  });

  it.each([
    ['a duplicate key', Object.assign(new Error('duplicate key'), { code: '23505' })],
    ['a mistake in a statement', Object.assign(new Error('syntax'), { code: '42601' })],
    ['something that is no error', 'ECONNREFUSED'],
  ])('does not take %s for one', (_, error) => {
    expect(isConnectionFailure(error)).toBe(false);
  });
});
