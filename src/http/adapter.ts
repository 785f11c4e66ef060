import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { refusalOfBody } from './body-shape.js';
import { closeInTime } from './connections.js';
import { isAllowed } from './cors.js';
import { defaultLanguage } from './languages.js';
import { problemDocument, problemMediaType } from './problem-document.js';
import { problemOf, sendProblem } from './problem.filter.js';
import { Problem } from './problem.js';
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

/** A dialog token of just under 16 KB, and beside it whatever else a browser and the proxies before us send. */
const maxHeaderSize = 32 * 1024;

/** More connections than a process serves well are left to the other replicas, or to the next moment. */
const maxConnections = 10_000;

/**
 * In milliseconds: how long headers, and a whole request, may take to come in; how long nothing may happen on a connection
 * while it is used (longer than the slowest answer takes), and between two requests (longer than a proxy keeps it).
 */
const timeouts = { headers: 10_000, request: 20_000, inactivity: 60_000, keepAlive: 72_000, betweenLooks: 1_000 };

/** The statuses of requests that are too broken, too large or too slow to be parsed, by the error's code. */
const statusOfClientError: Readonly<Record<string, 408 | 431>> = {
  HPE_HEADER_OVERFLOW: 431,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

/**
 * The Fastify server under Nest. It reads JSON and nothing else, and waits for nobody for long. What Fastify refuses before
 * any hook or filter has run (a malformed URL, a broken request) gets problem details and CORS headers here.
 */
export function createAdapter({ trustProxy, corsOrigins }: AdapterOptions): FastifyAdapter {
  const adapter = new FastifyAdapter({
    trustProxy,
    bodyLimit,
    forceCloseConnections: 'idle',
    // Fastify's own is no problem document, and a browser from elsewhere may not read it.
    return503OnClosing: false,
    requestTimeout: timeouts.request,
    connectionTimeout: timeouts.inactivity,
    keepAliveTimeout: timeouts.keepAlive,
    http: {
      maxHeaderSize,
      headersTimeout: timeouts.headers,
      connectionsCheckingInterval: timeouts.betweenLooks,
      // A second Authorization or Host is then seen, and refused, rather than passed over.
      joinDuplicateHeaders: true,
      // Node.js would answer by itself, and say nothing.
      requireHostHeader: false,
    },
    routerOptions: { maxParamLength },
    genReqId: (request: IncomingMessage) => traceIdOf(request),
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
      const { origin } = request.headers;
      reply.header('Vary', 'Origin');
      if (isAllowed(origin, corsOrigins)) reply.header('Access-Control-Allow-Origin', origin);
      sendProblem(problemOf(error), request, reply);
    },
    clientErrorHandler: (error: Error & { code?: string }, socket: Socket) => {
      if (error.code === 'ECONNRESET' || !socket.writable) return;
      socket.end(rawProblem(statusOfClientError[error.code ?? ''] ?? 400));
    },
  });
  const server = adapter.getInstance();
  server.decorateRequest('problem', undefined);
  server.server.maxConnections = maxConnections;
  // Node.js would answer the one with nothing in it, and the other not at all. An expectation may be passed over (RFC 9110 §10.1.1).
  server.server.on('checkExpectation', (...exchange) => server.server.emit('request', ...exchange));
  server.server.on('connect', (_request, socket) => {
    socket.on('error', () => undefined).end(rawProblem(400), () => socket.destroy());
  });
  server.removeContentTypeParser('text/plain');
  readJson(server);
  server.addHook('preParsing', ({ raw }, _reply, payload, done) => done(refusalOf(raw), payload));
  server.addHook('preValidation', ({ body }, _reply, done) => done(refusalOfBody(body)));
  const isLastAnswer = closeInTime(server);
  // What has not said how long it may be kept is personal.
  server.addHook('onSend', (_request, reply, payload, done) => {
    if (!reply.hasHeader('Cache-Control')) reply.header('Cache-Control', 'no-store');
    if (isLastAnswer()) reply.header('Connection', 'close');
    done(null, payload);
  });
  return adapter;
}

/** JSON as Fastify reads it; but a client that names JSON as the type of everything, and sends nothing, sends nothing. */
function readJson(server: FastifyInstance): void {
  const parse = server.getDefaultJsonParser('error', 'error');
  server.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null);
    else void parse(request, body, done);
  });
}

/** No host or two (RFC 9112 §3.2), and a body that would have to be unpacked (RFC 9110 §15.5.16), are refused unread. */
function refusalOf({ httpVersion, headers: { host, 'content-encoding': encoding } }: IncomingMessage): Problem | null {
  const hasOneHost = host === undefined ? httpVersion === '1.0' : !host.includes(',');
  if (!hasOneHost) return new Problem('invalid-request');
  const isPacked = encoding !== undefined && encoding.toLowerCase() !== 'identity';
  return isPacked ? new Problem('unsupported-media-type') : null;
}

/** A problem as a whole HTTP/1.1 message, for a request that was too broken to be parsed. */
function rawProblem(status: 400 | 408 | 431): string {
  const problem = problemOf({ statusCode: status });
  const occurrence = { language: defaultLanguage, instance: '/', traceId: traceIdOf({ headers: {} }) };
  const body = JSON.stringify(problemDocument(problem, occurrence));
  return [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    `Content-Type: ${problemMediaType}`,
    `Content-Language: ${defaultLanguage}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Cache-Control: no-store',
    'Connection: close',
    '',
    body,
  ].join('\r\n');
}
