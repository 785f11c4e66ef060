import type { FastifyRequest } from 'fastify';
import type { Manner } from '../dialogs/changes.js';
import { lowerCased, type Query } from '../http/query.js';
import type { Platform } from '../platform.js';

/** How the request wants its change made. */
export function mannerOf({ now }: Platform, { query }: FastifyRequest): Manner {
  return { now: now(), isSilent: lowerCased(query as Query)['issilentupdate'] === 'true' };
}
