import { createServer, type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { type HttpHandler, type PipelineLimits, Pipelines } from './pipeline.js';
import { problemDocument, problemMediaType, type ProblemName } from './problem.js';
import type { Header } from './security-headers.js';
import { defaultLanguage } from './languages.js';
import { problemOf } from './problem.filter.js';
import { traceIdOf } from '../logging/trace-id.js';

/** An incomplete request that was given up. */
export interface GivenUp {
  readonly problem: ProblemName;
  /** The address at the other end, which may be that of a proxy. */
  readonly address: string | undefined;
  /** The request whose body did not arrive, where its headers did. */
  readonly request: IncomingMessage | undefined;
}

/**
 * Answers a request that is to be refused before anything is done for it.
 *
 * @param headers of every answer
 * @returns whether it did
 */
export type Shed = (request: IncomingMessage, response: ServerResponse, headers: readonly Header[]) => boolean;

export interface HttpServerOptions {
  /** Headers of every answer. */
  readonly headers: readonly Header[];
  /** Is told of every connection that was given up, unless nothing had been sent on it. */
  readonly onGivenUp: (givenUp: GivenUp) => void;
  /** Refuses a request before anything is done for it. Default: never. */
  readonly shed?: Shed;
  readonly timeouts?: Partial<Timeouts>;
  readonly pipelines?: Partial<PipelineLimits>;
}

/** All in milliseconds. */
interface Timeouts {
  /** How long headers may take to come in. */
  readonly headers: number;
  /** How long a whole request may. */
  readonly request: number;
  /** How long nothing may happen on a connection while it is used: longer than the slowest answer takes. */
  readonly inactivity: number;
  /** How long nothing may happen between two requests: longer than a proxy keeps the connection. */
  readonly keepAlive: number;
  readonly betweenLooks: number;
  /** How long a peer has to read why it was given up. */
  readonly lingering: number;
}

/** Makes an HTTP server for that handler. */
export type HttpServerFactory = (handler: HttpHandler) => Server;

/** A dialog token of just under 16 KB, and the other headers that a browser and the proxies before us send. */
export const maxHeaderSize = 32 * 1024;

/** More connections than a process serves well are left to the other replicas, or to the next moment. */
const maxConnections = 10_000;

const defaults: Timeouts = {
  headers: 10_000,
  request: 20_000,
  inactivity: 60_000,
  keepAlive: 72_000,
  betweenLooks: 1_000,
  lingering: 1_000,
};

/** The kind of a request that is too broken, too large or too slow to be parsed, by the code of Node's error. */
const refusals = {
  HPE_HEADER_OVERFLOW: { status: 431, problem: 'header-too-large' },
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, problem: 'request-timeout' },
} as const;

const broken = { status: 400, problem: 'invalid-request' } as const;

/**
 * Servers in which every wait, and what one connection keeps in memory, is bounded, for any behaviour of the peer. A
 * request that cannot be parsed is answered with problem details; then the connection is closed, also when the peer
 * does not close it.
 */
export function httpServers({
  headers,
  onGivenUp,
  shed = () => false,
  ...options
}: HttpServerOptions): HttpServerFactory {
  const timeouts = { ...defaults, ...options.timeouts };
  /** At once the connection would be reset, and the answer lost; left open, it would be as long as the peer likes. */
  const refuse = (socket: Socket, status: 400 | 408 | 431): void => {
    socket.end(rawProblem(status, headers));
    setTimeout(() => socket.destroy(), timeouts.lingering).unref();
  };
  return (handler) => {
    const pipelines = new Pipelines(options.pipelines);
    const server = createServer({
      maxHeaderSize,
      headersTimeout: timeouts.headers,
      requestTimeout: timeouts.request,
      keepAliveTimeout: timeouts.keepAlive,
      connectionsCheckingInterval: timeouts.betweenLooks,
      // A second Authorization or Host is then seen, and refused, rather than passed over.
      joinDuplicateHeaders: true,
      // Node.js would answer by itself, without problem details.
      requireHostHeader: false,
    });
    const givenMoreTime = new WeakSet<IncomingMessage>();
    server.setTimeout(timeouts.inactivity, (socket) => {
      const unanswered = pipelines.unansweredOn(socket);
      // A process that was suspended finds every timer run out when it goes on: a request at work gets its time again.
      if (unanswered?.complete !== true || givenMoreTime.has(unanswered)) socket.destroy();
      else {
        givenMoreTime.add(unanswered);
        socket.setTimeout(timeouts.inactivity);
      }
    });
    server.maxConnections = maxConnections;
    pipelines.attach(server, (request, response) => {
      if (shed(request, response, headers)) return;
      for (const [name, value] of headers) response.setHeader(name, value);
      handler(request, response);
    });
    // Node.js would answer without problem details. An expectation may be passed over (RFC 9110 §10.1.1).
    server.on('checkExpectation', (...exchange) => server.emit('request', ...exchange));
    server.on('connect', (_request, socket) => {
      refuse(socket.on('error', () => undefined) as Socket, 400);
    });
    server.on('clientError', (error: Error & { code?: string }, socket: Socket) => {
      const unanswered = pipelines.unansweredOn(socket);
      // Bytes after a whole request do not get a response in its place.
      if (error.code === 'ECONNRESET' || !socket.writable || unanswered?.complete === true) {
        socket.destroy();
        return;
      }
      const { status, problem } = refusals[error.code as keyof typeof refusals] ?? broken;
      refuse(socket, status);
      if (socket.bytesRead > 0) onGivenUp({ problem, address: socket.remoteAddress, request: unanswered });
    });
    return server;
  };
}

/** A problem as a whole HTTP/1.1 message, for a request that was too broken, too large or too slow to be parsed. */
export function rawProblem(status: 400 | 408 | 431, headers: readonly Header[]): string {
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
    ...headers.map(([name, value]) => `${name}: ${value}`),
    '',
    body,
  ].join('\r\n');
}
