import { execFile } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type Emulator, startEmulator } from '../emulator/emulator.js';
import { checkIdporten } from '../src/check/check-idporten.js';
import type { Finding } from '../src/check/finding.js';
import { type CheckOptions, runChecks } from '../src/check/run-checks.js';
import { loadSettings, localSettingsOf } from '../src/config/load-settings.js';
import { Database } from '../src/database/database.js';
import { makeClientKey } from '../src/dialogporten/client-key.js';
import { freePort } from './support/postgres-server.js';
import { sharedDatabase } from './support/postgres.js';
import { tallyFeature, tallyPolicy } from './tally/index.js';
import { tallyClient } from './tally/tally.client.js';

const dialogs = '/dialogporten/api/v1/serviceowner/dialogs';
const program = fileURLToPath(new URL('../dist-programs/src/check.js', import.meta.url));

describe('npm run check', () => {
  let emulator: Emulator;
  let databaseUrl: string;
  let nobody: string;
  let peer: Server;
  let peerUrl: string;

  beforeAll(async () => {
    emulator = await startEmulator({ policy: tallyPolicy });
    databaseUrl = await sharedDatabase();
    await (
      await Database.open({ NODE_ENV: 'test', DATABASE_URL: databaseUrl, DATA_DIR: '.data' })
    ).onApplicationShutdown();
    nobody = `http://127.0.0.1:${await freePort()}`;
    // An Altinn that exchanges tokens.
    peer = createServer((request, response) => {
      response.end(request.headers.authorization?.replace('Bearer ', ''));
    });
    await new Promise<void>((resolve) => peer.listen(0, '127.0.0.1', resolve));
    peerUrl = `http://127.0.0.1:${(peer.address() as AddressInfo).port}`;
  });

  afterEach(() => emulator.faults.clear());

  afterAll(async () => {
    peer.close();
    await emulator.stop();
  });

  const environment = (given: Record<string, string> = {}) => ({
    ...tallyFeature.localSettings,
    NODE_ENV: 'test',
    DATABASE_URL: databaseUrl,
    DIALOGPORTEN_BASE_URL: `${emulator.url}/dialogporten`,
    MASKINPORTEN_ISSUER: `${emulator.url}/maskinporten/`,
    IDPORTEN_ISSUER: `${emulator.url}/idporten`,
    ...given,
  });

  async function check(
    given: Record<string, string> = {},
    options: Partial<CheckOptions> = {},
  ): Promise<readonly Finding[]> {
    const settings = loadSettings(environment(given), localSettingsOf([tallyFeature]));
    const found: Finding[] = [];
    for await (const each of runChecks(settings, { write: false, definitions: tallyFeature.definitions, ...options }))
      found.push(each);
    return found;
  }

  /** Everything that is at fault, as it is said. */
  const faultsIn = (found: readonly Finding[]) =>
    found.filter(({ verdict }) => verdict === 'fault').map(({ about, message }) => `${about}: ${message}`);

  const about = (found: readonly Finding[], what: string) => found.filter((each) => each.about === what);

  it('says of everything that it is well, and leaves nothing behind in Dialogporten', async () => {
    emulator.requests.clear();
    const found = await check({ ALTINN_EXCHANGE_URL: `${peerUrl}/exchange` }, { write: true });
    expect(found.filter(({ verdict }) => verdict !== 'ok')).toEqual([]);
    expect(found.map((each) => each.about)).toEqual([
      'settings',
      'database',
      'tables',
      'stored states',
      "database's clock",
      'Dialogporten',
      "Dialogporten's keys",
      "Dialogporten's clock",
      'Maskinporten',
      "Maskinporten's grant",
      'token exchange',
      'ID-porten',
      "ID-porten's client",
      'trial dialog of urn:altinn:resource:tally',
      'authorization contexts',
      'trial dialog of urn:altinn:resource:tally',
    ]);
    expect(emulator.requests.list().filter(({ path }) => path.startsWith(dialogs))).toHaveLength(3);
    expect(emulator.dialogs.all()).toEqual([]);
  });

  it('names the keys, and says whose client it is', async () => {
    const found = await check();
    const response = await fetch(`${emulator.url}/dialogporten/api/v1/.well-known/jwks.json`);
    const { keys } = (await response.json()) as { keys: { kid: string }[] };
    expect(about(found, "Dialogporten's keys")[0]!.message).toContain(keys.map(({ kid }) => kid).join(', '));
    expect(about(found, "Maskinporten's grant")[0]!.message).toMatch(/serviceprovider for organisation 991825827$/);
  });

  it('says for whom a supplier acts, in whose name its dialogs are made', async () => {
    const [client] = tallyPolicy.clients;
    const supplier = { ...client!, organisation: '310456829', actsFor: ['991825827'] };
    const platform = await startEmulator({ policy: { ...tallyPolicy, clients: [supplier] } });
    const there = {
      DIALOGPORTEN_BASE_URL: `${platform.url}/dialogporten`,
      MASKINPORTEN_ISSUER: `${platform.url}/maskinporten/`,
    };
    const onBehalf = await check({ ...there, MASKINPORTEN_CONSUMER_ORG: '991825827' }, { write: true });
    const onItsOwn = await check(there, { write: true });
    const forAnother = await check({ ...there, MASKINPORTEN_CONSUMER_ORG: '310456799' });
    await platform.stop();

    expect(faultsIn(onBehalf)).toEqual([]);
    expect(about(onBehalf, "Maskinporten's grant")[0]!.message).toMatch(
      /for organisation 991825827, whose supplier we are, organisation 310456829$/,
    );
    expect(faultsIn(onItsOwn)).toEqual([expect.stringMatching(/^trial dialog .* 403/)]);
    expect(faultsIn(forAnother)).toEqual([expect.stringMatching(/^Maskinporten's grant: .*invalid_grant/)]);
  });

  it('writes nothing unless it is asked to', async () => {
    emulator.requests.clear();
    expect(about(await check(), 'trial dialog')).toMatchObject([{ verdict: 'note' }]);
    expect(emulator.requests.list().filter(({ path }) => path.startsWith(dialogs))).toEqual([]);
  });

  describe('finds of the database', () => {
    it('that it is away', async () => {
      const found = await check({ DATABASE_URL: `${nobody.replace('http', 'postgresql')}/nothing` });
      expect(faultsIn(found)).toEqual([expect.stringMatching(/^database: .*ECONNREFUSED/)]);
    });

    it('that its tables are still to be made, which it leaves to the service', async () => {
      const empty = await sharedDatabase();
      const missing = {
        verdict: 'note',
        message: expect.stringMatching(/^migrations are missing \(0000_dialogs, .*when it starts$/),
      };
      expect(about(await check({ DATABASE_URL: empty }), 'tables')).toMatchObject([missing]);
      expect(about(await check({ DATABASE_URL: empty }), 'tables')).toMatchObject([missing]);
    });
  });

  it('finds that our clock differs, from the database and from Dialogporten', async () => {
    const found = await check({}, { now: () => Date.now() - 90_000 });
    for (const clock of ["database's clock", "Dialogporten's clock"]) {
      expect(about(found, clock)).toMatchObject([{ verdict: 'fault', message: expect.stringMatching(/behind$/) }]);
    }
  });

  describe('finds of Dialogporten', () => {
    it('that it is away', async () => {
      const found = await check({ DIALOGPORTEN_BASE_URL: `${nobody}/dialogporten` });
      expect(faultsIn(found)).toEqual([expect.stringMatching(/^Dialogporten: .*ECONNREFUSED/)]);
    });

    it('that it is another one', async () => {
      const found = await check({ DIALOGPORTEN_ISSUER: 'https://platform.altinn.no/dialogporten/api/v1' });
      expect(faultsIn(found)).toEqual([expect.stringMatching(/^Dialogporten: .*another issuer/)]);
    });

    it('that its keys are not to be had', async () => {
      emulator.faults.set([{ match: 'GET /dialogporten/api/v1/.well-known/jwks.json', status: 503 }]);
      expect(faultsIn(await check())).toEqual([expect.stringMatching(/^Dialogporten's keys: .*503/)]);
    });
  });

  describe('finds of Maskinporten', () => {
    it('that it is away', async () => {
      const found = await check({ MASKINPORTEN_ISSUER: `${nobody}/maskinporten/` });
      expect(faultsIn(found)).toEqual([expect.stringMatching(/^Maskinporten: .*ECONNREFUSED/)]);
    });

    it('that it does not know our client', async () => {
      const found = await check({ MASKINPORTEN_CLIENT_ID: 'somebody' });
      expect(faultsIn(found)).toEqual([expect.stringMatching(/^Maskinporten's grant: .*invalid_client/)]);
    });

    it('that it does not know our key', async () => {
      const { privateJwk } = await makeClientKey({ bits: 2048, kid: tallyClient.privateJwk.kid });
      const found = await check({ MASKINPORTEN_PRIVATE_JWK: JSON.stringify(privateJwk) });
      expect(faultsIn(found)).toEqual([expect.stringMatching(/^Maskinporten's grant: .*invalid_grant/)]);
    });

    it('that it does not grant the scope', async () => {
      const found = await check({ MASKINPORTEN_SCOPE: 'somebody:else' });
      expect(faultsIn(found)).toEqual([expect.stringMatching(/^Maskinporten's grant: .*invalid_scope/)]);
    });

    it('that its token is not exchanged, and then does not try a dialog', async () => {
      const found = await check({ ALTINN_EXCHANGE_URL: `${emulator.url}/no-exchange` }, { write: true });
      expect(faultsIn(found)).toEqual([
        expect.stringMatching(/^token exchange: .*404/),
        expect.stringMatching(/^trial dialog: not tried/),
      ]);
    });
  });

  describe('finds of the trial dialog', () => {
    it('that the service resource is not ours', async () => {
      const found = await check({ DIALOGPORTEN_SERVICE_RESOURCES: 'urn:altinn:resource:nobodys' }, { write: true });
      expect(faultsIn(found)).toEqual([
        expect.stringMatching(/^trial dialog of urn:altinn:resource:nobodys: .*answered 4(03|22)/),
      ]);
    });

    it.each([
      ['today', 'true', undefined],
      ['today', 'false', /understands them: set DIALOGPORTEN_AUTHORIZATION_CONTEXTS=true$/],
      ['1.119.1', 'false', undefined],
      ['1.119.1', 'true', /does not understand them: set DIALOGPORTEN_AUTHORIZATION_CONTEXTS=false$/],
    ] as const)(
      'whether the platform (%s) understands authorization contexts as the setting (%s) says',
      async (plays, DIALOGPORTEN_AUTHORIZATION_CONTEXTS, sentence) => {
        const platform = await startEmulator({ policy: tallyPolicy, plays });
        const found = await check(
          {
            DIALOGPORTEN_BASE_URL: `${platform.url}/dialogporten`,
            MASKINPORTEN_ISSUER: `${platform.url}/maskinporten/`,
            DIALOGPORTEN_AUTHORIZATION_CONTEXTS,
          },
          { write: true },
        );
        const left = platform.dialogs.all();
        await platform.stop();
        const [contexts] = about(found, 'authorization contexts');
        if (sentence === undefined) expect(contexts!.verdict).toBe('ok');
        else expect(contexts).toMatchObject({ verdict: 'fault', message: expect.stringMatching(sentence) });
        expect(left).toEqual([]);
      },
    );

    it('that the answer was lost, and purges it all the same', async () => {
      emulator.faults.set([{ match: `POST ${dialogs}`, after: 'commit', times: 1 }]);
      const found = await check({}, { write: true });
      expect(faultsIn(found)).toEqual([expect.stringMatching(/^trial dialog of .*No answer/)]);
      expect(found.at(-1)).toMatchObject({ verdict: 'ok', message: 'is purged again' });
      expect(emulator.dialogs.all()).toEqual([]);
    });

    it('that it could not be purged, and which one is left', async () => {
      emulator.faults.set([{ match: `POST ${dialogs}/`, status: 503 }]);
      const found = await check({}, { write: true });
      const [left] = emulator.dialogs.all();
      expect(faultsIn(found)).toEqual([expect.stringContaining(`${left!.id} could not be purged`)]);
    });
  });

  it('finds ID-porten, another one, and none', async () => {
    const found: Finding[] = [];
    const { port } = new URL(emulator.url);
    for (const origin of [emulator.url, `http://127.0.0.1:${port}`, nobody]) {
      const settings = loadSettings(environment({ IDPORTEN_ISSUER: `${origin}/idporten` }));
      for await (const each of checkIdporten(settings, Date.now)) found.push(each);
    }
    expect(found).toMatchObject([
      { verdict: 'ok' },
      { verdict: 'ok', message: 'local-service is known by its secret' },
      { verdict: 'fault', message: expect.stringContaining('another issuer') },
      { verdict: 'fault', message: expect.stringContaining('ECONNREFUSED') },
    ]);
  });

  it('says whether ID-porten knows our client, by a secret or by a key', async () => {
    const { clientId, privateJwk } = tallyClient;
    const key = JSON.stringify(privateJwk);
    const { privateJwk: foreign } = await makeClientKey({ kid: privateJwk.kid });
    const cases: Record<string, string>[] = [
      { IDPORTEN_CLIENT_SECRET: 'of another time' },
      { IDPORTEN_CLIENT_ID: clientId, IDPORTEN_PRIVATE_JWK: key },
      { IDPORTEN_CLIENT_ID: clientId, IDPORTEN_PRIVATE_JWK: JSON.stringify(foreign) },
      { IDPORTEN_CLIENT_ID: 'somebody', IDPORTEN_PRIVATE_JWK: key },
    ];
    const found: Finding[] = [];
    for (const given of cases) {
      const settings = loadSettings(environment(given));
      for await (const each of checkIdporten(settings, Date.now)) found.push(each);
    }
    expect(about(found, "ID-porten's client").map(({ verdict, message }) => `${verdict} ${message}`)).toEqual([
      'fault local-service is not accepted by its secret',
      `ok ${clientId} is known by its key ${privateJwk.kid}`,
      `fault ${clientId} is not accepted by its key ${privateJwk.kid}`,
      `fault somebody is not accepted by its key ${privateJwk.kid}`,
    ]);
  });

  describe('as a program', () => {
    const run = (given: Record<string, string>, ...args: string[]) =>
      promisify(execFile)(process.execPath, [program, ...args], { env: environment(given) });

    it('prints what is well, ends with 0, and shows no secret', async () => {
      const { stdout, stderr } = await run({}, '--write');
      expect(stdout).toMatch(/^ok {5}settings .*\n(?:ok .*\n)+Nothing is wrong\.\n$/);
      expect(stdout + stderr).not.toMatch(/eyJ|postgres(ql)?:\/\//);
      expect(stdout + stderr).not.toContain(tallyClient.privateJwk.d);
    });

    it('ends with 1 where something is to be mended', async () => {
      await expect(run({ MASKINPORTEN_CLIENT_ID: 'somebody' })).rejects.toMatchObject({
        code: 1,
        stdout: expect.stringMatching(/^fault {2}Maskinporten's grant .*\n[^]*^1 to be mended\.$/m),
      });
    });

    it('names every setting at fault, and shows none', async () => {
      await expect(run({ PORT: 'top-secret', MASKINPORTEN_PRIVATE_JWK: 'top-secret' })).rejects.toMatchObject({
        code: 1,
        stdout: expect.stringMatching(/^fault {2}settings +PORT: [^]*MASKINPORTEN_PRIVATE_JWK: (?![^]*top-secret)/),
      });
    });

    it('refuses an argument that it does not know', async () => {
      await expect(run({}, '--purge-everything')).rejects.toMatchObject({ code: 2, stdout: '' });
    });
  });
});
