import type { FastifyRequest } from 'fastify';
import { isLanguage, type Language, negotiateLanguage } from '../http/languages.js';
import { preferencesOf } from '../http/prefer.js';
import { invalidRequest } from '../http/validation.js';
import { LRUCache } from 'lru-cache';

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

/** More than there are names of zones, so that each is looked up once; written in any letters it is one name. */
const mostNames = 1_000;

/** The name that `Intl` has for a zone, by the name that was asked for, in small letters. */
const zones = new LRUCache<string, string>({ max: mostNames });

/** How a zone may be named. An offset such as `+01:00` is no name, though `Intl` takes it for one. */
const nameForm = /^[A-Za-z][\w/+-]{0,63}$/;

/**
 * The time zone of a name, as `Intl` names it: one for all spellings and former names.
 *
 * @returns undefined where no zone has that name.
 */
export function timeZoneOf(name: string): string | undefined {
  if (!nameForm.test(name)) return undefined;
  const key = name.toLowerCase();
  const known = zones.get(key);
  if (known !== undefined) return known;
  try {
    const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions();
    zones.set(key, timeZone);
    return timeZone;
  } catch {
    return undefined;
  }
}
