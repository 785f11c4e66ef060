import type { IncomingMessage } from 'node:http';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { readJsonBodies } from './bodies.js';
import { refusalOfAddress, refusalOfBody } from './body-shape.js';
import { closeInTime } from './connections.js';
import { isAllowed } from './cors.js';
import { limitHeaders } from './header-limits.js';
import { problemOf, sendProblem } from './problem.filter.js';
import { Problem } from './problem.js';
import type { HttpServerFactory } from './server.js';
import { traceIdOf } from '../logging/trace-id.js';

/** Settings of the HTTP server. */
export interface AdapterOptions {
  readonly trustProxy: boolean | string;
  readonly corsOrigins: readonly string[];
  readonly createServer: HttpServerFactory;
}

/** The longest path parameter that any route takes, in characters: idempotent ids are 36. */
const maxParamLength = 200;

/** The longest query that is parsed, in characters: ID-porten's redirects are far shorter. */
const longestQuery = 4_000;

/**
 * The Fastify server under Nest. It reads JSON and nothing else. A request that Fastify refuses before any hook or
 * filter has run (a malformed URL) gets problem details and CORS headers here.
 */
export function createAdapter({ trustProxy, corsOrigins, createServer }: AdapterOptions): FastifyAdapter {
  const adapter = new FastifyAdapter({
    trustProxy,
    forceCloseConnections: 'idle',
    // Fastify's own is no problem document, and a browser from elsewhere may not read it.
    return503OnClosing: false,
    serverFactory: createServer,
    // The server has seen to it.
    clientErrorHandler: () => undefined,
    routerOptions: { maxParamLength, ignoreTrailingSlash: true },
    genReqId: (request: IncomingMessage) => traceIdOf(request),
    rewriteUrl: ({ url = '/' }) => (hasLongQuery(url) ? url.slice(0, url.indexOf('?')) : url),
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
      const { origin } = request.headers;
      reply.header('Vary', 'Origin');
      if (isAllowed(origin, corsOrigins)) reply.header('Access-Control-Allow-Origin', origin);
      sendProblem(problemOf(error), request, reply);
    },
  });
  const server = adapter.getInstance();
  server.decorateRequest('problem', undefined);
  server.addHook('onRequest', ({ raw: { headers } }, _reply, done) => {
    limitHeaders(headers);
    done();
  });
  readJsonBodies(server);
  server.addHook('preParsing', (request, _reply, payload, done) => done(refusalOf(request), payload));
  server.addHook('preValidation', ({ query, params, body }, _reply, done) => {
    done(refusalOfAddress(query, params) ?? refusalOfBody(body));
  });
  closeInTime(server);
  // A response without a lifetime of its own is personal.
  server.addHook('onSend', (_request, reply, payload, done) => {
    if (!reply.hasHeader('Cache-Control')) reply.header('Cache-Control', 'no-store');
    if (server.endsConnections()) reply.header('Connection', 'close');
    done(null, payload);
  });
  return adapter;
}

function hasLongQuery(url: string): boolean {
  const start = url.length > longestQuery ? url.indexOf('?') : -1;
  return start !== -1 && url.length - start > longestQuery;
}

/** No host or two (RFC 9112 §3.2), a query that is too long, and a body that would have to be unpacked (RFC 9110 §15.5.16), are refused unread. */
function refusalOf({ originalUrl, raw }: FastifyRequest): Problem | null {
  const {
    httpVersion,
    headers: { host, 'content-encoding': encoding },
  } = raw;
  const hasOneHost = host === undefined ? httpVersion === '1.0' : !host.includes(',');
  if (!hasOneHost) return new Problem('invalid-request');
  if (hasLongQuery(originalUrl)) return new Problem('uri-too-long');
  const isPacked = encoding !== undefined && encoding.toLowerCase() !== 'identity';
  return isPacked ? new Problem('unsupported-media-type') : null;
}
