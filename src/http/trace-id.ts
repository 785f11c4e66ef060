import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

const traceparent = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}/;
const invalidTraceId = '0'.repeat(32);

/**
 * The id under which a request can be found again in the logs of every system that it passed: the caller's own, from
 * its `traceparent` header (W3C Trace Context §3.2), else a new one.
 */
export function traceIdOf(request: Pick<IncomingMessage, 'headers'>): string {
  const sent = traceparent.exec(String(request.headers['traceparent']))?.[1];
  return sent !== undefined && sent !== invalidTraceId ? sent : randomBytes(16).toString('hex');
}
