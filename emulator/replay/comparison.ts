import { type Answer, isObject, leftOut, partOf } from './recording.js';
import type { Counterparts } from './counterparts.js';

/** Answer of the stand-in. */
export interface OurAnswer extends Answer {
  /** Where the stand-in's Dialogporten is reached. */
  readonly base: string;
}

const recordedBase = /^https?:\/\/[^/]+(?=\/api\/v1)/;
const notRecorded = new Set(['traceId']);
/** Values that each platform makes for itself: the other platform must have one too, of any value. */
const ofItsOwn = new Set(['kid', 'x', 'partyId']);
const ofTheMoment = new Set(['jti', 'iat', 'nbf', 'exp']);

/**
 * Differences between the two answers: status, headers that matter, and body. Of problem documents only the keys of
 * `errors` count; their messages are for people.
 */
export function differences(recorded: Answer, ours: OurAnswer, counterparts: Counterparts): string[] {
  const found: string[] = [];
  if (recorded.status !== ours.status) found.push(`status: ${recorded.status}, ours ${ours.status}`);
  const typeOf = ({ contentType, body }: Answer) => (body === undefined ? undefined : contentType?.split(';')[0]);
  if (typeOf(recorded) !== typeOf(ours)) found.push(`content-type: ${typeOf(recorded)}, ours ${typeOf(ours)}`);
  if ((recorded.etag === undefined) !== (ours.etag === undefined))
    found.push(`etag: ${recorded.etag}, ours ${ours.etag}`);
  else if (recorded.etag && ours.etag && !counterparts.match(recorded.etag, ours.etag))
    found.push('etag: another revision');
  const challengeOf = ({ wwwAuthenticate = '' }: Answer) => wwwAuthenticate.replaceAll(/\d\d\/\d\d\/\d{4} [\d:]+/g, '');
  if (challengeOf(recorded) !== challengeOf(ours))
    found.push(`www-authenticate: ${recorded.wwwAuthenticate}, ours ${ours.wwwAuthenticate}`);
  if (recorded.body !== leftOut) compare('body', recorded.body, ours.body);
  return found;

  function compare(at: string, theirs: unknown, own: unknown): void {
    if (theirs === leftOut) return;
    if (Array.isArray(theirs) && Array.isArray(own)) {
      if (theirs.length !== own.length) found.push(`${at}: ${theirs.length} entries, ours ${own.length}`);
      for (const [index, entry] of theirs.slice(0, own.length).entries()) compare(`${at}[${index}]`, entry, own[index]);
    } else if (isObject(theirs) && isObject(own)) {
      for (const name of new Set([...Object.keys(theirs), ...Object.keys(own)])) {
        if (!notRecorded.has(name)) compareMember(`${at}.${name}`, name, theirs[name], own[name]);
      }
    } else if (!isSameValue(theirs, own)) {
      found.push(`${at}: ${short(theirs)}, ours ${short(own)}`);
    }
  }

  function compareMember(at: string, name: string, theirs: unknown, own: unknown): void {
    if (at === 'body.errors' || (at === 'body.UpdateDialogDto' && own)) {
      const keysOf = (errors: unknown) => JSON.stringify(Object.keys(errors ?? {}).toSorted());
      if (keysOf(theirs) !== keysOf(own) && name === 'errors')
        found.push(`${at}: ${keysOf(theirs)}, ours ${keysOf(own)}`);
    } else if (name === 'dialogToken' && typeof theirs === 'string' && typeof own === 'string') {
      compareTokens(at, theirs, own);
    } else if (!ofItsOwn.has(name) || typeof theirs !== typeof own) {
      compare(at, theirs, own);
    }
  }

  function compareTokens(at: string, theirs: string, own: string): void {
    compare(`${at}.header`, partOf(theirs, 0), partOf(own, 0));
    const [claims, ourClaims] = [partOf(theirs, 1), partOf(own, 1)];
    const order = Object.keys(claims).join();
    if (order !== Object.keys(ourClaims).join())
      found.push(`${at}: claims ${order}, ours ${Object.keys(ourClaims).join()}`);
    for (const name of Object.keys(claims).filter((claim) => !ofTheMoment.has(claim))) {
      compare(`${at}.${name}`, claims[name], ourClaims[name]);
    }
  }

  function isSameValue(theirs: unknown, own: unknown): boolean {
    if (typeof theirs !== 'string' || typeof own !== 'string') return theirs === own;
    if (recordedBase.test(theirs)) return theirs.replace(recordedBase, ours.base) === own;
    return counterparts.match(theirs, own) || counterparts.translate(theirs) === own || isContinuation(theirs, own);
  }
}

/** A place in a list is a moment and an id in one. */
function isContinuation(theirs: string, own: string): boolean {
  return [theirs, own].every((text) => /^contentupdatedat_\S+,id_\S+$/.test(text));
}

function short(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 160 ? `${text.slice(0, 160)}…` : text;
}
