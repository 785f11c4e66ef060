import { LRUCache } from 'lru-cache';

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
