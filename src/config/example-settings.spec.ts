import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { loadSettings, SettingsError } from './load-settings.js';
import { Settings } from './settings.js';
import { tallyClient } from '../../test/tally/tally.client.js';

const known = new Set(Object.keys(new Settings()));

/** Values for the texts in <angle brackets>. */
const filledIn: Readonly<Record<string, string>> = {
  PUBLIC_URL: 'https://provider.example',
  DATABASE_URL: 'postgresql://provider:secret@database.example:5432/provider?sslmode=verify-full',
  DIALOGPORTEN_SERVICE_RESOURCES: 'urn:altinn:resource:parking-permit',
  MASKINPORTEN_CLIENT_ID: '11111111-2222-3333-4444-555555555555',
  MASKINPORTEN_PRIVATE_JWK: Buffer.from(
    JSON.stringify({ ...tallyClient.privateJwk, n: tallyClient.privateJwk.n.toLowerCase() }),
  ).toString('base64'),
  SERVICE_OWNER_SCOPE: 'parking:dialogs.write',
  SERVICE_OWNER_ORGANIZATIONS: '991825827',
  IDPORTEN_CLIENT_ID: '11111111-2222-3333-4444-666666666666',
  IDPORTEN_CLIENT_SECRET: 'a secret',
  SESSION_SECRET: 'thirty-two characters or rather more',
  ALTINN_SUBSCRIPTION_KEY: 'a key',
  TRUST_PROXY: '10.0.0.0/8',
};

const textOf = (file: string) => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
const valuesIn = (file: string) => parseEnv(textOf(file)) as Record<string, string>;

/** The settings that a file names, also those that it has in a comment. */
const namesIn = (file: string) => [...textOf(file).matchAll(/^(?:# )?([A-Z_]+)=/gm)].map(([, name]) => name!);

function faultsOf(environment: Record<string, string>): readonly string[] {
  try {
    loadSettings(environment);
    return [];
  } catch (error) {
    return (error as SettingsError).faults;
  }
}

describe.each(['.env.example', '.env.tt02.example', '.env.production.example'])('%s', (file) => {
  it('names no setting twice, and none that the service does not know', () => {
    const names = namesIn(file);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => !known.has(name))).toEqual([]);
  });

  it('holds no secret', () => {
    const secrets = Object.entries(valuesIn(file)).filter(([name]) => /SECRET|JWK|KEY$|DATABASE_URL/.test(name));
    expect(secrets.filter(([, value]) => !/<.+>/.test(value))).toEqual([]);
  });
});

describe('a secret that is published with the source', () => {
  it.each(['docker/compose.yaml', '.env.example', '.env.tt02.example', '.env.production.example'])(
    'is refused in production: those of %s',
    (file) => {
      const secrets = [
        ...textOf(file).matchAll(/^\W*(SESSION_SECRET|DATABASE_URL|IDPORTEN_CLIENT_SECRET)[:=] *(.+)$/gm),
      ];
      for (const [, name, value] of secrets.filter(([, , given]) => given !== 'a secret')) {
        const faults = faultsOf({ NODE_ENV: 'production', [name!]: value!.trim() });
        if (/only-for-trying|<.+>/.test(value!)) expect(faults.join()).toMatch(new RegExp(`(^|,)${name}: `));
      }
      expect(secrets).not.toEqual([]);
    },
  );
});

describe('.env.example', () => {
  it('names every setting that there is', () => {
    expect(Object.keys(new Settings()).filter((name) => !namesIn('.env.example').includes(name))).toEqual([]);
  });

  it('says what holds without it', () => {
    const given = valuesIn('.env.example');
    const local = {
      MASKINPORTEN_CLIENT_ID: tallyClient.clientId,
      MASKINPORTEN_PRIVATE_JWK: JSON.stringify(tallyClient.privateJwk),
      DIALOGPORTEN_SERVICE_RESOURCES: 'urn:altinn:resource:tally',
      SERVICE_OWNER_SCOPE: 'tally',
      SERVICE_OWNER_ORGANIZATIONS: '991825827',
      SESSION_SECRET: 'the same one for both and long enough',
    };
    expect(loadSettings(given, local)).toEqual(loadSettings({}, local));
  });
});

describe.each([
  ['.env.tt02.example', /tt02|test\./],
  ['.env.production.example', /^(?!.*(tt02|test\.)).*$/],
])('%s', (file, host) => {
  const values = valuesIn(file);

  it('starts the service once the placeholders are filled in', () => {
    const placeholders = Object.keys(values).filter((name) => /<.+>/.test(values[name]!));
    expect(placeholders.filter((name) => filledIn[name] === undefined)).toEqual([]);
    const filled = Object.fromEntries(placeholders.map((name) => [name, filledIn[name]!]));
    expect(faultsOf({ ...values, ...filled })).toEqual([]);
  });

  it('has every setting for which production has no default', () => {
    const needed = faultsOf({ NODE_ENV: 'production', DIALOGPORTEN_ISSUER: 'https://platform.example' }).map(
      (fault) => fault.split(':', 1)[0],
    );
    expect(needed).not.toEqual([]);
    expect(needed.filter((name) => values[name!] === undefined)).toEqual([]);
  });

  it('points at one environment of the platform only', () => {
    const addresses = Object.values(values).filter((value) => /altinn\.no|maskinporten\.no|idporten\.no/.test(value));
    expect(addresses).toHaveLength(5);
    for (const address of addresses) expect(address).toMatch(host);
  });
});
