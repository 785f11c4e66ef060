import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type FieldMessages, PlatformProblem, problemDocument } from './problem.js';
import { traceIdOf } from './trace-id.js';

/** Answers every failure as problem details: ours, Fastify's own (body too large, wrong type) and unknown paths. */
export function addProblemResponses(app: FastifyInstance): void {
  app.setErrorHandler<FastifyError | PlatformProblem>(async (error, request, reply) => {
    if (error instanceof PlatformProblem)
      return answer(request, reply.headers(error.headers), error.status, error.errors);
    const status = error.statusCode ?? 500;
    return answer(request, reply, status, status < 500 ? { body: [error.message] } : {});
  });
  app.setNotFoundHandler(async (request, reply) => answer(request, reply, 404, {}));
}

function answer(request: FastifyRequest, reply: FastifyReply, status: number, errors: FieldMessages): object {
  reply.code(status).type('application/problem+json');
  return problemDocument(status, errors, request.url.split('?', 1)[0]!, traceIdOf(request));
}
