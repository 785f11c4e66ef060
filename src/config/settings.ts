import {
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsOptional,
  IsString,
  Matches,
  Max,
  Min,
  MinLength,
} from 'class-validator';
import type { JWK } from 'jose';
import {
  AreOrigins,
  BooleanOrText,
  Integer,
  IsDatabaseUrl,
  IsHttpUrl,
  IsProxyTrust,
  IsRsaPrivateJwk,
  Jwk,
  List,
  serviceResourceForm,
  Url,
} from './setting-rules.js';

/**
 * Every setting of the service, named as in the environment. Made by `loadSettings` only, so its values have been
 * checked.
 */
export class Settings {
  @IsIn(['development', 'test', 'production'])
  readonly NODE_ENV: 'development' | 'test' | 'production';

  /** The port that the service listens on; 0 takes any free one. */
  @Integer()
  @IsInt()
  @Min(0)
  @Max(65_535)
  readonly PORT: number;

  @IsString()
  readonly HOST: string;

  /** Base of the URLs that we put into dialogs, without a trailing slash. */
  @Url()
  @IsHttpUrl()
  readonly PUBLIC_URL: string;

  /** PostgreSQL. Without it an embedded PGlite in {@link DATA_DIR} serves. */
  @IsOptional()
  @IsDatabaseUrl()
  readonly DATABASE_URL?: string;

  /** Whether production may connect to PostgreSQL without TLS, as on a network that is itself encrypted. */
  @BooleanOrText()
  @IsBoolean()
  readonly DATABASE_CLEAR_TEXT: boolean;

  /** How many connections to PostgreSQL this process makes at the most. */
  @Integer()
  @IsInt()
  @Min(3)
  @Max(100)
  readonly DATABASE_CONNECTIONS: number;

  /** The folder of the embedded database. In production it has no default, so that it is never chosen by mistake. */
  @IsString()
  readonly DATA_DIR: string;

  /** Dialogporten's base URI, without `/api/v1`. */
  @Url()
  @IsHttpUrl()
  readonly DIALOGPORTEN_BASE_URL: string;

  /** The `iss` that dialog tokens must have. */
  @Url()
  @IsHttpUrl()
  readonly DIALOGPORTEN_ISSUER: string;

  /** The service resources that are ours; a token for any other is refused. The first one is put into new dialogs. */
  @List()
  @IsArray()
  @Matches(serviceResourceForm, {
    each: true,
    message:
      'must be urn:altinn:resource:… names, separated by commas: four or more of a-z, 0-9, _ and - each, as the resource registry has them',
  })
  readonly DIALOGPORTEN_SERVICE_RESOURCES: readonly [string, ...string[]];

  /**
   * Whether Dialogporten understands authorization contexts, and lists in the claim `e` of a token the transmissions that
   * they open. Version 1.119 and before do not: an authorization attribute then stands in their place.
   */
  @BooleanOrText()
  @IsBoolean()
  readonly DIALOGPORTEN_AUTHORIZATION_CONTEXTS: boolean;

  /** How far, in seconds, our clock and the platform's may disagree. */
  @Integer()
  @IsInt()
  @Min(0)
  @Max(300)
  readonly DIALOGPORTEN_CLOCK_TOLERANCE_SECONDS: number;

  /** How often the platform's key set is fetched, in seconds. */
  @Integer()
  @IsInt()
  @Min(1)
  @Max(86_400)
  readonly DIALOGPORTEN_KEY_REFRESH_SECONDS: number;

  @IsHttpUrl()
  readonly MASKINPORTEN_ISSUER: string;

  @IsString()
  readonly MASKINPORTEN_CLIENT_ID: string;

  @Jwk()
  @IsRsaPrivateJwk()
  readonly MASKINPORTEN_PRIVATE_JWK: JWK;

  @IsString()
  readonly MASKINPORTEN_SCOPE: string;

  /** When set, we are a supplier: the agency that we act for, which has delegated the scope to us. */
  @IsOptional()
  @Matches(/^\d{9}$/, { message: 'must be an organisation number of nine digits' })
  readonly MASKINPORTEN_CONSUMER_ORG?: string;

  /** When set, Maskinporten tokens are exchanged for Altinn tokens there. */
  @IsOptional()
  @IsHttpUrl()
  readonly ALTINN_EXCHANGE_URL?: string;

  /** The scope that a caller of `/service-owner/*` must have. */
  @Matches(/^[\x21\x23-\x5B\x5D-\x7E]+$/, { message: 'must be one OAuth scope' })
  readonly SERVICE_OWNER_SCOPE: string;

  /** The scope that a system user's own Maskinporten token must have on routes of `@SystemUsers()`; none: they take no such tokens. */
  @IsOptional()
  @Matches(/^[\x21\x23-\x5B\x5D-\x7E]+$/, { message: 'must be one OAuth scope' })
  readonly SYSTEM_USER_SCOPE?: string;

  /** The organisations, by their numbers, whose systems may call `/service-owner/*`. */
  @List()
  @IsArray()
  @Matches(/^\d{9}$/, { each: true, message: 'must be organisation numbers of nine digits, separated by commas' })
  readonly SERVICE_OWNER_ORGANIZATIONS: readonly [string, ...string[]];

