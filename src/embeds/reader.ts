import type { FastifyRequest } from 'fastify';
import { isLanguage, type Language, negotiateLanguage } from '../http/languages.js';
import { preferencesOf } from '../http/prefer.js';
import { invalidRequest } from '../http/validation.js';
import { timeZoneOf } from './time-zones.js';

/** Whom an embed is written for. */
export interface Reader {
  readonly language: Language;
  /** The IANA name of the zone that times are written in, spelled as the caller asked for it. */
  readonly timeZone: string;
  /** Whether the reader asked for that zone, rather than got it by default. */
  readonly askedForTimeZone: boolean;
  /** Whether the content is sent, and not only its headers (HEAD). */
  readonly getsContent: boolean;
  /** The id of the request's trace, where there is a request. */
  readonly traceId?: string | undefined;
}

const defaultTimeZone = 'Europe/Oslo';

/**
 * The language is the one in the URL, else the one that `Accept-Language` asks for; the time zone is the one that
 * `Prefer: timezone` asks for, where we know it (RFC 7240).
 *
 * @throws {Problem} `invalid-request` when `lang` is not a language that we have.
 */
export function readerOf({
  id,
  method,
  query,
  headers,
}: Pick<FastifyRequest, 'method' | 'query' | 'headers'> & Partial<Pick<FastifyRequest, 'id'>>): Reader {
  const { lang } = query as { lang?: unknown };
  if (lang !== undefined && !isLanguage(lang)) {
    throw invalidRequest([{ field: 'lang', constraints: [{ name: 'isLanguage' }] }]);
  }
  const asked = preferencesOf(headers['prefer']).get('timezone');
  const askedForTimeZone = asked !== undefined && timeZoneOf(asked) !== undefined;
  return {
    language: lang ?? negotiateLanguage(headers['accept-language']),
    timeZone: askedForTimeZone ? asked : defaultTimeZone,
    askedForTimeZone,
    getsContent: method !== 'HEAD',
    traceId: id,
  };
}
