import { randomUUID } from 'node:crypto';
import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Database } from '../database/database.js';
import { ServiceClock } from '../time/service-clock.js';
import type { Identity } from './id-porten.js';
import { type Level, Visitor } from './visitor.js';
import { sessionSeconds } from './session-cookies.js';
import {
  deleteSession,
  deleteSessionsFrom,
  forgetExpiredSessions,
  insertSession,
  isLive,
} from './sessions.repository.js';

const cleanEveryMs = 300_000;

/**
 * The logged-in user of each browser. The contents of a session are in its cookie; its validity is in our database. So
 * ID-porten's front-channel logout, which comes without our cookie, ends it at every replica, and a cookie that was
 * copied is worth nothing afterwards.
 */
@Injectable()
export class Sessions implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(Sessions.name);
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly clock: ServiceClock,
    private readonly database: Database,
  ) {}

  onApplicationBootstrap(): void {
    void this.clean();
    this.timer = setInterval(() => void this.clean(), cleanEveryMs).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /**
   * Logs a visitor in. The session that the browser had before is over: that of another person, and at a step-up the one of
   * the lower level, so that no copy of its cookie is worth anything.
   */
  async begin(request: FastifyRequest, { urn, level, idPortenSession }: Identity, askedFor: Level): Promise<void> {
    const earlier = request.pageSession.get('session');
    const id = randomUUID();
    const expiresAt = new Date(this.clock.now().getTime() + sessionSeconds * 1000);
    await this.database.transaction(async ({ queries }) => {
      if (earlier !== undefined) await deleteSession(queries, earlier.id);
      await insertSession(queries, { id, idPortenSession, expiresAt });
    });
    request.pageSession.regenerate();
    request.pageSession.set('session', { id, urn, level, askedFor });
    const caller = new Visitor(urn, level, askedFor).name;
    const before = earlier && new Visitor(earlier.urn, earlier.level, earlier.askedFor).name;
    this.logger.log({ msg: 'a visitor logged in', caller, level, askedFor, before, traceId: request.id });
  }

  /**
   * The visitor who sent a request.
   *
   * @returns `undefined` when the visitor is not logged in.
   * @throws {Problem} `unavailable` when our database is away.
   */
  async visitorOf({ pageSession }: FastifyRequest): Promise<Visitor | undefined> {
    const session = pageSession.get('session');
    if (session === undefined) return undefined;
    const { id, urn, level, askedFor } = session;
    const isGood = await this.database.lookUp((queries) => isLive(queries, id, this.clock.now()));
    return isGood ? new Visitor(urn, level, askedFor) : undefined;
  }

  /** Logs out the sender of a request. @returns whether they were logged in. */
  async end({ pageSession, id: traceId }: FastifyRequest): Promise<boolean> {
    const session = pageSession.get('session');
    pageSession.delete();
    if (session === undefined) return false;
    await this.database.run((queries) => deleteSession(queries, session.id));
    const caller = new Visitor(session.urn, session.level, session.askedFor).name;
    this.logger.log({ msg: 'a visitor logged out', caller, traceId });
    return true;
  }

  /** Logs out everywhere the visitor who has that session at ID-porten. */
  async endFrom(idPortenSession: string): Promise<void> {
    const ended = await this.database.run((queries) => deleteSessionsFrom(queries, idPortenSession));
    if (ended > 0) this.logger.log({ msg: 'a visitor logged out at ID-porten', sessions: ended });
  }

  private async clean(): Promise<void> {
    await this.database
      .run((queries) => forgetExpiredSessions(queries, this.clock.now()))
      .catch((error: Error) => this.logger.warn({ msg: 'a periodic task failed', reason: error.message }));
  }
}
