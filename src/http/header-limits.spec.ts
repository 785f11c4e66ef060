import type { IncomingHttpHeaders } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { limitHeaders } from './header-limits.js';

function limited(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  limitHeaders(headers);
  return headers;
}

describe('headers that are parsed', () => {
  it('stay as they are up to any length that a browser or a proxy sends', () => {
    const headers = {
      accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8',
      'accept-language': 'nb-NO,nb;q=0.9,no;q=0.8,nn;q=0.7,en-US;q=0.6,en;q=0.5',
      prefer: 'respond-async, timezone="Europe/Oslo"',
      range: 'bytes=0-1023',
      'if-range': '"an-etag"',
      cookie: `other=${'x'.repeat(4_000)}; session=ours`,
      'x-forwarded-for': '192.0.2.1, 10.0.0.1',
      authorization: `Bearer ${'x'.repeat(16_000)}`,
    };
    expect(limited({ ...headers })).toEqual(headers);
  });

  it.each(['accept', 'accept-encoding', 'accept-language', 'prefer'])(
    'keep their beginning, element by element: %s',
    (name) => {
      const { [name]: kept } = limited({ [name]: 'nb;q=0.9,'.repeat(3_000) });
      expect(kept).toHaveLength(998);
      expect(kept).toMatch(/^(nb;q=0\.9,)+nb;q=0\.9$/);
      expect(limited({ [name]: 'x'.repeat(3_000) })).toEqual({});
    },
  );

  it.each(['range', 'if-range', 'if-match', 'if-none-match', 'if-modified-since', 'if-unmodified-since'])(
    'are as if they were not there: %s',
    (name) => {
      expect(limited({ [name]: '0-1,'.repeat(3_000) })).toEqual({});
    },
  );

  it('keep what the proxy next to us has written, which stands at the end', () => {
    const { 'x-forwarded-for': kept } = limited({ 'x-forwarded-for': `${'192.0.2.1, '.repeat(3_000)}198.51.100.7` });
    expect(kept).toMatch(/^(192\.0\.2\.1, )+198\.51\.100\.7$/);
    expect(kept!.length).toBeLessThanOrEqual(1_000);
  });

  it('keep the cookies that were set last', () => {
    const { cookie } = limited({ cookie: `${'a=b; '.repeat(5_000)}session=ours` });
    expect(cookie).toMatch(/^(a=b; )+session=ours$/);
    expect(cookie!.length).toBeLessThanOrEqual(8_000);
    expect(limited({ cookie: 'x'.repeat(9_000) })).toEqual({});
  });
});
