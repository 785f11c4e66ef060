import rateLimitPlugin, { type RateLimitOptions } from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Problem } from './problem.js';

/** Counts a request of a caller. @throws Problem `rate-limited` where it is one too many. */
export type CountRequest = (request: FastifyRequest) => Promise<void>;

const minuteMs = 60_000;

/** Callers that are kept in mind at the most; who has not come for longest is forgotten. */
const mostCallers = 20_000;

/** The plugin, which counts nothing by itself. */
export async function registerRateLimit(server: FastifyInstance): Promise<void> {
  await server.register(rateLimitPlugin, { global: false });
}

/**
 * A count of its own, by a key: as many requests in a minute as the limit says. A whole IPv6 network (/64) is one address.
 *
 * @param keyOf who a request is counted for; none means its address.
 */
export function rateLimit(
  server: FastifyInstance,
  perMinute: number,
  keyOf?: (request: FastifyRequest) => string,
): CountRequest {
  const options: RateLimitOptions = {
    max: perMinute,
    timeWindow: minuteMs,
    cache: mostCallers,
    ...(keyOf && { keyGenerator: keyOf }),
  };
  const count = server.createRateLimit(options);
  return async (request) => {
    const result = await count(request);
    if (result.isAllowed || !result.isExceeded) return;
    throw new Problem('rate-limited', { headers: { 'Retry-After': String(Math.max(1, result.ttlInSeconds)) } });
  };
}
