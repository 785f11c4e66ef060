import type { FastifyReply, FastifyRequest } from 'fastify';
import { createYoga, type CORSOptions } from 'graphql-yoga';
import { isLocalOrigin } from '../http/doors.js';
import type { Platform } from '../platform.js';
import { contextOf, type GraphqlContext, type ServerContext } from './context.js';
import { createDialogportenSchema } from './schema.js';

/** Answers questions, and follows events as server-sent ones. */
export type GraphqlHandler = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;

/** Portals on the same machine may ask; none is sent its cookies for it. */
function corsFor({ headers }: Request): CORSOptions | false {
  const origin = headers.get('origin');
  if (origin === null || !isLocalOrigin(origin)) return false;
  const allowedHeaders = ['X-Persona', 'Authorization', 'Content-Type', 'Accept'];
  return { origin: [origin], credentials: false, methods: ['POST'], allowedHeaders };
}

export function createGraphqlHandler(platform: Platform, endpoint: string): GraphqlHandler {
  const yoga = createYoga<ServerContext, GraphqlContext>({
    graphqlEndpoint: `${endpoint}*`,
    schema: createDialogportenSchema(platform),
    context: ({ req }) => contextOf(platform, req),
    cors: corsFor,
    graphiql: false,
    landingPage: false,
    logging: false,
    maskedErrors: true,
  });
  return async (request, reply) => {
    const response = await yoga.handleNodeRequestAndResponse(request, reply, { req: request });
    for (const [name, value] of response.headers) reply.header(name, value);
    return reply.status(response.status).send(response.body);
  };
}
