import { type CanActivate, createParamDecorator, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { StoredDialogs } from '../dialogs/stored-dialogs.js';
import { idInPath } from '../dialogs/uuid-v7.js';
import { firstLevelFor, LoginNeeded, Visitor } from './visitor.js';
import { Sessions } from './sessions.js';

type Visit = FastifyRequest & { user?: unknown };

/**
 * Lets visitors in who are logged in; others are sent to ID-porten, and come back. How they are to log in follows
 * from whose dialog the path names (`:dialogId`).
 */
@Injectable()
export class NavigationGuard implements CanActivate {
  constructor(
    private readonly sessions: Sessions,
    private readonly dialogs: StoredDialogs,
  ) {}

  /**
   * @throws {Problem} `not-found` when the path names no dialog at all, `unavailable` when our database is away.
   * @throws {LoginNeeded} when the visitor is not logged in.
   */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<Visit>();
    const params = request.params as Readonly<Record<string, string>>;
    for (const id of Object.values(params)) idInPath(id);
    const visitor = await this.sessions.visitorOf(request);
    if (visitor === undefined) {
      const { dialogId } = params;
      throw new LoginNeeded(firstLevelFor(dialogId && (await this.dialogs.partyOf(idInPath(dialogId)))));
    }
    request.user = visitor;
    request.callerName = () => visitor.name;
    return true;
  }
}

/** Gives a handler the {@link Visitor} who asks for the page. */
export const Visiting = createParamDecorator((_: unknown, context: ExecutionContext): Visitor => {
  const { user } = context.switchToHttp().getRequest<Visit>();
  if (user instanceof Visitor) return user;
  throw new Error('@Visiting() is for handlers of a @NavigationEndpoint()');
});
