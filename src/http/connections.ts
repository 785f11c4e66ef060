import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { forOrchestrators } from './operations-routes.js';
import { sendProblem } from './problem.filter.js';
import { Problem } from './problem.js';

declare module 'fastify' {
  interface FastifyInstance {
    /** From now on each answer ends its connection: a client that comes again finds another replica. */
    endConnections(): void;
    /** Whether each answer ends its connection by now. */
    endsConnections(): boolean;
  }
}

/** How long, in milliseconds, a request that is still coming in may take once we are stopping. */
const patienceMs = 1_000;

/** How long, in milliseconds, answering may take once we are stopping: longer than the slowest write action. */
const longestAnswerMs = 15_000;

const betweenLooksMs = 100;

/**
 * Keeps peers from holding up the end of the server: whole requests are answered, and every other connection is closed
 * after a second, be it idle, or with half a request on it. A request that is whole only then is told to come again.
 * Add it after the hooks of CORS, so that a browser may read that.
 */
export function closeInTime(server: FastifyInstance): void {
  let isClosing = false;
  let isLastAnswer = false;
  /** Every open connection, with the request on it that has not been answered. */
  const connections = new Map<Socket, IncomingMessage | undefined>();

  server.server.on('connection', (socket) => {
    connections.set(socket, undefined);
    socket.once('close', () => connections.delete(socket));
  });
  server.addHook('onRequest', (request, reply, done) => {
    const { raw } = request;
    if (connections.has(raw.socket)) connections.set(raw.socket, raw);
    if (isClosing && !forOrchestrators.test(request.routeOptions.url ?? '')) {
      sendProblem(new Problem('unavailable', { headers: { 'Retry-After': '1' } }), request, reply);
    } else {
      done();
    }
  });
  server.decorate('endConnections', () => {
    isLastAnswer = true;
  });
  server.decorate('endsConnections', () => isLastAnswer);
  server.addHook('onResponse', (request, _reply, done) => {
    const { socket } = request.raw;
    if (connections.has(socket)) connections.set(socket, undefined);
    done();
  });
  server.addHook('preClose', (done) => {
    isClosing = true;
    isLastAnswer = true;
    const stoppingAt = Date.now();
    const timer = setInterval(() => {
      const elapsed = Date.now() - stoppingAt;
      for (const [socket, request] of connections) {
        const isDue = elapsed > (request?.complete === true ? longestAnswerMs : patienceMs);
        if (isDue) socket.destroy();
      }
      if (connections.size === 0) clearInterval(timer);
    }, betweenLooksMs);
    timer.unref();
    done();
  });
}
