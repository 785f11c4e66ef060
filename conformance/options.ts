import { parseArgs } from 'node:util';
import type { JWK } from 'jose';
import { bearer, maskinporten } from './credentials.js';
import type { Credentials } from './caller.js';
import { type Name, names, type Role, roles } from './needs.js';
import { anonymous, type Platform } from './world.js';

/** Value of a flag. */
type Given = (flag: string) => string | undefined;

type Environment = Readonly<Record<string, string | undefined>>;

/** Options of the suite, as a flag or, better for secrets, in the environment. */
const described = {
  url: 'Dialogporten’s base URI, without /api/v1; none: the stand-in is started, and asked',
  issuer: 'its issuer, when that is not <url>/api/v1',
  resource: 'the service resource for which dialogs are made',
  party: 'the party of the dialogs, a URN',
  'owner-token': 'a bearer token of the service owner, with the scopes for creating and searching',
  'maskinporten-issuer': 'instead of that token: where to fetch one, with the trailing slash',
  'maskinporten-client-id': 'the client that fetches it',
  'maskinporten-private-jwk': 'the client’s private key, a JWK with kid, as JSON or as base64 of JSON',
  'exchange-url': 'where the fetched token is exchanged for one of Altinn; none: it is used as it is',
  ...Object.fromEntries(
    Object.entries(roles).map(([role, who]) => [`${flagOf(role)}-token`, `a bearer token of ${who}`]),
  ),
  ...Object.fromEntries(Object.entries(names).map(([name, what]) => [flagOf(name), what])),
};

/** How the suite was started. */
export interface Options {
  readonly help: boolean;
  readonly json: boolean;
  /** The platform to ask; none: the stand-in. */
  readonly platform: Platform | undefined;
}

/**
 * @throws Error that names the flag that is unknown, missing or malformed
 */
export function readOptions(args: readonly string[], environment: Environment): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      ...Object.fromEntries(Object.keys(described).map((flag) => [flag, { type: 'string' as const }])),
    },
  });
  const given = (flag: string): string | undefined => {
    const value = (values as Record<string, unknown>)[flag] ?? environment[variableOf(flag)];
    return value === '' ? undefined : (value as string | undefined);
  };
  return { help: values.help, json: values.json, platform: platformFrom(given) };
}

function platformFrom(given: Given): Platform | undefined {
  const url = given('url')?.replace(/\/$/, '');
  if (url === undefined) return undefined;
  if (!URL.canParse(url)) throw new Error('--url is no URL');
  const issuer = given('issuer');
  return {
    url,
    ...(issuer !== undefined && { issuer }),
    serviceResource: required('resource', given),
    party: required('party', given),
    owner: ownerFrom(given),
    roles: Object.fromEntries(rolesFrom(given)),
    names: Object.fromEntries(namesFrom(given)),
  };
}

function rolesFrom(given: Given): [Role, Credentials][] {
  return (Object.keys(roles) as Role[]).flatMap((role) => {
    const token = given(`${flagOf(role)}-token`);
    return token === undefined ? [] : [[role, bearer(token)]];
  });
}

function namesFrom(given: Given): [Name, string][] {
  return (Object.keys(names) as Name[]).flatMap((name) => {
    const value = given(flagOf(name));
    return value === undefined ? [] : [[name, value]];
  });
}

function ownerFrom(given: Given): Credentials {
  const token = given('owner-token');
  if (token !== undefined) return bearer(token);
  const clientId = given('maskinporten-client-id');
  // A platform for local development takes requests without a token.
  if (clientId === undefined) return anonymous;
  const exchangeUrl = given('exchange-url');
  return maskinporten({
    issuer: required('maskinporten-issuer', given),
    clientId,
    privateJwk: jwkFrom(required('maskinporten-private-jwk', given)),
    scope: 'digdir:dialogporten.serviceprovider digdir:dialogporten.serviceprovider.search',
    ...(exchangeUrl !== undefined && { exchangeUrl }),
  });
}

function required(flag: string, given: Given): string {
  const value = given(flag);
  if (value === undefined) throw new Error(`--${flag} (or ${variableOf(flag)}) is missing`);
  return value;
}

function jwkFrom(text: string): JWK {
  try {
    return JSON.parse(text.startsWith('{') ? text : Buffer.from(text, 'base64').toString()) as JWK;
  } catch {
    throw new Error('--maskinporten-private-jwk is no JWK');
  }
}

/** Text of --help. */
export function usage(): string {
  const lines = Object.entries(described).flatMap(([flag, meaning]) => [
    `  --${flag}  or  ${variableOf(flag)}`,
    `      ${meaning}`,
  ]);
  return `npm run conformance [-- options]

Asks a Dialogporten whether it keeps what it promises to service providers.
Exit code 0: everything that was asked holds; 1: something differs; 2: it could not be asked.

${lines.join('\n')}
  --json
      every check and what became of it, as JSON
  --help
      this
`;
}

function flagOf(name: string): string {
  return name.replaceAll(' ', '-');
}

function variableOf(flag: string): string {
  return `CONFORMANCE_${flag.toUpperCase().replaceAll('-', '_')}`;
}
