import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { refusalIn } from './support/problems.js';
import { getRaw, sendRaw } from './support/raw-http.js';
import { TallyStage } from './tally/tally-stage.js';

describe('a route', () => {
  let stage: TallyStage;
  let dialogId: string;

  beforeAll(async () => {
    stage = await TallyStage.set();
    await stage.addService();
    dialogId = await stage.open();
  });

  afterAll(() => stage.clear());

  const url = () => stage.services[0]!.url;
  const as = (token: string, init: RequestInit = {}) => ({ ...init, headers: { Authorization: `Bearer ${token}` } });

  it.each(['/', '/health/live', '/health/ready', '/metrics', '/docs-json', '/schemas'])(
    'is the same with a slash at its end, and with HEAD has the headers alone: %s',
    async (path) => {
      for (const spelled of [path, path === '/' ? path : `${path}/`]) {
        const [got, head] = [await fetch(url() + spelled), await fetch(url() + spelled, { method: 'HEAD' })];
        expect([got.status, head.status]).toEqual([200, 200]);
        expect(head.headers.get('Content-Type')).toBe(got.headers.get('Content-Type'));
        expect(await head.text()).toBe('');
      }
    },
  );

  it('that needs a token needs it with a slash at its end, too, and grants the same', async () => {
    const path = `/tallies/${dialogId}`;
    expect(await refusalIn(await fetch(`${url()}${path}/embed/`))).toBe('401 missing-token');
    expect(await (await fetch(`${url()}${path}/embed/`, as(stage.token(dialogId)))).text()).toBe('nb: 0\n');
    const counted = await fetch(`${url()}${path}/count/`, as(stage.token(dialogId), { method: 'POST' }));
    expect(counted.status).toBe(204);
    const refused = await fetch(`${url()}${path}/count/`, as(stage.token(dialogId, { a: '' }), { method: 'POST' }));
    expect(await refusalIn(refused)).toBe('403 missing-action');
    expect((await stage.asServiceOwner('GET', `/service-owner/dialogs/${dialogId}/`)).status).toBe(200);
    expect(await refusalIn(await fetch(`${url()}/service-owner/dialogs/${dialogId}/`))).toBe('401 missing-token');
    expect(await refusalIn(await fetch(`${url()}${path}//embed`, as(stage.token(dialogId))))).toBe('404 not-found');
  });

  it('of an embed answers HEAD with what GET would, and refuses it for the same', async () => {
    const path = `${url()}/tallies/${dialogId}/embed`;
    const got = await fetch(path, as(stage.token(dialogId)));
    const head = await fetch(path, as(stage.token(dialogId), { method: 'HEAD' }));
    const names = ['Content-Type', 'Content-Language', 'Content-Length', 'Cache-Control', 'Vary'];
    expect(names.map((name) => head.headers.get(name))).toEqual(names.map((name) => got.headers.get(name)));
    expect([head.status, await head.text()]).toEqual([200, '']);
    expect((await fetch(path, { method: 'HEAD' })).status).toBe(401);
    expect((await fetch(path, as(stage.token(dialogId, { a: '' }), { method: 'HEAD' }))).status).toBe(403);
  });

  it('that changes something does not know HEAD or GET', async () => {
    for (const method of ['HEAD', 'GET']) {
      const answer = await fetch(`${url()}/tallies/${dialogId}/count`, as(stage.token(dialogId), { method }));
      expect(answer.status).toBe(404);
    }
  });

  it('answers OPTIONS with what a browser may do, also without an origin, and does nothing', async () => {
    const before = await stage.here(dialogId);
    for (const path of [`/tallies/${dialogId}/count`, '/health/live', '/nowhere', '/']) {
      const answer = await fetch(url() + path, { method: 'OPTIONS' });
      expect([answer.status, answer.headers.get('Access-Control-Allow-Methods')]).toEqual([204, 'GET, POST, DELETE']);
      expect(answer.headers.has('Access-Control-Allow-Origin')).toBe(false);
      expect(answer.headers.get('X-Content-Type-Options')).toBe('nosniff');
    }
    expect(await stage.here(dialogId)).toEqual(before);
  });

  it('links its schemas wherever its slash is', async () => {
    const linked = async (page: string) => {
      const html = await (await fetch(page)).text();
      return [...html.matchAll(/href="([^"]+\.json)"/g)].map(([, href]) => new URL(href!, page).pathname);
    };
    const links = await linked(`${url()}/schemas`);
    expect(links).toEqual(['/schemas/AddDto.json']);
    expect(await linked(`${url()}/schemas/`)).toEqual(links);
  });

  it('is refused with all headers of our other answers, when it cannot be read at all', async () => {
    for (const target of ['/%E0%A4%A', `/tallies/${'a'.repeat(30_000)}/embed`]) {
      const { headers } = await getRaw(url(), target, { Origin: 'https://af.altinn.no' });
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
        'access-control-allow-origin': 'https://af.altinn.no',
      });
    }
  });

  it('is refused when its query is longer than any of ours', async () => {
    const { status, headers } = await getRaw(url(), `/?${'a&'.repeat(3_000)}`);
    expect([status, headers['content-type']]).toEqual([414, 'application/problem+json; charset=utf-8']);
    expect((await getRaw(url(), `/?${'a&'.repeat(1_500)}`)).status).toBe(200);
  });

  it.each([
    ['Accept', 'a/b,'.repeat(7_000)],
    ['Accept-Language', 'a,'.repeat(14_000)],
    ['Prefer', 'a,'.repeat(14_000)],
    ['Range', `bytes=${'0-1,'.repeat(7_000)}`],
    ['Cookie', 'a=b;'.repeat(7_000)],
    ['If-None-Match', '"a",'.repeat(7_000)],
    ['If-Modified-Since', 'x'.repeat(28_000)],
    ['X-Forwarded-For', '10.0.0.1,'.repeat(3_000)],
    ['Content-Type', `a/b${';c=d'.repeat(6_000)}`],
  ])('is not kept by a header of 28 KB: %s', async (name, value) => {
    const lines = [`GET /tallies/${dialogId}/embed HTTP/1.1`, 'Host: x', 'Connection: close'];
    const bytes = [...lines, `Authorization: Bearer ${stage.token(dialogId)}`, `${name}: ${value}`, '', ''].join(
      '\r\n',
    );
    expect((await sendRaw(url(), bytes)).status).toBe(200);
  });
});
