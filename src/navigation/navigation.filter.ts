import { type ArgumentsHost, Catch } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Settings } from '../config/settings.js';
import { languageOf, ProblemFilter } from '../http/problem.filter.js';
import { pageHeaders, writePage } from '../pages/html-page.js';
import type { Problem } from '../http/problem.js';
import { LoginNeeded } from './visitor.js';
import { Logins } from './logins.js';
import { problemPage } from './dialog-page.js';

/**
 * Failures where people come by a link: a login that is needed leads to ID-porten, and any other problem is shown on a
 * page. Clients that did not ask for HTML get problem details as everywhere.
 */
@Catch()
export class NavigationFilter extends ProblemFilter {
  constructor(
    private readonly logins: Logins,
    private readonly settings: Settings,
  ) {
    super();
  }

  override async catch(exception: unknown, host: ArgumentsHost): Promise<void> {
    if (!(exception instanceof LoginNeeded)) {
      this.answer(exception, host);
      return;
    }
    const http = host.switchToHttp();
    try {
      await this.logins.start(exception.level, http.getRequest(), http.getResponse());
    } catch (error) {
      this.answer(error, host);
    }
  }

  protected override send(problem: Problem, request: FastifyRequest, reply: FastifyReply): void {
    if (!wantsPage(request)) {
      super.send(problem, request, reply);
      return;
    }
    const language = languageOf(request);
    request.problem = problem.kind;
    const { 'WWW-Authenticate': _, ...headers } = problem.headers;
    reply
      .status(problem.status)
      .headers({ ...headers, ...(problem.status === 503 && { 'Retry-After': headers['Retry-After'] ?? '5' }) })
      .headers({ ...pageHeaders, 'Content-Language': language, Vary: 'Accept, Accept-Language, Cookie' })
      .send(writePage(problemPage(problem, language, this.settings.PUBLIC_URL)));
  }
}

function wantsPage({ headers: { accept = '', authorization } }: FastifyRequest): boolean {
  return authorization === undefined && accept.includes('text/html');
}
