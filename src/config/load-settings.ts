import { randomBytes } from 'node:crypto';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { portalOf, portals } from './portals.js';
import { productionFaults, standInLoginClient } from './production-rules.js';
import { anyLocalPort } from './setting-rules.js';
import { Settings } from './settings.js';

/** The environment does not describe a service that may start. Its message names every setting at fault, and no value. */
export class SettingsError extends Error {
  constructor(readonly faults: readonly string[]) {
    super(`These settings are missing or malformed:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
    this.name = 'SettingsError';
  }
}

/**
 * Byte order mark, which some editors write at the start of a file: Node.js takes it for a part of the first name in
 * `.env`.
 */
const byteOrderMark = '\uFEFF';

type Values = Readonly<Record<string, string>>;

/** The settings of which every feature brings its own. */
const lists = ['DIALOGPORTEN_SERVICE_RESOURCES', 'SERVICE_OWNER_ORGANIZATIONS'];

/** The local settings of all features together: lists are joined, and of anything else the first one counts. */
export function localSettingsOf(features: readonly { readonly localSettings: Values }[]): Values {
  const settings = features.map(({ localSettings }) => localSettings);
  const joined = lists
    .map((name) => [name, settings.flatMap(({ [name]: list }) => list ?? []).join(',')])
    .filter(([, list]) => list !== '');
  return { ...Object.assign({}, ...settings.toReversed()), ...Object.fromEntries(joined) };
}

/** Defaults of settings that the environment leaves out. Outside production they are those of the stand-in platform. */
function defaults(given: Values, local: Values): Values {
  const port = given['PORT'] ?? '3000';
  const base = given['DIALOGPORTEN_BASE_URL'] ?? 'http://localhost:4000/dialogporten';
  const everywhere = {
    NODE_ENV: 'development',
    PORT: port,
    HOST: '0.0.0.0',
    DATABASE_CLEAR_TEXT: 'false',
    DATABASE_CONNECTIONS: '10',
    DIALOGPORTEN_ISSUER: `${base.replace(/\/$/, '')}/api/v1`,
    DIALOGPORTEN_AUTHORIZATION_CONTEXTS: 'true',
    DIALOGPORTEN_CLOCK_TOLERANCE_SECONDS: '10',
    DIALOGPORTEN_KEY_REFRESH_SECONDS: '3600',
    DIALOGPORTEN_CONCURRENCY: '20',
    REQUEST_CONCURRENCY: '100',
    MASKINPORTEN_SCOPE: 'digdir:dialogporten.serviceprovider',
    CORS_ORIGINS: portalOf(base),
    WRITE_ACTION_TIMEOUT_MS: '3000',
    SHUTDOWN_DELAY_MS: '0',
    TRUST_PROXY: 'false',
    LOG_LEVEL: 'info',
  };
  if (given['NODE_ENV'] === 'production') {
    return {
      ...everywhere,
      RATE_LIMIT_PER_MINUTE: '1200',
      SERVICE_OWNER_RATE_LIMIT_PER_MINUTE: '60000',
      ...(given['DATABASE_URL'] && { DATA_DIR: '.data' }),
    };
  }
  return {
    ...everywhere,
    RATE_LIMIT_PER_MINUTE: '0',
    SERVICE_OWNER_RATE_LIMIT_PER_MINUTE: '0',
    DATA_DIR: '.data',
    PUBLIC_URL: `http://localhost:${port}`,
    DIALOGPORTEN_BASE_URL: base,
    MASKINPORTEN_ISSUER: 'http://localhost:4000/maskinporten/',
    IDPORTEN_ISSUER: 'http://localhost:4000/idporten',
    IDPORTEN_CLIENT_ID: standInLoginClient.IDPORTEN_CLIENT_ID,
    ...(given['IDPORTEN_PRIVATE_JWK'] === undefined && standInLoginClient),
    SESSION_SECRET: randomBytes(32).toString('base64url'),
    ALTINN_AUTHORIZATION_URL: 'http://localhost:4000/authorization/api/v1/authorize',
    ALTINN_EVENTS_URL: 'http://localhost:4000/events/api/v1',
    CORS_ORIGINS: [...portals, 'http://localhost:4000', anyLocalPort].join(','),
    ...local,
  };
}

/** Of all the values, those that are for a setting. */
function valuesFor(settings: Settings, values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.keys(settings).map((name) => [name, values[name]]));
}

