import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { callerPseudonym, scrub } from '../logging/personal-data.js';
import { isLanguage, type Language, negotiateLanguage } from './languages.js';
import { Problem, problemDocument, problemMediaType, type ProblemName, type ProblemOptions } from './problem.js';
import { problemKinds } from './problem-kinds.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** The problem that the request was answered with, where it was refused or failed. */
    problem: ProblemName | undefined;
  }
}

const kindOfStatus: Readonly<Record<number, ProblemName>> = {
  400: 'invalid-request',
  401: 'missing-token',
  403: 'missing-action',
  404: 'not-found',
  408: 'request-timeout',
  413: 'payload-too-large',
  414: 'uri-too-long',
  415: 'unsupported-media-type',
  429: 'rate-limited',
  431: 'header-too-large',
  503: 'unavailable',
};

/** An exception of a module that knows nothing of problems, but names the kind of its refusal as we do. */
type NamedRefusal = HttpException & { readonly kind: ProblemName } & Pick<ProblemOptions, 'headers' | 'members'>;

function isNamedRefusal(exception: unknown): exception is NamedRefusal {
  if (!(exception instanceof HttpException) || !('kind' in exception)) return false;
  return typeof exception.kind === 'string' && Object.hasOwn(problemKinds, exception.kind);
}

/** The problem for an exception of a module, of Nest or of Fastify; anything unforeseen is a fault of ours. */
export function problemOf(exception: unknown): Problem {
  if (exception instanceof Problem) return exception;
  if (isNamedRefusal(exception)) {
    const { kind, headers, members, cause } = exception;
    return new Problem(kind, { ...(headers && { headers }), ...(members && { members }), cause });
  }
  const status =
    exception instanceof HttpException ? exception.getStatus() : (exception as { statusCode?: unknown })?.statusCode;
  const kind = kindOfStatus[Number(status)] ?? (isClientError(status) ? 'invalid-request' : 'internal-error');
  return new Problem(kind, {
    ...(kind === 'missing-token' && { headers: { 'WWW-Authenticate': 'Bearer' } }),
    cause: exception,
  });
}

function isClientError(status: unknown): boolean {
  return typeof status === 'number' && status >= 400 && status < 500;
}

/** The language that the caller asked for: by `lang` in the URL, else by `Accept-Language`. */
export function languageOf(request: Pick<FastifyRequest, 'query' | 'headers'>): Language {
  const { lang } = (request.query ?? {}) as { lang?: unknown };
  return isLanguage(lang) ? lang : negotiateLanguage(request.headers['accept-language']);
}

/**
 * Characters that may not stand unencoded in the path of a URI (RFC 3986 §3.3); a client may have sent them all the
 * same.
 */
const notInPaths = /[^\w.~:/@!$&'()*+,;=%-]|%(?![0-9a-f]{2})/gi;

/** The path that was asked for, without its query, and without what is personal in it, however it is encoded. */
export function instanceOf({ url }: Pick<FastifyRequest, 'url'>): string {
  const [path = '/'] = url.split('?', 1);
  return pathWithoutPersons(path).replaceAll(notInPaths, encodeURIComponent);
}

function pathWithoutPersons(path: string): string {
  try {
    const decoded = decodeURIComponent(path);
    return scrub(decoded) === decoded ? path : encodeURI(scrub(decoded));
  } catch {
    return scrub(path);
  }
}

/** Answers a request with a problem. Every refusal and failure of the service leaves through here. */
export function sendProblem(problem: Problem, request: FastifyRequest, reply: FastifyReply): void {
  const language = languageOf(request);
  request.problem = problem.kind;
  for (const [name, value] of Object.entries(problem.headers)) reply.header(name, value);
  if (problem.status === 503 && problem.headers['Retry-After'] === undefined) reply.header('Retry-After', '5');
  const vary = String(reply.getHeader('Vary') ?? '');
  reply
    .status(problem.status)
    .header('Content-Type', problemMediaType)
    .header('Content-Language', language)
    .header('Cache-Control', 'no-store')
    .header('Vary', [...new Set([...vary.split(/,\s*/).filter(Boolean), 'Accept-Language'])].join(', '))
    .send(JSON.stringify(problemDocument(problem, { language, instance: instanceOf(request), traceId: request.id })));
}

/** Turns all exceptions of handlers, guards, pipes and the framework into problem details (RFC 9457). */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger(ProblemFilter.name);

  catch(exception: unknown, host: ArgumentsHost): void | Promise<void> {
    this.answer(exception, host);
  }

  protected answer(exception: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const problem = problemOf(exception);
    if (problem.status >= 500) this.logFailure(problem, request);
    else if ((problem.status === 401 || problem.status === 403) && problem.kind !== 'missing-token') {
      this.logRefusal(problem, request);
    }
    this.send(problem, request, http.getResponse<FastifyReply>());
  }

  protected send(problem: Problem, request: FastifyRequest, reply: FastifyReply): void {
    sendProblem(problem, request, reply);
  }

  private logFailure(problem: Problem, request: FastifyRequest): void {
    const err = problem.cause instanceof Error ? problem.cause : problem;
    this.logger.error({ msg: 'a request failed', problem: problem.kind, ...whereaboutsOf(request), err });
  }

  /** Callers that try tokens which are no good have to be found; the reason quotes nothing of them. A visitor has no token. */
  private logRefusal(problem: Problem, request: FastifyRequest): void {
    const reason = problem.cause instanceof Error ? problem.cause.message : undefined;
    const msg = request.headers.authorization === undefined ? 'a visitor was refused' : 'a token was refused';
    this.logger.log({ msg, problem: problem.kind, reason, ...whereaboutsOf(request) });
  }
}

/** The request by its route, and the caller by a pseudonym: its URL and its address may be personal. */
function whereaboutsOf(request: FastifyRequest) {
  const { method, routeOptions, id: traceId } = request;
  return { method, route: routeOptions.url ?? 'none', caller: callerPseudonym(request), traceId };
}
