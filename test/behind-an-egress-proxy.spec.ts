import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { certificateFile, ConnectProxy, platformUrl } from './support/connect-proxy.js';
import { OperatorProgram } from './support/operator-program.js';
import { freePort } from './support/postgres-server.js';
import type { ServiceProcess } from './support/service-process.js';
import { until } from './support/until.js';
import { tallyFeature } from './tally/index.js';
import { TallyStage } from './tally/tally-stage.js';

const credentials = 'agency:p@ss:word';
const user = 'agency';
const password = 'p%40ss%3Aword';

let proxy: ConnectProxy;
let stage: TallyStage;
let service: ServiceProcess;
let port: number;
let byProxy: Record<string, string>;

beforeAll(async () => {
  port = await freePort();
  proxy = await ConnectProxy.start(port);
  proxy.credentials = credentials;
  byProxy = {
    HTTPS_PROXY: `http://${user}:${password}@${proxy.address}`,
    NODE_EXTRA_CA_CERTS: certificateFile,
    NODE_USE_ENV_PROXY: '1',
  };
  stage = await TallyStage.set({ ...byProxy }, { port, publicUrl: platformUrl });
  service = await stage.addProcess();
});

afterEach(() => {
  Object.assign(proxy, { credentials, refusal: undefined, isSilent: false });
});

afterAll(async () => {
  await stage.clear();
  await proxy.stop();
});

/** `npm run check`, and what it says. */
async function check(settings: Record<string, string>): Promise<string> {
  const program = new OperatorProgram('check', [], {
    ...tallyFeature.localSettings,
    DATABASE_URL: stage.databaseUrl,
    DIALOGPORTEN_BASE_URL: `${platformUrl}/dialogporten`,
    MASKINPORTEN_ISSUER: `${platformUrl}/maskinporten/`,
    IDPORTEN_ISSUER: `${platformUrl}/idporten`,
    ALTINN_AUTHORIZATION_URL: `${platformUrl}/authorization/api/v1/authorize`,
    ...byProxy,
    ...settings,
  });
  await program.end();
  return program.written;
}

describe('behind an egress proxy', () => {
  const realFetch = globalThis.fetch;
  // This process is not behind it: the stand-in has a port here.
  beforeAll(() => {
    globalThis.fetch = (url, init) => realFetch(String(url).replace(platformUrl, `http://127.0.0.1:${port}`), init);
  });
  afterAll(() => {
    globalThis.fetch = realFetch;
  });

  it('keys, tokens and dialogs come and go through it, over connections that are used again', async () => {
    const id = await stage.open();
    for (let count = 0; count < 5; count++) expect((await stage.count(id)).status).toBe(204);
    expect(stage.countedThere(id)).toBe(5);
    expect(new Set(proxy.asked)).toEqual(new Set(['platform.example:443']));
    expect(proxy.asked.length).toBeLessThan(stage.emulator.requests.list().length);
  });

  it('npm run check says so, and not with which password', async () => {
    const said = await check({});
    expect(said).toContain(`http://${proxy.address} leads to ${platformUrl}`);
    expect(said).toMatch(/^ok +Dialogporten +issuer https:/m);
    expect(said).toMatch(/^ok +Maskinporten's grant /m);
    expect(said).not.toContain('No answer');
    expectNoPassword(said);
  });

  it.each([
    ['wants another password', () => (proxy.credentials = 'agency:another'), {}, 'the proxy answered 407'],
    ['refuses', () => (proxy.refusal = '403 Forbidden'), {}, 'the proxy answered 403'],
    ['hangs', () => (proxy.isSilent = true), {}, 'Proxy timeout'],
    ['is away', () => {}, { HTTPS_PROXY: `http://${user}:${password}@127.0.0.1:1` }, 'ECONNREFUSED'],
    [
      'is of another kind',
      () => {},
      { HTTPS_PROXY: `socks5://${user}:${password}@127.0.0.1:1` },
      'HTTPS_PROXY must be',
    ],
  ])('a proxy that %s is the reason that is said, without its password', async (_, makeIt, settings, reason) => {
    makeIt();
    const said = await check(settings);
    expect(said).toMatch(new RegExp(`^fault +Dialogporten +No answer from ${platformUrl}: ${reason}`, 'm'));
    expect(said).toMatch(new RegExp(`^fault +Maskinporten +No answer from ${platformUrl}: ${reason}`, 'm'));
    expectNoPassword(said);
  });

  it('what a proxy refuses is not refused by Dialogporten: changes wait, and are made once it lets them through', async () => {
    const id = await stage.open();
    await stage.untilDelivered(id);
    proxy.refusal = '403 Forbidden';
    proxy.cut();
    expect((await stage.count(id)).status).toBe(202);
    await until(() => service.log.some((line) => line.includes('the proxy answered 403')));
    expect(await service.status('/health/live')).toBe(200);
    proxy.refusal = undefined;
    await stage.untilDelivered(id);
    expect(stage.countedThere(id)).toBe(1);
    expect((await stage.here(id))['delivery']).toMatchObject({ status: 'delivered' });
    expectNoPassword(service.log.join('\n'));
  });

  it('a proxy that hangs is left after seconds, with no connection that stays behind', async () => {
    const id = await stage.open();
    await stage.untilDelivered(id);
    proxy.isSilent = true;
    proxy.cut();
    expect((await stage.count(id)).status).toBe(202);
    await until(() => proxy.connections > 0);
    proxy.isSilent = false;
    await until(() => stage.countedThere(id) === 1);
    await until(() => proxy.connections === 0);
  });
});

describe('with the variables of a proxy set', () => {
  it.each(['HTTP_PROXY', 'http_proxy', 'ALL_PROXY'])('this machine itself is reached directly: %s', async (name) => {
    const local = await TallyStage.set({ [name]: 'http://127.0.0.1:1' });
    try {
      await local.addProcess();
      const id = await local.open();
      expect((await local.count(id)).status).toBe(204);
    } finally {
      await local.clear();
    }
  });
});

function expectNoPassword(text: string): void {
  for (const secret of ['p@ss', password, Buffer.from(credentials).toString('base64')]) {
    expect(text).not.toContain(secret);
  }
}
