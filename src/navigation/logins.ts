import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Settings } from '../config/settings.js';
import { languageOf } from '../http/problem.filter.js';
import { Problem } from '../http/problem.js';
import { IdPorten } from './id-porten.js';
import type { Level } from './visitor.js';
import type { StartedLogin } from './session-cookies.js';
import { Sessions } from './sessions.js';
import { isLanguage } from '../http/languages.js';

/** Most pages that may wait for a login at a time in one browser: a cookie holds no more. */
const mostStarted = 4;

/** Takes people to ID-porten and back to the page that they asked for. */
@Injectable()
export class Logins {
  constructor(
    private readonly settings: Settings,
    private readonly idPorten: IdPorten,
    private readonly sessions: Sessions,
  ) {}

  /**
   * Sends the browser to ID-porten.
   *
   * @throws {Problem} `unavailable` when ID-porten does not answer.
   */
  async start(level: Level, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { url, pending } = await this.idPorten.start(level, languageOf(request));
    const login: StartedLogin = { ...pending, returnTo: ownPath(request) };
    request.pageLogin.set('started', [login, ...this.started(request)].slice(0, mostStarted));
    redirect(reply, url.href);
  }

  /**
   * Takes in whom ID-porten has sent back. Each answer is good once, in the browser that the login was started in.
   *
   * @throws {Problem} `login-failed`, `unavailable`, or `insufficient-level` when ID-porten gave less than it was asked for.
   */
  async finish(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { state } = request.query as { state?: unknown };
    const started = this.started(request);
    const login = started.find((each) => each.state === state);
    if (login === undefined) throw new Problem('login-failed');
    request.pageLogin.set(
      'started',
      started.filter((each) => each !== login),
    );
    const [, query = ''] = request.url.split(/\?(.*)/s);
    const identity = await this.idPorten.finish(query, login);
    await this.sessions.begin(request, identity, login.level);
    redirect(reply, `${this.settings.PUBLIC_URL}${login.returnTo}`);
  }

  private started({ pageLogin }: FastifyRequest): readonly StartedLogin[] {
    return pageLogin.get('started') ?? [];
  }
}

/** A redirect that is not cached, and that says nothing of where it came from. */
export function redirect(reply: FastifyReply, url: string): void {
  reply.status(302).headers({ Location: url, 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' }).send();
}

/**
 * The path of the page that was asked for, to come back to: made of our own route and its parameters, not of what the
 * browser wrote, so that it leads nowhere else.
 */
export function ownPath({ routeOptions, params, query }: FastifyRequest): string {
  const values = params as Readonly<Record<string, string>>;
  const path = String(routeOptions.url).replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(values[name] ?? ''));
  const { lang } = query as { lang?: unknown };
  return isLanguage(lang) ? `${path}?lang=${lang}` : path;
}
