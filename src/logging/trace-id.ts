import { randomFillSync } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** W3C Trace Context §3.2: version 00 has that length, a later one may be longer, ff is none; an id of zeros is none. */
const traceparent =
  /^(?:00(?=.{53}$)|(?!00|ff)[0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-|$)/;

/** Random bytes are made many at a time: one by one they cost more than all else that is done for a trace id. */
const pool = Buffer.alloc(4_096);
let used = pool.length;

function randomHex(bytes: number): string {
  if (used + bytes > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += bytes;
  return pool.toString('hex', used - bytes, used);
}

/** A trace id of our own, for work that no caller has asked for. */
export function newTraceId(): string {
  return randomHex(16);
}

/**
 * The id under which a request can be found again in the logs of every system that it passed: the caller's own, from
 * its `traceparent` header (W3C Trace Context §3.2), else a new one.
 */
export function traceIdOf(request: Pick<IncomingMessage, 'headers'>): string {
  const sent = request.headers['traceparent'];
  return (typeof sent === 'string' ? traceparent.exec(sent)?.[1] : undefined) ?? newTraceId();
}

/** The `traceparent` of a call that we make in a trace. Its span is always one of ours, wherever the trace began. */
export function traceparentOf(traceId: string): string {
  return `00-${traceId}-${randomHex(8)}-01`;
}
