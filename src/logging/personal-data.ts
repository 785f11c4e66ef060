import { createHmac, randomBytes } from 'node:crypto';
import { normalizeIP } from '@fastify/rate-limit';
import type { FastifyRequest } from 'fastify';

/** Ids that may hold eleven digits by chance (UUIDs, trace ids), which are left alone. */
const id = String.raw`(?<id>\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\b[0-9a-f]{32}\b)`;

/** Every JSON object in base64url begins like this. */
const token = String.raw`(?<token>eyJ[\w-]{8,}(?:\.[\w-]*)*)`;

/** A colon, however often it has been percent-encoded. */
const colon = String.raw`(?::|%(?:25)*3a)`;

/**
 * A URN of Altinn's that names a party: its name is personal for any kind, known or not. Organisations and system users
 * are not, nor are other URNs. Numbers of persons are found by themselves, below.
 */
const party = [
  String.raw`(?<kind>urn${colon}altinn${colon}`,
  String.raw`(?!(?:resource|subresource|task|organization|systemuser|rolecode|problem|person${colon}identifier-no)(?![\w-]))`,
  String.raw`[\w-]+${colon}(?:[\w-]+${colon})?)[^\s"\\]+`,
].join('');

const identityNumber = String.raw`(?:(?<!\d)|(?<=%[0-9a-f]{2}))\d{11}(?!\d)`;

/** The shortest text that may hold any of it, in characters: an identity number. */
const shortest = 11;

/** Each alternative either fails within a few characters, or takes what it has looked at: no text is looked at twice. */
const personalData = new RegExp([id, token, party, identityNumber].join('|'), 'gi');

/**
 * Takes national identity numbers, e-mail addresses and usernames in URNs, and tokens out of a text that leaves us other
 * than to the person it is about. Takes a time that grows with the length of the text.
 */
export function scrub(text: string): string {
  if (text.length < shortest) return text;
  return text.replace(personalData, (_found: string, kept?: string, bearer?: string, kind?: string) => {
    if (kept !== undefined) return kept;
    if (bearer !== undefined) return '[token]';
    if (kind === undefined) return '[identity number]';
    // The matched kind may contain a number.
    return `${kind.replaceAll(/\d{11}/g, '[identity number]')}[party]`;
  });
}

/**
 * Made anew for each process and never written down: without it, a hash cannot be resolved by hashing every address or
 * identity number. Log lines of one process can be matched, those of two cannot.
 */
const key = randomBytes(32);

const length = 16;

/** Something personal (an address, a party's URN) as it may be logged: the same for the same, in this process. */
export function pseudonymOf(personal: string): string {
  return createHmac('sha256', key).update(personal).digest('base64url').slice(0, length);
}

/** An address as it may be logged; a whole IPv6 network (/64) is one. */
export function addressPseudonym(address: string): string {
  return `address ${pseudonymOf(normalizeIP(address))}`;
}

/** The caller of a request as it may be logged: the one whose token was good, else the address. */
export function callerPseudonym({ callerName, ip }: Pick<FastifyRequest, 'callerName' | 'ip'>): string {
  return callerName?.() ?? addressPseudonym(ip);
}
