import type { Texts } from './languages.js';

/**
 * The error text of a field that breaks a constraint, by the constraint's name in class-validator. `limit` is the
 * number that the constraint was given, as the decorator's `context: { limit }` repeats it.
 */
const texts: Readonly<Record<string, (limit: unknown) => Texts>> = {
  whitelistValidation: () => ({
    nb: 'er et ukjent felt',
    nn: 'er eit ukjent felt',
    en: 'is an unknown field',
  }),
  isString: () => ({ nb: 'må være tekst', nn: 'må vere tekst', en: 'must be text' }),
  isNotEmpty: () => ({ nb: 'kan ikke være tom', nn: 'kan ikkje vere tom', en: 'must not be empty' }),
  isPlainText: () => ({
    nb: 'kan ikke være tom, eller inneholde kontrolltegn',
    nn: 'kan ikkje vere tom, eller innehalde kontrollteikn',
    en: 'must not be empty, or contain control characters',
  }),
  isBoolean: () => ({
    nb: 'må være true eller false',
    nn: 'må vere true eller false',
    en: 'must be true or false',
  }),
  maxLength: (limit) => ({
    nb: `kan ha høyst ${limit} tegn`,
    nn: `kan ha høgst ${limit} teikn`,
    en: `must have at most ${limit} characters`,
  }),
  maxLines: (limit) => ({
    nb: `kan ha høyst ${limit} linjer`,
    nn: `kan ha høgst ${limit} linjer`,
    en: `must have at most ${limit} lines`,
  }),
  nestedValidation: () => ({ nb: 'må være et objekt', nn: 'må vere eit objekt', en: 'must be an object' }),
  isObject: () => ({ nb: 'må være et objekt', nn: 'må vere eit objekt', en: 'must be an object' }),
  isPartyUrn: () => ({
    nb: 'må være urn:altinn:person:identifier-no:… eller urn:altinn:organization:identifier-no:… med et gyldig nummer',
    nn: 'må vere urn:altinn:person:identifier-no:… eller urn:altinn:organization:identifier-no:… med eit gyldig nummer',
    en: 'must be urn:altinn:person:identifier-no:… or urn:altinn:organization:identifier-no:… with a valid number',
  }),
  isPerformedBy: () => ({
    nb: 'må ha enten actorId eller actorName, og ikke begge',
    nn: 'må ha anten actorId eller actorName, og ikkje begge',
    en: 'must have either actorId or actorName, and not both',
  }),
  matches: () => ({
    nb: 'må være urn:altinn:resource:…',
    nn: 'må vere urn:altinn:resource:…',
    en: 'must be urn:altinn:resource:…',
  }),
  isFutureDateTime: () => ({
    nb: 'må være et tidspunkt i framtiden, med dato, klokkeslett og tidssone (RFC 3339)',
    nn: 'må vere eit tidspunkt i framtida, med dato, klokkeslett og tidssone (RFC 3339)',
    en: 'must be a time in the future, with date, time and zone (RFC 3339)',
  }),
  isDateTime: () => ({
    nb: 'må være et tidspunkt med dato, klokkeslett og tidssone (RFC 3339)',
    nn: 'må vere eit tidspunkt med dato, klokkeslett og tidssone (RFC 3339)',
    en: 'must be a time with date, time and zone (RFC 3339)',
  }),
  isPageSize: (limit) => ({
    nb: `må være et helt tall fra 1 til ${limit}`,
    nn: `må vere eit heilt tal frå 1 til ${limit}`,
    en: `must be a whole number from 1 to ${limit}`,
  }),
  isCursor: () => ({
    nb: 'må være «next» fra en side av det samme søket',
    nn: 'må vere «next» frå ei side av det same søket',
    en: 'must be the “next” of a page of the same search',
  }),
  isPastUuidV7: () => ({
    nb: 'må være en UUID av versjon 7 med et tidsstempel som ikke er i framtiden',
    nn: 'må vere ein UUID av versjon 7 med eit tidsstempel som ikkje er i framtida',
    en: 'must be a version 7 UUID with a timestamp that is not in the future',
  }),
  isIdempotencyKey: () => ({
    nb: 'må settes, med 1 til 255 synlige ASCII-tegn',
    nn: 'må setjast, med 1 til 255 synlege ASCII-teikn',
    en: 'must be set, with 1 to 255 visible ASCII characters',
  }),
  isLanguage: () => ({ nb: 'må være nb, nn eller en', nn: 'må vere nb, nn eller en', en: 'must be nb, nn or en' }),
};

const otherwise: Texts = { nb: 'er ugyldig', nn: 'er ugyldig', en: 'is not valid' };

/** The constraints that have a text of their own. */
export const constraintNames: readonly string[] = Object.keys(texts);

/** The error text, in every language, of a field that breaks the constraint of that name. */
export function constraintTexts(constraint: string, limit?: unknown): Texts {
  return texts[constraint]?.(limit) ?? otherwise;
}
