import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { loadSettings as load, localSettingsOf, SettingsError } from './load-settings.js';
import { productionWarnings } from './production-rules.js';
import { tallyClient } from '../../test/tally/tally.client.js';
import { tallyFeature } from '../../test/tally/index.js';

const local = localSettingsOf([tallyFeature]);
const loadSettings = (environment: Record<string, string | undefined>) => load(environment, local);
const publishedJwk = tallyClient.privateJwk;

const secret = 'b7c2f0a9e41d4c0f8e6a5d3b9c1e7f20';

const production = {
  NODE_ENV: 'production',
  PUBLIC_URL: 'https://provider.example',
  DATABASE_URL: 'postgresql://database.example/dialogs?sslmode=verify-full',
  DIALOGPORTEN_SERVICE_RESOURCES: 'urn:altinn:resource:permit',
  SERVICE_OWNER_SCOPE: 'permit:dialogs.write',
  SERVICE_OWNER_ORGANIZATIONS: '991825827',
  DIALOGPORTEN_BASE_URL: 'https://platform.altinn.no/dialogporten',
  MASKINPORTEN_ISSUER: 'https://maskinporten.no/',
  MASKINPORTEN_CLIENT_ID: 'a-client',
  MASKINPORTEN_PRIVATE_JWK: JSON.stringify({ ...publishedJwk, n: publishedJwk.n.toLowerCase() }),
  IDPORTEN_ISSUER: 'https://idporten.no',
  IDPORTEN_CLIENT_ID: 'a-client',
  IDPORTEN_CLIENT_SECRET: 'a-secret',
  SESSION_SECRET: secret,
  OPERATIONS_PORT: '3001',
};

function faultsOf(environment: Record<string, string | undefined>): readonly string[] {
  try {
    loadSettings(environment);
  } catch (error) {
    if (error instanceof SettingsError) return error.faults;
    throw error;
  }
  return [];
}

