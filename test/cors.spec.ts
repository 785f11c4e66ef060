import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getRaw } from './support/raw-http.js';
import { TallyStage } from './tally/tally-stage.js';

const anId = '01890a5d-ac96-774b-bcce-b302099a8057';

const allowedOrigins = [
  'https://af.altinn.no',
  'https://af.tt02.altinn.no',
  'https://af.at23.altinn.cloud',
  'https://af.yt01.altinn.cloud',
  'http://localhost:4000',
  'http://localhost',
  'http://localhost:5173',
];

const foreignOrigins = [
  'https://evil.example',
  'https://af.altinn.no.evil.example',
  'https://evil-af.altinn.no',
  'https://evil.example/https://af.altinn.no',
  'http://af.altinn.no',
  'https://af.altinn.no:8443',
  'https://af.altinn.no/',
  'https://af.altinn.no, https://evil.example',
  'https://afXaltinn.no',
  'https://localhost:5173',
  'http://localhost.evil.example',
  'http://evil.localhost:5173',
  'http://localhost:5173@evil.example',
  'http://127.0.0.1:5173',
  'null',
  '*',
];

/** Headers that the portal's own code and its telemetry add to a call. */
const portalHeaders = [
  'Authorization',
  'Content-Type',
  'Accept',
  'Accept-Language',
  'Prefer',
  'request-id',
  'request-context',
  'traceparent',
  'tracestate',
];

describe("another origin's page", () => {
  let stage: TallyStage;
  let url: string;
  let dialogId: string;
  let closedId: string;
  let token: string;

  beforeAll(async () => {
    stage = await TallyStage.set();
    url = (await stage.addService()).url;
    dialogId = await stage.open();
    token = stage.token(dialogId, { l: 3, a: 'read;write' });
    closedId = await stage.open();
    expect((await stage.close(closedId)).status).toBe(204);
  });

  afterAll(() => stage.clear());

  function preflight(path: string, method: string, origin: string): Promise<Response> {
    return fetch(url + path, {
      method: 'OPTIONS',
      headers: {
        Origin: origin,
        'Access-Control-Request-Method': method,
        'Access-Control-Request-Headers': portalHeaders.join(',').toLowerCase(),
      },
    });
  }

  function listIn(response: Response, header: string): string[] {
    return (response.headers.get(header) ?? '').split(/\s*,\s*/).map((name) => name.toLowerCase());
  }

  /** What opens dialogs, called as the service owner's own system. */
  function opening(body: string, headers: Record<string, string>): Promise<Response> {
    return stage.asServiceOwner('POST', '/service-owner/dialogs', body, { headers });
  }

  /** Every kind of answer that there is. */
  const answers: Record<string, (origin: string) => Promise<Response>> = {
    '200': (Origin) => stage.embed(dialogId, { token, headers: { Origin } }),
    '204': (Origin) => stage.count(dialogId, { headers: { Origin } }),
    '400 for the language': (Origin) => stage.embed(dialogId, { token, query: '?lang=fr', headers: { Origin } }),
    '401 without a token': (Origin) => fetch(`${url}/tallies/${dialogId}/embed`, { headers: { Origin } }),
    '401 for a bad token': (Origin) => stage.embed(dialogId, { token: 'x', headers: { Origin } }),
    '401 for a service owner': (Origin) => fetch(`${url}/service-owner/dialogs/${dialogId}`, { headers: { Origin } }),
    '403': (Origin) => stage.press('delete', dialogId, { token, headers: { Origin } }),
    '404 for a dialog': (Origin) => stage.embed(anId, { headers: { Origin } }),
    '404 for a route': (Origin) => fetch(`${url}/nowhere`, { headers: { Origin } }),
    '409': (Origin) => stage.count(closedId, { headers: { Origin } }),
    '400 for a broken body': (Origin) => opening('{', { Origin }),
    '413': (Origin) => opening(JSON.stringify({ title: 'x'.repeat(100_000) }), { Origin }),
    '415': (Origin) => opening('<xml/>', { Origin, 'Content-Type': 'application/xml' }),
  };

  it.each(
    allowedOrigins.flatMap((origin) =>
      (['GET /tallies/x/embed', 'POST /tallies/x/count', 'DELETE /tallies/x'] as const).map(
        (route) => [route, origin] as const,
      ),
    ),
  )('may call %s from %s, with every header of the portal', async (route, origin) => {
    const [method = '', path = ''] = route.split(' ');
    const answer = await preflight(path, method, origin);
    expect([200, 204]).toContain(answer.status);
    expect(answer.headers.get('Access-Control-Allow-Origin')).toBe(origin);
    expect(listIn(answer, 'Access-Control-Allow-Methods')).toContain(method.toLowerCase());
    expect(listIn(answer, 'Access-Control-Allow-Headers')).toEqual(
      expect.arrayContaining(portalHeaders.map((name) => name.toLowerCase())),
    );
    expect(Number(answer.headers.get('Access-Control-Max-Age'))).toBeGreaterThanOrEqual(600);
    expect(listIn(answer, 'Vary')).toContain('origin');
    expect(answer.headers.get('Access-Control-Allow-Credentials')).toBeNull();
    expect(await answer.text()).toBe('');
  });

  it.each(Object.keys(answers))('can read the answer: %s', async (kind) => {
    for (const origin of allowedOrigins) {
      const answer = await answers[kind]!(origin);
      expect(answer.status).toBe(Number(kind.slice(0, 3)));
      expect(answer.headers.get('Access-Control-Allow-Origin')).toBe(origin);
      expect(listIn(answer, 'Vary')).toContain('origin');
      expect(answer.headers.get('Access-Control-Allow-Credentials')).toBeNull();
    }
  });

  it('can read the answer to a malformed URL', async () => {
    const answer = await getRaw(url, '/%ZZ', { Origin: allowedOrigins[0]! });
    expect([answer.status, answer.headers['access-control-allow-origin']]).toEqual([400, allowedOrigins[0]]);
  });

  it.each(foreignOrigins)('cannot read an answer, or ask beforehand, from %s', async (origin) => {
    const asked = await preflight(`/tallies/${dialogId}/embed`, 'GET', origin);
    expect(asked.headers.get('Access-Control-Allow-Origin')).toBeNull();
    for (const answer of Object.values(answers)) {
      expect((await answer(origin)).headers.get('Access-Control-Allow-Origin')).toBeNull();
    }
    const malformed = await getRaw(url, '/%ZZ', { Origin: origin });
    expect(malformed.headers).not.toHaveProperty('access-control-allow-origin');
  });
});

describe("a page of a portal of one's own", () => {
  let stage: TallyStage;

  beforeAll(async () => {
    stage = await TallyStage.set({ CORS_ORIGINS: 'https://portal.example, http://localhost:5173' });
    await stage.addService();
  });

  afterAll(() => stage.clear());

  it.each([
    ['https://portal.example', 'https://portal.example'],
    ['http://localhost:5173', 'http://localhost:5173'],
    ['https://af.altinn.no', null],
  ])('from %s gets the origin %s', async (origin, allowed) => {
    const answer = await fetch(`${stage.services[0]!.url}/nowhere`, { headers: { Origin: origin } });
    expect(answer.headers.get('Access-Control-Allow-Origin')).toBe(allowed);
  });
});
