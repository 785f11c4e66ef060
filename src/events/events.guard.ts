import { createHash, timingSafeEqual } from 'node:crypto';
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { Problem } from '../http/problem.js';

/** How callers of `POST /events` are let in, by the name that the route has it by. */
export const eventsAuthentication = 'events';

interface EventRequest {
  readonly query?: unknown;
}

/**
 * Lets in Altinn Events, which signs nothing and sends no token: the address that we have subscribed with holds a secret, and
 * an address with another one is refused. Without `EVENTS_SECRET` nothing is let in.
 */
@Injectable()
export class EventsGuard implements CanActivate {
  private readonly digests: readonly Buffer[];

  constructor({ EVENTS_SECRET }: Settings) {
    this.digests = (EVENTS_SECRET ?? []).map(digest);
  }

  canActivate(context: ExecutionContext): boolean {
    this.admit(context.switchToHttp().getRequest<EventRequest>());
    return true;
  }

  /** Whether any address is let in. */
  get isOpen(): boolean {
    return this.digests.length > 0;
  }

  /** Whether the address of a request has the secret; the comparison takes the same time for any value. */
  knows({ query }: EventRequest): boolean {
    const { code } = Object(query) as { readonly code?: unknown };
    const given = digest(typeof code === 'string' ? code : '');
    return this.digests.map((each) => timingSafeEqual(each, given)).includes(true);
  }

  /** @throws {Problem} `not-found` where there is no secret, `wrong-code` where the address has another one. */
  admit(request: EventRequest): void {
    if (!this.isOpen) throw new Problem('not-found');
    if (!this.knows(request)) throw new Problem('wrong-code');
  }
}

/** Digests are all of one length, which texts that are compared in constant time have to be. */
function digest(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
