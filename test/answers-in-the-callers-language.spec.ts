import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { problemIn } from './support/problems.js';
import { getRaw, type RawAnswer, sendRaw } from './support/raw-http.js';
import { TallyStage } from './tally/tally-stage.js';

const anId = '01890a5d-ac96-774b-bcce-b302099a8057';
const titles = { nb: 'Finnes ikke', nn: 'Finst ikkje', en: 'Not found' };

describe('a refusal', () => {
  let stage: TallyStage;
  let url: string;

  beforeAll(async () => {
    stage = await TallyStage.set();
    url = (await stage.addService()).url;
  });

  afterAll(() => stage.clear());

  function get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(url + path, { headers });
  }

  /** The same as `problemIn`, for a response of bytes. */
  function refused({ status, headers, body }: RawAnswer, expected: number, name: string) {
    return problemIn(new Response(body, { status, headers: { ...headers } }), expected, name);
  }

  it.each<[string, Record<string, string>, keyof typeof titles]>([
    ['/nowhere', {}, 'nb'],
    ['/nowhere', { 'Accept-Language': 'nb' }, 'nb'],
    ['/nowhere', { 'Accept-Language': 'nn' }, 'nn'],
    ['/nowhere', { 'Accept-Language': 'en' }, 'en'],
    ['/nowhere', { 'Accept-Language': 'en-GB' }, 'en'],
    ['/nowhere', { 'Accept-Language': 'EN' }, 'en'],
    ['/nowhere', { 'Accept-Language': 'no' }, 'nb'],
    ['/nowhere', { 'Accept-Language': 'fr' }, 'nb'],
    ['/nowhere', { 'Accept-Language': '*' }, 'nb'],
    ['/nowhere', { 'Accept-Language': 'fr, nn;q=0.2' }, 'nn'],
    ['/nowhere', { 'Accept-Language': 'nb;q=0.8, nn;q=0.9, en;q=0.7' }, 'nn'],
    ['/nowhere', { 'Accept-Language': 'en, nb;q=0.9, nn;q=0.8' }, 'en'],
    ['/nowhere', { 'Accept-Language': 'en;q=0, nn' }, 'nn'],
    ['/nowhere', { 'Accept-Language': ';;q=,%%' }, 'nb'],
    ['/nowhere?lang=nn', {}, 'nn'],
    ['/nowhere?lang=en', { 'Accept-Language': 'nn' }, 'en'],
    ['/nowhere?lang=fr', { 'Accept-Language': 'nn' }, 'nn'],
  ])('of %s with %j is in the language %s', async (path, headers, language) => {
    const answer = await get(path, headers);
    const { title } = await problemIn(answer, 404, 'not-found');
    expect({ title, language: answer.headers.get('Content-Language') }).toEqual({ title: titles[language], language });
  });

  it('has its own words for every language on every subject', async () => {
    const dialogId = await stage.open();
    const token = stage.token(dialogId);
    const requests: [path: string, headers: Record<string, string>][] = [
      [`/tallies/${dialogId}/embed`, {}],
      [`/tallies/${dialogId}/embed`, { Authorization: 'Bearer x' }],
      [`/tallies/${anId}/embed`, { Authorization: `Bearer ${token}` }],
      ['/nowhere', {}],
    ];
    for (const [path, headers] of requests) {
      const details = [];
      for (const lang of ['nb', 'nn', 'en']) {
        const { detail } = (await (await get(`${path}?lang=${lang}`, headers)).json()) as { detail: string };
        details.push(detail);
      }
      expect(new Set(details).size).toBe(3);
    }
  });

  it('says where it happened, without the query', async () => {
    const document = await problemIn(await get('/nowhere/at/all?secret=1'), 404, 'not-found');
    expect(document.instance).toBe('/nowhere/at/all');
  });

  it('has the trace id of the caller', async () => {
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    const answer = await get('/nowhere', { traceparent: `00-${traceId}-b7ad6b7169203331-01` });
    expect((await problemIn(answer, 404, 'not-found')).traceId).toBe(traceId);
  });

  it.each([
    '',
    '00-00000000000000000000000000000000-b7ad6b7169203331-01',
    '<script>',
    '00-0AF7651916CD43DD',
    '00-x-y-z',
  ])('has a trace id of its own where the caller sends traceparent "%s"', async (traceparent) => {
    const [one, another] = [
      await problemIn(await get('/nowhere', { traceparent }), 404, 'not-found'),
      await problemIn(await get('/nowhere', { traceparent }), 404, 'not-found'),
    ];
    expect(one.traceId).not.toBe(another.traceId);
    expect(one.traceId).not.toBe('0'.repeat(32));
  });

  it('has nothing but what the contract names', async () => {
    const document = await problemIn(await get('/nowhere'), 404, 'not-found');
    expect(Object.keys(document).toSorted()).toEqual(['detail', 'instance', 'status', 'title', 'traceId', 'type']);
  });

  it('is not to be kept', async () => {
    expect((await get(`/tallies/${anId}/embed`)).headers.get('Cache-Control')).toContain('no-store');
  });

  it('comes for a malformed URL, in the language of the caller', async () => {
    const answer = await getRaw(url, '/tallies/%ZZ/embed', { 'Accept-Language': 'nn' });
    const document = await refused(answer, 400, 'invalid-request');
    expect([document.title, answer.headers['content-language']]).toEqual(['Ugyldig førespurnad', 'nn']);
  });

  it('comes for a path parameter that is far too long', async () => {
    const answer = await get(`/tallies/${'a'.repeat(5_000)}/embed`, { 'Accept-Language': 'en' });
    expect([404, 414]).toContain(answer.status);
    await problemIn(answer, answer.status, answer.status === 404 ? 'not-found' : 'uri-too-long');
  });

  it.each(['PUT', 'PATCH', 'DELETE', 'POST'])('comes for the method %s where there is none', async (method) => {
    const answer = await fetch(`${url}/tallies/${anId}/embed`, { method });
    expect([404, 405]).toContain(answer.status);
    await problemIn(answer, answer.status, 'not-found');
  });

  it.each(['PROPFIND', 'LOCK', 'REPORT', 'TRACE'])(
    'comes for the method %s, which nothing here knows',
    async (method) => {
      const request = `${method} /tallies/${anId}/embed HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`;
      const answer = await sendRaw(url, request);
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.status).toBeLessThan(500);
      await refused(answer, answer.status, answer.status === 400 ? 'invalid-request' : 'not-found');
    },
  );

  it.each<[string, string | Uint8Array]>([
    ['garbage', 'garbage\r\n\r\n'],
    ['an invented method', 'BREW /coffee HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['bytes of TLS', Uint8Array.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03])],
    ['a NUL in the URL', 'GET /tallies/\0 HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['a broken header', 'GET / HTTP/1.1\r\nHost: x\r\nno colon\r\n\r\n'],
    ['two lengths', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'],
    [
      'a length and chunks',
      'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    ['a length that is no number', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n'],
    ['an unknown version', 'GET / HTTP/9.9\r\nHost: x\r\n\r\n'],
  ])('comes for %s on the wire', async (_what, bytes) => {
    const answer = await sendRaw(url, bytes);
    expect(await refused(answer, 400, 'invalid-request')).toMatchObject({ title: 'Ugyldig forespørsel' });
  });

  it('comes for headers that are far too large', async () => {
    const answer = await getRaw(url, '/nowhere', { 'X-Large': 'a'.repeat(40_000) });
    expect(await refused(answer, 431, 'header-too-large')).toMatchObject({ instance: '/' });
  });

  it('leaves the service as well as it was', async () => {
    expect((await get('/health/ready')).status).toBe(200);
  });
});

describe('a hostile path', () => {
  let stage: TallyStage;
  let url: string;

  beforeAll(async () => {
    stage = await TallyStage.set();
    url = (await stage.addService()).url;
  });

  afterAll(() => stage.clear());

  it.each(
    [
      '/..',
      '/../',
      '/../../../../etc/passwd',
      '/tallies/../../../etc/passwd',
      '/tallies/..%2f..%2f..%2fetc%2fpasswd',
      '/tallies/%2e%2e/%2e%2e',
      '/docs/../../package.json',
      '/docs/..%2f..%2fpackage.json',
      '/docs/%2e%2e%2f%2e%2e%2fpackage.json',
      '/docs/..%5c..%5cpackage.json',
      '/.env',
      '/.git/config',
      '//evil.example/x',
      '/\\evil.example',
      'http://evil.example/tallies/x/embed',
      '/tallies//embed',
      '/tallies/%00/embed',
      `/tallies/${anId}%00/embed`,
      `/tallies/${anId}%2f/embed`,
      `/tallies/${anId}%20/embed`,
      `/tallies/${anId}'--/embed`,
      `/tallies/%27%3B%20DROP%20TABLE%20dialogs%3B--/embed`,
      '/tallies/__proto__/embed',
      '/tallies/constructor/embed',
      '/tallies/%F0%9F%98%80/embed',
      '/tallies/%C0%AE%C0%AE/embed',
      '/tallies/%FF/embed',
      '/tallies/%/embed',
      '/tallies/{{7*7}}/embed',
      '/tallies/${7*7}/embed',
      '/nowhere?lang=nb&lang=en',
      '/nowhere?lang[]=en&lang[x]=1',
      '/nowhere?__proto__[lang]=en',
      '/nowhere?%ZZ=%ZZ',
      '/nowhere?%00',
      `/nowhere?${'a=1&'.repeat(2_000)}`,
      `/${'a'.repeat(12_000)}`,
      `/${'a/'.repeat(6_000)}`,
      `/${'%2e%2e%2f'.repeat(1_000)}`,
      `/service-owner/dialogs/${'9'.repeat(3_000)}`,
    ].map((target) => [target.slice(0, 60), target] as const),
  )('is refused in peace: %s', async (_start, target) => {
    const answer = await getRaw(url, target, { Origin: 'https://af.altinn.no' });
    const response = new Response(answer.body, { status: answer.status, headers: { ...answer.headers } });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    const { type } = JSON.parse(answer.body) as { type: string };
    await problemIn(response, answer.status, type.replace('urn:problem:', ''));
    expect(answer.headers['access-control-allow-origin']).toBe('https://af.altinn.no');
  });
});
