import type { FastifyRequest } from 'fastify';
import type { Manner } from '../dialogs/changes.js';
import { lowerCased, type Query } from '../http/query.js';
import type { Platform } from '../platform.js';

/** How the request wants its change made. */
export function mannerOf({ now, names }: Platform, { query, serviceOwner }: FastifyRequest): Manner {
  const actorId = `urn:altinn:organization:identifier-no:${serviceOwner?.organisation}`;
  const actorName = names.of(actorId);
  return {
    now: now(),
    isSilent: lowerCased(query as Query)['issilentupdate'] === 'true',
    by: { actorType: 'ServiceOwner', actorId, ...(actorName !== undefined && { actorName }) },
  };
}
