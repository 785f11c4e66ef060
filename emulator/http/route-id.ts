import type { FastifyRequest } from 'fastify';
import { PlatformProblem } from './problem.js';

/**
 * The UUID in the path, in lower case.
 *
 * @throws PlatformProblem 400 when it is none
 */
export function idIn({ params }: FastifyRequest, name: string): string {
  const id = String((params as Record<string, unknown>)[name]);
  if (/^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(id)) return id.toLowerCase();
  throw new PlatformProblem(400, { [name]: [`Value [${id}] is not valid for a [Guid] property!`] });
}