describe('loadSettings', () => {
  it('needs nothing outside production: everything defaults to the stand-in', () => {
    const settings = loadSettings({});
    expect(settings).toMatchObject({
      PORT: 3000,
      PUBLIC_URL: 'http://localhost:3000',
      DIALOGPORTEN_BASE_URL: 'http://localhost:4000/dialogporten',
      DIALOGPORTEN_ISSUER: 'http://localhost:4000/dialogporten/api/v1',
      DIALOGPORTEN_SERVICE_RESOURCES: ['urn:altinn:resource:tally'],
      DIALOGPORTEN_KEY_REFRESH_SECONDS: 3600,
      MASKINPORTEN_SCOPE: 'digdir:dialogporten.serviceprovider',
    });
    expect(settings.CORS_ORIGINS).toContain('http://localhost:4000');
    expect(settings.CORS_ORIGINS).toContain('https://af.altinn.no');
  });

  it('derives the public URL from the port, and the issuer from the base URI', () => {
    const settings = loadSettings({ PORT: '8080', DIALOGPORTEN_BASE_URL: 'https://platform.example/dialogporten/' });
    expect(settings.PUBLIC_URL).toBe('http://localhost:8080');
    expect(settings.DIALOGPORTEN_BASE_URL).toBe('https://platform.example/dialogporten');
    expect(settings.DIALOGPORTEN_ISSUER).toBe('https://platform.example/dialogporten/api/v1');
  });

  it('says that the first line of .env is not read after a byte order mark', () => {
    expect(() => loadSettings({ '\uFEFFPORT': '3100' })).toThrow('PORT: stands after a byte order mark');
  });

  it('takes an empty value for none', () => {
    expect(loadSettings({ PORT: '', DATABASE_URL: '' })).toMatchObject({ PORT: 3000, DATABASE_URL: undefined });
  });

  it('holds none of the rest of the environment', () => {
    expect(loadSettings({ HOME: '/home/somebody' })).not.toHaveProperty('HOME');
  });

  it('cannot be changed afterwards', () => {
    expect(Object.isFrozen(loadSettings({}))).toBe(true);
  });

  it.each([
    ['PORT', '99999'],
    ['PORT', 'three'],
    ['PORT', '1e3'],
    ['PUBLIC_URL', 'localhost:3000'],
    ['PUBLIC_URL', 'https://user:secret@provider.example'],
    ['DATABASE_URL', 'mysql://localhost/db'],
    ['DATABASE_URL', 'postgresql://user:pass#word@localhost/db'],
    ['DATABASE_CLEAR_TEXT', 'yes'],
    ['DATABASE_CONNECTIONS', '2'],
    ['DATABASE_CONNECTIONS', '101'],
    ['DIALOGPORTEN_BASE_URL', 'ftp://platform.example'],
    ['DIALOGPORTEN_SERVICE_RESOURCES', 'serving-licence'],
    ['DIALOGPORTEN_SERVICE_RESOURCES', 'urn:altinn:resource:permit,'],
    ['DIALOGPORTEN_SERVICE_RESOURCES', 'urn:altinn:resource:abc'],
    ['DIALOGPORTEN_SERVICE_RESOURCES', 'urn:altinn:resource:Permit'],
    ['DIALOGPORTEN_CLOCK_TOLERANCE_SECONDS', '-1'],
    ['DIALOGPORTEN_KEY_REFRESH_SECONDS', '0'],
    ['DIALOGPORTEN_KEY_REFRESH_SECONDS', '86401'],
    ['MASKINPORTEN_PRIVATE_JWK', '{"kty":"RSA"}'],
    ['MASKINPORTEN_PRIVATE_JWK', 'not-a-key'],
    ['SERVICE_OWNER_SCOPE', 'two scopes'],
    ['SERVICE_OWNER_ORGANIZATIONS', '0192:991825827'],
    ['SERVICE_OWNER_ORGANIZATIONS', '991825827,'],
    ['OPERATIONS_PORT', '0'],
    ['OPERATIONS_PORT', '3000'],
    ['RATE_LIMIT_PER_MINUTE', '-1'],
    ['RATE_LIMIT_PER_MINUTE', '1.5'],
    ['CORS_ORIGINS', '*'],
    ['CORS_ORIGINS', 'https://af.altinn.no/'],
    ['TRUST_PROXY', 'yes'],
    ['TRUST_PROXY', '10.0.0.0/33'],
    ['TRUST_PROXY', '10.0.0.0/8/8'],
    ['TRUST_PROXY', '10.0.0.0/'],
    ['TRUST_PROXY', '::1/129'],
    ['SESSION_SECRET', 'x'.repeat(31)],
    ['SESSION_SECRET', `${'x'.repeat(32)},${'y'.repeat(31)}`],
    ['SESSION_SECRET', `${'x'.repeat(32)},`],
    ['EVENTS_SECRET', 'x'.repeat(31)],
    ['EVENTS_SECRET', `${'x'.repeat(31)}&`],
    ['SERVICE_OWNER_RATE_LIMIT_PER_MINUTE', '-1'],
    ['LOG_LEVEL', 'loud'],
    ['NODE_ENV', 'prod'],
  ])('refuses to start with %s=%s, and names it', (name, value) => {
    expect(faultsOf({ [name]: value })).toEqual([expect.stringMatching(new RegExp(`^${name}: must `))]);
  });

  it('names every setting at fault at once, and shows no value', () => {
    const faults = faultsOf({ PORT: 'x', MASKINPORTEN_PRIVATE_JWK: 'top-secret' }).join();
    expect(faults).toMatch(/PORT.*MASKINPORTEN_PRIVATE_JWK/);
    expect(faults).not.toContain('top-secret');
  });

  it('sets no limit but in production, where every caller has one', () => {
    expect(loadSettings({}).RATE_LIMIT_PER_MINUTE).toBe(0);
    expect(loadSettings(production).RATE_LIMIT_PER_MINUTE).toBe(1200);
    expect(loadSettings({ ...production, RATE_LIMIT_PER_MINUTE: '0' }).RATE_LIMIT_PER_MINUTE).toBe(0);
    expect(loadSettings({}).SERVICE_OWNER_RATE_LIMIT_PER_MINUTE).toBe(0);
    expect(loadSettings(production).SERVICE_OWNER_RATE_LIMIT_PER_MINUTE).toBe(60_000);
  });

  it('puts the service resources and organisations of several features one after the other, and takes the rest from the first', () => {
    const other = {
      localSettings: {
        DIALOGPORTEN_SERVICE_RESOURCES: 'urn:altinn:resource:other',
        SERVICE_OWNER_ORGANIZATIONS: '974761076',
        SERVICE_OWNER_SCOPE: 'b',
      },
    };
    expect(localSettingsOf([tallyFeature, other])).toMatchObject({
      DIALOGPORTEN_SERVICE_RESOURCES: 'urn:altinn:resource:tally,urn:altinn:resource:other',
      SERVICE_OWNER_ORGANIZATIONS: '991825827,974761076',
      SERVICE_OWNER_SCOPE: 'tally:dialogs.write',
    });
  });

  it('makes up a new session secret for every start outside production', () => {
    expect(loadSettings({}).SESSION_SECRET).not.toEqual(loadSettings({}).SESSION_SECRET);
  });

  it('reads the private key as base64 of JSON too', () => {
    const encoded = Buffer.from(JSON.stringify(publishedJwk)).toString('base64');
    expect(loadSettings({ MASKINPORTEN_PRIVATE_JWK: encoded }).MASKINPORTEN_PRIVATE_JWK).toMatchObject({
      n: publishedJwk.n,
    });
  });

  describe('in production', () => {
    it('starts when everything is set', () => {
      expect(faultsOf(production)).toEqual([]);
      expect(loadSettings(production).CORS_ORIGINS.filter((origin) => !origin.startsWith('https:'))).toEqual([]);
    });

    it.each(Object.keys(production).filter((name) => name !== 'NODE_ENV' && name !== 'OPERATIONS_PORT'))(
      'has no default for %s',
      (name) => {
        expect(faultsOf({ ...production, [name]: undefined })).toContain(`${name}: must be set`);
      },
    );

    it.each(['', '?sslmode=disable'])('refuses to connect to PostgreSQL in clear text (%s)', (query) => {
      const DATABASE_URL = `postgresql://database.example/dialogs${query}`;
      expect(faultsOf({ ...production, DATABASE_URL })).toEqual([
        expect.stringMatching(/^DATABASE_URL: must ask for TLS .*DATABASE_CLEAR_TEXT=true/),
      ]);
      const allowed = loadSettings({ ...production, DATABASE_URL, DATABASE_CLEAR_TEXT: 'true' });
      expect(productionWarnings(allowed)).toEqual([expect.stringMatching(/^DATABASE_URL: .*not encrypted/)]);
    });

    it('takes a Unix socket, and warns of a server that is not verified', () => {
      const warningsOf = (DATABASE_URL: string) => productionWarnings(loadSettings({ ...production, DATABASE_URL }));
      expect(warningsOf('postgresql:///dialogs?host=/var/run/postgresql')).toEqual([]);
      expect(warningsOf('postgresql://database.example/dialogs?sslmode=no-verify')).toEqual([
        expect.stringMatching(/^DATABASE_URL: .*not verified/),
      ]);
    });

    it('takes the embedded database where its folder is given by name', () => {
      expect(faultsOf({ ...production, DATABASE_URL: undefined, DATA_DIR: '/data' })).toEqual([]);
    });

    it.each([
      'PUBLIC_URL',
      'DIALOGPORTEN_BASE_URL',
      'MASKINPORTEN_ISSUER',
      'ALTINN_EXCHANGE_URL',
      'ALTINN_AUTHORIZATION_URL',
      'IDPORTEN_ISSUER',
      'CORS_ORIGINS',
    ])('refuses an http URL as %s', (name) => {
      expect(faultsOf({ ...production, [name]: 'http://provider.example' })).toContain(
        `${name}: must be https in production`,
      );
    });

    it('refuses any local port as an origin, also where it is set by hand', () => {
      expect(faultsOf({ ...production, CORS_ORIGINS: 'https://af.altinn.no,http://localhost:*' })).toEqual([
        'CORS_ORIGINS: must be https in production',
      ]);
    });

    it('knows of no roles but those of a decision point that is set', () => {
      expect(loadSettings(production).ALTINN_AUTHORIZATION_URL).toBeUndefined();
    });

    it("refuses the stand-in's secret, which is public, and one for sessions that can be guessed", () => {
      const { IDPORTEN_CLIENT_SECRET } = loadSettings({});
      expect(faultsOf({ ...production, IDPORTEN_CLIENT_SECRET })).toEqual([
        "IDPORTEN_CLIENT_SECRET: is the stand-in's, which production refuses",
      ]);
      expect(faultsOf({ ...production, SESSION_SECRET: 'x'.repeat(31) }).join()).toContain('SESSION_SECRET');
    });

    it.each([
      'x'.repeat(32),
      'ab'.repeat(20),
      'password'.repeat(4),
      '0123456789abcdef0123456789abcdef',
      'correct-horse-correct-horse-correct',
      `${secret},${'x'.repeat(40)}`,
    ])('refuses a secret that can be guessed: %s', (guessed) => {
      expect(faultsOf({ ...production, SESSION_SECRET: guessed })).toEqual([
        expect.stringMatching(/^SESSION_SECRET: can be guessed/),
      ]);
      expect(faultsOf({ ...production, EVENTS_SECRET: guessed })).toContainEqual(
        expect.stringMatching(/^EVENTS_SECRET: can be guessed/),
      );
    });

    it('takes a key in the place of the secret at ID-porten, and not both', () => {
      const { IDPORTEN_CLIENT_SECRET: _, ...others } = production;
      const key = production.MASKINPORTEN_PRIVATE_JWK;
      expect(faultsOf({ ...others, IDPORTEN_PRIVATE_JWK: key })).toEqual([]);
      expect(faultsOf({ ...production, IDPORTEN_PRIVATE_JWK: key })).toEqual([
        'IDPORTEN_PRIVATE_JWK: must not be set beside IDPORTEN_CLIENT_SECRET',
      ]);
      for (const malformed of ['x', '{}', 'bnVsbA==']) {
        expect(faultsOf({ ...others, IDPORTEN_PRIVATE_JWK: malformed }).join()).toMatch(/IDPORTEN_/);
      }
    });

    it('takes several secrets for sessions, the newest first', () => {
      const older = 'QmFzZTY0LCBhcyBvcGVuc3NsIHJhbmQgd3JpdGVzIGl0';
      expect(loadSettings({ ...production, SESSION_SECRET: `${secret}, ${older}` }).SESSION_SECRET).toEqual([
        secret,
        older,
      ]);
    });

    it.each(['MASKINPORTEN_CLIENT_ID', 'IDPORTEN_CLIENT_SECRET', 'ALTINN_SUBSCRIPTION_KEY'])(
      'refuses the placeholder of the example as %s',
      (name) => {
        expect(faultsOf({ ...production, [name]: '<to be filled in>' })).toEqual([
          `${name}: must be filled in: it is still the example's`,
        ]);
      },
    );

    it.each(['true', '0.0.0.0/0', '10.0.0.1, ::/0', '0.0.0.0/1,128.0.0.0/1', '::/1'])(
      'refuses to trust every claim of a caller’s address: TRUST_PROXY=%s',
      (TRUST_PROXY) => {
        expect(faultsOf({ ...production, TRUST_PROXY })).toEqual([expect.stringMatching(/^TRUST_PROXY: must name/)]);
      },
    );

    it.each(['false', '10.0.0.0/8', '192.0.2.1', 'fc00::/7,172.16.0.0/12'])('takes TRUST_PROXY=%s', (TRUST_PROXY) => {
      expect(faultsOf({ ...production, TRUST_PROXY })).toEqual([]);
    });

    it.each([
      ['https://platform.altinn.no/dialogporten', 'https://af.altinn.no'],
      ['https://platform.tt02.altinn.no/dialogporten', 'https://af.tt02.altinn.no'],
      ['https://platform.at23.altinn.cloud/dialogporten', 'https://af.at23.altinn.cloud'],
      ['https://platform.yt01.altinn.cloud/dialogporten', 'https://af.yt01.altinn.cloud'],
      ['https://dialogporten.example', 'https://af.altinn.no'],
    ])('lets only the portal of that environment call: of %s %s', (DIALOGPORTEN_BASE_URL, portal) => {
      expect(loadSettings({ ...production, DIALOGPORTEN_BASE_URL }).CORS_ORIGINS).toEqual([portal]);
    });

    it('warns of what may be meant, and is not as it is in most places', () => {
      const warnings = (changed: Record<string, string | undefined>) =>
        productionWarnings(loadSettings({ ...production, ...changed })).map((warning) => warning.split(':', 1)[0]);
      expect(warnings({})).toEqual([]);
      expect(warnings({ OPERATIONS_PORT: undefined })).toEqual(['OPERATIONS_PORT']);
      expect(warnings({ RATE_LIMIT_PER_MINUTE: '0' })).toEqual(['RATE_LIMIT_PER_MINUTE']);
      expect(warnings({ CORS_ORIGINS: 'https://af.altinn.no,https://af.tt02.altinn.no' })).toEqual(['CORS_ORIGINS']);
      expect(productionWarnings(loadSettings({}))).toEqual([]);
    });

    it('refuses a key that is too short to sign with', () => {
      const MASKINPORTEN_PRIVATE_JWK = JSON.stringify({
        ...generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({ format: 'jwk' }),
        kid: 'short',
      });
      expect(faultsOf({ ...production, MASKINPORTEN_PRIVATE_JWK })).toEqual([
        expect.stringMatching(/^MASKINPORTEN_PRIVATE_JWK: must be a private RSA key of 2048 bits or more/),
      ]);
    });

    it.each(['MASKINPORTEN_CLIENT_ID', 'IDPORTEN_CLIENT_ID'] as const)("refuses the stand-in's %s", (name) => {
      expect(faultsOf({ ...production, [name]: loadSettings({})[name] })).toEqual([
        `${name}: is the stand-in's, which production refuses`,
      ]);
    });

    it("refuses the stand-in's key, which is public", () => {
      const key = JSON.stringify(publishedJwk);
      expect(faultsOf({ ...production, MASKINPORTEN_PRIVATE_JWK: key }).join()).toContain('MASKINPORTEN_PRIVATE_JWK');
    });
  });
});
