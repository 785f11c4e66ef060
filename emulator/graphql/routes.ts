import type { FastifyInstance } from 'fastify';
import type { Platform } from '../platform.js';
import type { GraphqlHandler } from './graphql-server.js';

const prefix = '/dialogporten';

/**
 * Dialogporten's GraphQL: `/graphql` for questions, `/graphql/stream` for events. Its modules are loaded with the first
 * request: most stand-ins serve the REST API only.
 */
export function graphqlRoutes(platform: Platform) {
  let handler: Promise<GraphqlHandler> | undefined;

  async function load(): Promise<GraphqlHandler> {
    const { createGraphqlHandler } = await import('./graphql-server.js');
    return createGraphqlHandler(platform, `${prefix}/graphql`);
  }

  return async (app: FastifyInstance): Promise<void> => {
    for (const url of [`${prefix}/graphql`, `${prefix}/graphql/stream`]) {
      app.route({
        url,
        method: ['POST', 'OPTIONS'],
        handler: async (request, reply) => {
          handler ??= load();
          return (await handler)(request, reply);
        },
      });
    }
  };
}
