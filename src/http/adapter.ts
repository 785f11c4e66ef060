import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { defaultLanguage } from './languages.js';
import { problemDocument, problemMediaType } from './problem-document.js';
import { problemOf, sendProblem } from './problem.filter.js';
import { traceIdOf } from './trace-id.js';

/** What the HTTP server needs to know. */
export interface AdapterOptions {
  readonly trustProxy: boolean | string;
  readonly corsOrigins: readonly string[];
}

/** The largest body that any route takes, in bytes. */
const bodyLimit = 64 * 1024;

/** The longest path parameter that any route takes, in characters: idempotent ids are 36. */
const maxParamLength = 200;

/**
 * The Fastify server under Nest. It reads JSON and nothing else. Once it no longer listens, each answer ends its
 * connection, so that nobody keeps it from stopping. What Fastify refuses before any hook or filter has run (a malformed URL, a broken
 * request) gets problem details and CORS headers here.
 */
export function createAdapter({ trustProxy, corsOrigins }: AdapterOptions): FastifyAdapter {
  const origins = new Set(corsOrigins);
  const adapter = new FastifyAdapter({
    trustProxy,
    bodyLimit,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength },
    genReqId: (request: IncomingMessage) => traceIdOf(request),
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
      const { origin } = request.headers;
      reply.header('Vary', 'Origin');
      if (origin !== undefined && origins.has(origin)) reply.header('Access-Control-Allow-Origin', origin);
      sendProblem(problemOf(error), request, reply);
    },
    clientErrorHandler: (error: Error & { code?: string }, socket: Socket) => {
      if (error.code === 'ECONNRESET' || !socket.writable) return;
      socket.end(rawProblem(error.code === 'HPE_HEADER_OVERFLOW' ? 431 : 400));
    },
  });
  const server = adapter.getInstance();
  server.removeContentTypeParser('text/plain');
  server.addHook('onSend', async (_request, reply) => {
    if (!server.server.listening) reply.header('Connection', 'close');
  });
  return adapter;
}

/** A problem as a whole HTTP/1.1 message, for a request that was too broken to be parsed. */
function rawProblem(status: 400 | 431): string {
  const problem = problemOf({ statusCode: status });
  const occurrence = { language: defaultLanguage, instance: '/', traceId: traceIdOf({ headers: {} }) };
  const body = JSON.stringify(problemDocument(problem, occurrence));
  return [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    `Content-Type: ${problemMediaType}`,
    `Content-Language: ${defaultLanguage}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
    '',
    body,
  ].join('\r\n');
}
