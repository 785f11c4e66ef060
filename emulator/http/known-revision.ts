import type { FastifyRequest } from 'fastify';
import { PlatformProblem } from './problem.js';

/**
 * The revision that the caller knows, as the bare UUID that Dialogporten takes.
 *
 * @throws PlatformProblem 400 for anything else: quotes, `W/` and `*` too
 */
export function knownRevision({ headers }: FastifyRequest): string | undefined {
  const ifMatch = headers['if-match'];
  if (!ifMatch || /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(ifMatch)) return ifMatch || undefined;
  throw new PlatformProblem(400, {
    'If-Match': [`Unable to bind header value [${ifMatch}] to a [Nullable\`1] property!`],
  });
}