/** The faults of the environment, and the settings when it has none. */
function readSettings(
  environment: Readonly<Record<string, string | undefined>>,
  local: Values,
): { readonly settings: Settings; readonly faults: readonly string[] } {
  const given = Object.fromEntries(
    Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== ''),
  );
  const otherwise = defaults(given, local);
  const settings = plainToInstance(Settings, valuesFor(new Settings(), { ...otherwise, ...given }));
  const faults = validateSync(settings, { forbidUnknownValues: true })
    // A default can only be wrong because it is derived from a setting that is, and that one is named.
    .filter(({ property }) => property in given || !(property in otherwise))
    .map(({ property, constraints = {} }) =>
      property in given
        ? `${property}: ${Object.values(constraints).join(', ').replace(`${property} `, '')}`
        : `${property === 'DATA_DIR' ? 'DATABASE_URL' : property}: must be set`,
    );
  const marked = Object.keys(given).find((name) => name.startsWith(byteOrderMark));
  if (marked !== undefined) {
    faults.push(`${marked.slice(1)}: stands after a byte order mark, and is not read: save .env as UTF-8 without one`);
  }
  const proofs = [settings.IDPORTEN_CLIENT_SECRET, settings.IDPORTEN_PRIVATE_JWK].filter(Boolean);
  if (proofs.length === 0) faults.push('IDPORTEN_CLIENT_SECRET: must be set');
  if (proofs.length === 2) faults.push('IDPORTEN_PRIVATE_JWK: must not be set beside IDPORTEN_CLIENT_SECRET');
  if (settings.SYSTEM_USER_SCOPE !== undefined && settings.ALTINN_AUTHORIZATION_URL === undefined) {
    faults.push('ALTINN_AUTHORIZATION_URL: must be set where SYSTEM_USER_SCOPE is: it says what a system user may do');
  }
  if (settings.OPERATIONS_PORT !== undefined && settings.OPERATIONS_PORT === settings.PORT) {
    faults.push('OPERATIONS_PORT: must be another port than PORT');
  }
  if (settings.NODE_ENV === 'production') faults.push(...productionFaults(settings, local));
  return { settings: Object.freeze(settings), faults };
}

/**
 * Reads the settings from the environment, once. An empty value counts as none.
 *
 * @throws {SettingsError} when a setting is malformed, or missing where there is no default. In production
 * (`NODE_ENV=production`) nothing defaults to the stand-in platform or to the `local` settings, the embedded database
 * has to be asked for by `DATA_DIR`, and http URLs are refused.
 */
export function loadSettings(environment: Readonly<Record<string, string | undefined>>, local: Values = {}): Settings {
  const { settings, faults } = readSettings(environment, local);
  if (faults.length > 0) throw new SettingsError(faults);
  return settings;
}

/** The settings by which the database is reached. */
const ofDatabase = ['NODE_ENV', 'DATABASE_URL', 'DATABASE_CLEAR_TEXT'] as const;

/**
 * Reads only the settings of the database: bringing the tables up to date needs no others.
 *
 * @throws {SettingsError} when one of them is malformed.
 */
export function loadDatabaseSettings(
  environment: Readonly<Record<string, string | undefined>>,
): Pick<Settings, (typeof ofDatabase)[number]> {
  const { settings, faults } = readSettings(environment, {});
  const ours = faults.filter((fault) => ofDatabase.some((name) => fault.startsWith(`${name}:`)));
  if (ours.length > 0) throw new SettingsError(ours);
  return settings;
}
