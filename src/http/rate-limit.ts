import rateLimitPlugin, { type RateLimitOptions } from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Problem } from './problem.js';

/** Requests of callers, counted by the minute. */
export interface RateLimit {
  /** Counts a request of a caller. @throws Problem `rate-limited` where it is one too many. */
  count(request: FastifyRequest): Promise<void>;
  /** Counts nothing. @throws Problem `rate-limited` where the caller has had all of its requests. */
  check(request: FastifyRequest): Promise<void>;
}

const minuteMs = 60_000;

/** Most callers that are remembered; the one that has been silent the longest is forgotten. */
const mostCallers = 20_000;

const unlimited: RateLimit = { count: async () => undefined, check: async () => undefined };

/** The plugin, which counts nothing by itself. */
export async function registerRateLimit(server: FastifyInstance): Promise<void> {
  await server.register(rateLimitPlugin, { global: false });
}

/**
 * A count of its own, by a key: as many requests in a minute as the limit says, and any number where it is 0. A whole IPv6
 * network (/64) is one address.
 *
 * @param keyOf the caller that a request is counted for; none means its address.
 */
export function rateLimit(
  server: FastifyInstance,
  perMinute: number,
  keyOf?: (request: FastifyRequest) => string,
): RateLimit {
  if (perMinute === 0) return unlimited;
  const options: RateLimitOptions = {
    max: perMinute,
    timeWindow: minuteMs,
    cache: mostCallers,
    ...(keyOf && { keyGenerator: keyOf }),
  };
  const counter = server.createRateLimit(options);
  return {
    async count(request) {
      const result = await counter(request);
      if (!result.isAllowed && result.isExceeded) throw tooMany(result.ttlInSeconds);
    },
    async check(request) {
      const result = await counter(request, { increment: false });
      if (!result.isAllowed && result.remaining === 0) throw tooMany(result.ttlInSeconds);
    },
  };
}

function tooMany(seconds: number): Problem {
  return new Problem('rate-limited', { headers: { 'Retry-After': String(Math.max(1, seconds)) } });
}
