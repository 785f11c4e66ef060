import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { BareRefusal, EmptyRefusal, PlatformProblem, problemDocument } from './problem.js';
import { RouteMethods } from './route-methods.js';
import { traceIdOf } from './trace-id.js';

/** Answers every failure as Dialogporten does: problem details, or no body where ASP.NET Core has the word. */
export function addProblemResponses(app: FastifyInstance): void {
  const methods = new RouteMethods();
  app.addHook('onRoute', ({ method, url }) => methods.add(method, url));

  app.setErrorHandler<FastifyError | PlatformProblem | EmptyRefusal | BareRefusal>(async (error, request, reply) => {
    if (error instanceof PlatformProblem) return answer(request, reply, error);
    if (error instanceof BareRefusal) return reply.code(error.status).type(error.contentType).send(error.body);
    if (error instanceof EmptyRefusal)
      return reply
        .code(error.status)
        .headers({ ...error.headers })
        .send();
    if (error.statusCode === 415) return reply.code(415).send();
    const status = error.statusCode ?? 500;
    return answer(request, reply, new PlatformProblem(status, status < 500 ? { body: [error.message] } : {}));
  });

  app.setNotFoundHandler(async (request, reply) => {
    const allowed = methods.of(request.url.split('?', 1)[0]!);
    if (allowed.length === 0) return reply.code(404).send();
    return reply.code(405).header('allow', allowed.join(', ')).send();
  });
}

function answer(request: FastifyRequest, reply: FastifyReply, problem: PlatformProblem): object {
  const { status, errors, mediaType } = problem;
  reply.code(status).type(`${mediaType}; charset=utf-8`);
  return problemDocument(status, errors, request.url.split('?', 1)[0]!, traceIdOf(request));
}
