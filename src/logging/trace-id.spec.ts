import { describe, expect, it } from '@jest/globals';
import { newTraceId, traceIdOf, traceparentOf } from './trace-id.js';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const sent = `00-${traceId}-00f067aa0ba902b7-01`;

describe('traceIdOf', () => {
  it.each([sent, sent.replace(/1$/, '0'), `cc-${traceId}-00f067aa0ba902b7-01`, `cc${sent.slice(2)}-what-comes-later`])(
    "takes the caller's own trace id from %s",
    (traceparent) => {
      expect(traceIdOf({ headers: { traceparent } })).toBe(traceId);
    },
  );

  it.each([
    undefined,
    'garbage',
    `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
    `00-${traceId}-${'0'.repeat(16)}-01`,
    `ff-${traceId}-00f067aa0ba902b7-01`,
    `${sent}-more`,
    `${sent}0`,
    sent.toUpperCase(),
    `${sent},${sent}`,
  ])('makes a new one for %p', (traceparent) => {
    const first = traceIdOf({ headers: { traceparent } });
    expect(first).toMatch(/^[0-9a-f]{32}$/);
    expect(first).not.toBe(traceId);
    expect(traceIdOf({ headers: { traceparent } })).not.toBe(first);
  });
});

describe('newTraceId', () => {
  it('never gives the same one twice', () => {
    expect(new Set(Array.from({ length: 2_000 }, newTraceId)).size).toBe(2_000);
  });
});

describe('traceparentOf', () => {
  it('is of that trace, and of a span of our own each time', () => {
    const [first, second] = [traceparentOf(traceId), traceparentOf(traceId)];
    expect(first).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-01$`));
    expect(second).not.toBe(first);
    expect(traceIdOf({ headers: { traceparent: first } })).toBe(traceId);
  });
});
