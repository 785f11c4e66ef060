import { randomBytes } from 'node:crypto';
import type { FastifyRequest } from 'fastify';

const traceparent = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}/;

/** The trace that the caller is in (W3C Trace Context), or a new one. */
export function traceIdOf({ headers }: FastifyRequest): string {
  return traceparent.exec(String(headers['traceparent'] ?? ''))?.[1] ?? randomBytes(16).toString('hex');
}
