import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { createYoga } from 'graphql-yoga';
import type { Platform } from '../platform.js';
import { contextOf, type GraphqlContext, type ServerContext } from './context.js';
import { createDialogportenSchema } from './schema.js';

/** Dialogporten's GraphQL: `/graphql` for questions, `/graphql/stream` for events (server-sent). */
export function graphqlRoutes(platform: Platform) {
  const yoga = createYoga<ServerContext, GraphqlContext>({
    graphqlEndpoint: '/dialogporten/graphql*',
    schema: createDialogportenSchema(platform),
    context: ({ req }) => contextOf(platform, req),
    cors: { origin: '*', methods: ['POST'], allowedHeaders: ['X-Persona', 'Authorization', 'Content-Type', 'Accept'] },
    graphiql: false,
    landingPage: false,
    logging: false,
    maskedErrors: true,
  });

  return async (app: FastifyInstance): Promise<void> => {
    const handler = async (request: FastifyRequest, reply: FastifyReply) => {
      const response = await yoga.handleNodeRequestAndResponse(request, reply, { req: request });
      for (const [name, value] of response.headers) reply.header(name, value);
      return reply.status(response.status).send(response.body);
    };
    for (const url of ['/graphql', '/graphql/stream']) {
      app.route({ url, method: ['POST', 'OPTIONS'], handler });
    }
  };
}