  /** ID-porten, where people log in who come to our own pages. */
  @Url()
  @IsHttpUrl()
  readonly IDPORTEN_ISSUER: string;

  @IsNotEmpty()
  readonly IDPORTEN_CLIENT_ID: string;

  /** How we prove there that we are that client, unless by {@link IDPORTEN_PRIVATE_JWK}: exactly one of them is set. */
  @IsOptional()
  @IsNotEmpty()
  readonly IDPORTEN_CLIENT_SECRET?: string;

  /** The key whose public half is registered at ID-porten for our client (`private_key_jwt`). */
  @IsOptional()
  @Jwk()
  @IsRsaPrivateJwk()
  readonly IDPORTEN_PRIVATE_JWK?: JWK;

  /**
   * Secrets of the session cookies: the first one encrypts, while all of them decrypt, so that a new one can be put
   * before the old one. Every replica has the same ones.
   */
  @List()
  @IsArray()
  @MinLength(32, { each: true, message: 'must have 32 characters or more, each one of several, separated by commas' })
  readonly SESSION_SECRET: readonly [string, ...string[]];

  /**
   * The secrets of Altinn Events at `POST /events`, in the query parameter `code`: the first one is put into our
   * subscriptions, while all of them open, so that a new one can be put before the old one. None: the route answers
   * 404.
   */
  @IsOptional()
  @List()
  @IsArray()
  @Matches(/^[\w.~-]{32,200}$/, {
    each: true,
    message: 'must have 32 to 200 letters, digits, - . _ or ~, each one of several, separated by commas',
  })
  readonly EVENTS_SECRET?: readonly [string, ...string[]];

  /** Altinn Events, where `npm run subscribe` asks for events. */
  @IsOptional()
  @Url()
  @IsHttpUrl()
  readonly ALTINN_EVENTS_URL?: string;

  /** Altinn's policy decision point: when set, it says who may read whose dialogs; without it, only their own party may. */
  @IsOptional()
  @IsHttpUrl()
  readonly ALTINN_AUTHORIZATION_URL?: string;

  /** Our subscription key at Altinn's API management, for {@link ALTINN_AUTHORIZATION_URL}. */
  @IsOptional()
  @IsString()
  readonly ALTINN_SUBSCRIPTION_KEY?: string;

  /** The origins whose pages may call us from a browser. */
  @List()
  @AreOrigins()
  readonly CORS_ORIGINS: readonly string[];

  /** How many calls to Dialogporten this process makes at the same time. */
  @Integer()
  @IsInt()
  @Min(1)
  @Max(1_000)
  readonly DIALOGPORTEN_CONCURRENCY: number;

  /** How many requests this process works on at the same time, those not counted that wait for Dialogporten. */
  @Integer()
  @IsInt()
  @Min(1)
  @Max(10_000)
  readonly REQUEST_CONCURRENCY: number;

  /** How long a write action waits for Dialogporten, in milliseconds, before it answers 202; 0: not at all. */
  @Integer()
  @IsInt()
  @Min(0)
  @Max(10_000)
  readonly WRITE_ACTION_TIMEOUT_MS: number;

  /** Days without a change after which personal data in old dialogs is removed (docs/retention.md). None: never. */
  @IsOptional()
  @Integer()
  @IsInt()
  @Min(1)
  @Max(36_500)
  readonly RETENTION_DAYS?: number;

  /** When set, health, metrics and documentation answer on this port, and not on {@link PORT}. */
  @IsOptional()
  @Integer()
  @IsInt()
  @Min(1)
  @Max(65_535)
  readonly OPERATIONS_PORT?: number;

  /**
   * Requests that one caller may make in a minute; a caller is the user or client of the token, else the address. 0: no
   * limit.
   */
  @Integer()
  @IsInt()
  @Min(0)
  @Max(1_000_000)
  readonly RATE_LIMIT_PER_MINUTE: number;

  /**
   * How many requests the systems of one service owner may make in a minute, all together: a bulk of dialogs is opened one
   * by one. 0: any number.
   */
  @Integer()
  @IsInt()
  @Min(0)
  @Max(10_000_000)
  readonly SERVICE_OWNER_RATE_LIMIT_PER_MINUTE: number;

  /**
   * How long, in milliseconds, requests are still served after we were told to stop, while we already say that we are not
   * ready: so that every proxy in front of us has time to hear of it.
   */
  @Integer()
  @IsInt()
  @Min(0)
  @Max(60_000)
  readonly SHUTDOWN_DELAY_MS: number;

  /** The commit that the build was made of, for metrics. */
  @IsOptional()
  @Matches(/^[0-9a-f]{7,64}$/, { message: 'must be a commit, in hexadecimal' })
  readonly BUILD_COMMIT?: string;

  /** The proxies in front of us whose `X-Forwarded-*` headers are trusted. */
  @BooleanOrText()
  @IsProxyTrust()
  readonly TRUST_PROXY: boolean | string;

  @IsIn(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
  readonly LOG_LEVEL: string;
}
