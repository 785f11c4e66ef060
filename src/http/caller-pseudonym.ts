import { createHmac, randomBytes } from 'node:crypto';
import { normalizeIP } from '@fastify/rate-limit';
import type { FastifyRequest } from 'fastify';

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
