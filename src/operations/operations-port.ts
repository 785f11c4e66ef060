import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { operationsRoute } from '../http/operations-routes.js';
import { Problem } from '../http/problem.js';
import type { HttpServerFactory } from '../http/server.js';

export interface OperationsPort {
  readonly port: number;
  readonly host: string;
  readonly createServer: HttpServerFactory;
}

/**
 * Serves the routes of operations on a port of their own, and nothing else there, and them nowhere else. Add it before any
 * route; a request before the server is ready waits until it is.
 *
 * @throws when the port is taken.
 */
export async function separateOperations(
  server: FastifyInstance,
  { port, host, createServer }: OperationsPort,
): Promise<void> {
  const here = new WeakSet<IncomingMessage>();
  const ready = new Promise<void>((resolve) => server.addHook('onReady', async () => resolve()));
  const operations = createServer((request, response) => {
    here.add(request);
    void ready.then(() => server.routing(request, response));
  });
  server.addHook('preParsing', async ({ raw, routeOptions }) => {
    if (operationsRoute.test(routeOptions.url ?? '') !== here.has(raw)) throw new Problem('not-found');
  });
  server.addHook('onClose', async () => {
    operations.closeAllConnections();
    await new Promise((resolve) => operations.close(resolve));
  });
  await new Promise<void>((resolve, reject) => {
    operations.once('error', reject).listen(port, host, resolve);
  });
}
