import { describe, expect, it } from '@jest/globals';
import { parse } from 'content-disposition';
import { partOf } from './downloaded-file.js';

const content = Buffer.from('0123456789');
const file = { name: 'x.pdf', mediaType: 'application/pdf', content };

const nameOf = (name: string) => parse(partOf({ ...file, name }, {}).headers['Content-Disposition']!).parameters;

describe('partOf', () => {
  it.each([
    ['Vedtak.pdf', 'Vedtak.pdf'],
    ['Vedtak – æøå šđŋ.pdf', 'Vedtak – æøå šđŋ.pdf'],
    ['a/../../etc/passwd.pdf', 'a .. .. etc passwd.pdf'],
    ['a"; filename=b.exe.pdf', 'a ; filename=b.exe.pdf'],
    ['a\r\nSet-Cookie: x=1.pdf', 'a Set-Cookie x=1.pdf'],
    ['\u202Efdp.exe.pdf', 'fdp.exe.pdf'],
    [`${'x'.repeat(500)}.pdf`, `${'x'.repeat(150)}.pdf`],
  ])('names a file %j as %j', (name, expected) => {
    const { filename, 'filename*': extended } = nameOf(name);
    expect(extended === undefined ? filename : decodeURIComponent(extended.replace("UTF-8''", ''))).toBe(expected);
    expect(partOf({ ...file, name }, {}).headers['Content-Disposition']).toMatch(/^[\x20-\x7e]+$/);
  });

  it.each([
    ['application/pdf', 'inline', false],
    ['text/html', 'attachment', true],
    ['image/svg+xml', 'attachment', true],
    ['constructor', 'attachment', true],
  ])(
    '%s is opened as %s: a tab shows what browsers have a viewer for, and nothing that could run',
    (mediaType, type, sandboxed) => {
      const { headers } = partOf({ ...file, mediaType }, {});
      expect(parse(headers['Content-Disposition']!).type).toBe(type);
      expect(headers['Content-Security-Policy']!.includes('sandbox')).toBe(sandboxed);
      expect(headers['Content-Security-Policy']).toMatch(/^default-src 'none'.*frame-ancestors 'none'/);
      expect(headers['X-Content-Type-Options']).toBe('nosniff');
    },
  );

  it.each([
    [undefined, 200, '0123456789', undefined],
    ['bytes=0-0', 206, '0', 'bytes 0-0/10'],
    ['bytes=7-', 206, '789', 'bytes 7-9/10'],
    ['bytes=-3', 206, '789', 'bytes 7-9/10'],
    ['bytes=0-999', 206, '0123456789', 'bytes 0-9/10'],
    ['bytes=10-', 416, '', 'bytes */10'],
    ['bytes=5-2', 416, '', 'bytes */10'],
    ['bytes=0-1,4-5', 200, '0123456789', undefined],
    ['pages=1', 200, '0123456789', undefined],
    ['nonsense', 200, '0123456789', undefined],
  ])('answers Range: %s with %i', (range, status, part, contentRange) => {
    const answer = partOf(file, { range });
    const sent = answer.range ? file.content.subarray(answer.range.start, answer.range.end + 1).toString() : '';
    expect([answer.status, sent, answer.headers['Content-Range']]).toEqual([status, part, contentRange]);
    expect(answer.headers['Content-Length']).toBe(String(part.length));
  });

  it('answers 304 to a client that has this version already, for any range it asks for', () => {
    const { ETag: etag } = partOf(file, {}).headers;
    for (const tags of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const answer = partOf(file, { range: 'bytes=0-1', 'if-none-match': tags });
      expect([answer.status, answer.range, answer.headers['ETag']]).toEqual([304, undefined, etag]);
    }
    expect(partOf(file, { 'if-none-match': '"other"' }).status).toBe(200);
  });

  it('answers with the whole where the range is of another version', () => {
    const { ETag: etag } = partOf(file, {}).headers;
    expect(partOf(file, { range: 'bytes=0-0', 'if-range': etag }).status).toBe(206);
    expect(partOf(file, { range: 'bytes=0-0', 'if-range': '"other"' }).status).toBe(200);
    expect(partOf(file, { range: 'bytes=0-0', 'if-range': `W/${etag}` }).status).toBe(200);
  });
});
