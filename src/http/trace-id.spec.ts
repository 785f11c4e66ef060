import { describe, expect, it } from '@jest/globals';
import { traceIdOf } from './trace-id.js';

describe('traceIdOf', () => {
  it("takes the caller's own trace id", () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    expect(traceIdOf({ headers: { traceparent } })).toBe('4bf92f3577b34da6a3ce929d0e0e4736');
  });

  it.each([undefined, 'garbage', `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`])(
    'makes a new one for %p',
    (traceparent) => {
      const first = traceIdOf({ headers: { traceparent } });
      expect(first).toMatch(/^[0-9a-f]{32}$/);
      expect(traceIdOf({ headers: { traceparent } })).not.toBe(first);
    },
  );
});
