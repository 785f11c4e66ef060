import type { FastifyRequest } from 'fastify';
import type { Activity } from '../model/dialog.js';
import { PlatformProblem } from '../http/problem.js';
import { isCorrespondence } from './authorisation.js';

const ofCorrespondence = new Set(['CorrespondenceOpened', 'CorrespondenceConfirmed']);

/**
 * Refuses activities that only Altinn's correspondence service may report.
 *
 * @throws PlatformProblem 403
 */
export function assertAllowedTypes(request: FastifyRequest, activities: readonly Activity[]): void {
  if (isCorrespondence(request) || !activities.some(({ type }) => ofCorrespondence.has(type))) return;
  throw new PlatformProblem(403, {
    Forbidden: ['These activity types require the scope digdir:dialogporten.correspondence.'],
  });
}
