import type { FastifyInstance } from 'fastify';

type Routes = (app: FastifyInstance) => Promise<void>;

/**
 * Gives a group of routes the name that Fastify calls it by. For one that has none Fastify looks through everything that
 * is loaded, twice, which in Jest takes longer than the rest of a start.
 */
export function named(name: string, routes: Routes): Routes {
  return Object.assign(routes, { [Symbol.for('fastify.display-name')]: name });
}
