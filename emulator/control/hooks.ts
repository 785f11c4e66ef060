import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { gatewayDocument, problemDocument } from '../http/problem.js';
import { traceIdOf } from '../http/trace-id.js';
import type { Platform } from '../platform.js';
import type { Fault } from './faults.js';

declare module 'fastify' {
  interface FastifyRequest {
    answered: ((status: number) => void) | undefined;
    faultAfterCommit: Fault | undefined;
  }
}

/** Logs every request and lets the faults strike, except under `/emulator/`, where they are governed. */
export function addControlHooks(app: FastifyInstance, { faults, requests, now }: Platform): void {
  app.decorateRequest('answered', undefined);
  app.decorateRequest('faultAfterCommit', undefined);

  app.addHook('onRequest', async (request, reply) => {
    const path = request.url.split('?', 1)[0]!;
    if (path.startsWith('/emulator/')) return;
    const { method, headers } = request;
    const traceparent = headers['traceparent']?.toString() ?? null;
    request.answered = requests.enter(now(), { method, path, traceparent });
    const fault = faults.strike(request.method, path);
    if (!fault) return;
    if (fault.latencyMs !== undefined) await delay(fault.latencyMs, undefined, { ref: false });
    if (fault.after === 'commit') {
      request.faultAfterCommit = fault;
    } else if (fault.absent) {
      hangUp(request, reply);
    } else if (fault.status !== undefined) {
      await reply.send(spoil(request, reply, fault.status, fault));
    }
  });

  app.addHook('onSend', async (request, reply, payload) => {
    const fault = request.faultAfterCommit;
    if (fault && fault.status === undefined) {
      request.raw.socket.destroy();
      return payload;
    }
    const sent = fault?.status === undefined ? payload : spoil(request, reply, fault.status, fault);
    request.answered?.(reply.statusCode);
    return sent;
  });
}

function hangUp(request: FastifyRequest, reply: FastifyReply): void {
  reply.hijack();
  request.raw.socket.destroy();
}

function spoil(
  request: FastifyRequest,
  reply: FastifyReply,
  status: number,
  { retryAfterSeconds, errors }: Fault,
): string {
  reply.code(status).type('application/problem+json').removeHeader('content-length').removeHeader('etag');
  if (retryAfterSeconds !== undefined) reply.header('retry-after', retryAfterSeconds);
  const path = request.url.split('?', 1)[0]!;
  const traceId = traceIdOf(request);
  // Only Dialogporten itself can name the invalid fields.
  return JSON.stringify(
    errors ? problemDocument(status, errors, path, traceId) : gatewayDocument(status, path, traceId),
  );
}
