import { type CanActivate, createParamDecorator, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { idInPath } from '../dialogs/uuid-v7.js';
import type { Level } from './level.js';
import { LoginNeeded } from './login-needed.js';
import { Sessions } from './sessions.js';
import { Visitor } from './visitor.js';

/** What a page asks for before it knows whose dialog it is about. */
const firstLevel: Level = 3;

type Visit = FastifyRequest & { user?: unknown };

/** Lets people in who are logged in; whoever is not is sent to ID-porten, and comes back. */
@Injectable()
export class NavigationGuard implements CanActivate {
  constructor(private readonly sessions: Sessions) {}

  /**
   * @throws {Problem} `not-found` when the path names no dialog at all, `unavailable` when our database is away.
   * @throws {LoginNeeded} when nobody is logged in.
   */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<Visit>();
    for (const id of Object.values(request.params as Readonly<Record<string, string>>)) idInPath(id);
    const visitor = await this.sessions.visitorOf(request);
    if (visitor === undefined) throw new LoginNeeded(firstLevel);
    request.user = visitor;
    return true;
  }
}

/** Gives a handler the {@link Visitor} who asks for the page. */
export const Visiting = createParamDecorator((_: unknown, context: ExecutionContext): Visitor => {
  const { user } = context.switchToHttp().getRequest<Visit>();
  if (user instanceof Visitor) return user;
  throw new Error('@Visiting() is for handlers of a @NavigationEndpoint()');
});
