import { normalizeIP } from '@fastify/rate-limit';
import { Logger } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Arrivals } from './arrivals.js';
import { bodyLimitOf, hasBody } from './bodies.js';
import { Problem } from './problem.js';
import { problemOf, sendProblem } from './problem.filter.js';
import { type RateLimit, rateLimit } from './rate-limit.js';
import type { Shed } from './server.js';
import { forOrchestrators } from './operations-routes.js';
import { shedding } from './shedding.js';
import { Turns } from './turns.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The way in which a route's callers are let in, by its name. */
    authentication?: string;
    /** Whether a request without an `Authorization` header comes in as a visitor by its address. */
    isAuthenticationOptional?: boolean;
  }

  interface FastifyRequest {
    /** The caller, once it is known. It may name a person: not for logs. */
    caller: string;
    /** Names the same, as it may be logged. */
    callerName: (() => string) | undefined;
    /** Ends the caller's turn. */
    turn: (() => void) | undefined;
  }
}

/** A caller whose token is good. */
export interface AdmittedCaller {
  /** Everything with the same key is counted together, and takes turns. It may name a person: not for logs. */
  readonly key: string;
  /** Names the caller as it may be logged: asked for only where it is. */
  readonly name: () => string;
}

/** One way in which callers are let in. */
export interface Authentication {
  /**
   * Lets a caller in.
   *
   * @throws the refusal of a caller that may not come in.
   */
  admit(request: FastifyRequest, reply: FastifyReply): AdmittedCaller | Promise<AdmittedCaller>;
  /** Whether admitting the request costs next to nothing, because its token has been verified before. */
  readonly isKnown?: (request: FastifyRequest) => boolean;
  /** Requests that one caller may make in a minute; 0: any number. */
  readonly perMinute: number;
}

export interface AdmissionOptions {
  /** By the names that routes have in their configuration. */
  readonly authentications: Readonly<Record<string, Authentication>>;
  /** Requests without a good token that one address may make in a minute; 0: any number. */
  readonly perMinute: number;
  /** How many requests may be at work at the same time. */
  readonly mostAtWork: number;
  /** Whose pages may read that a request was refused. */
  readonly corsOrigins: readonly string[];
  /** Is told of every request that was refused before Fastify had it. */
  readonly onShed: (method: string) => void;
}

/** How many requests of one caller are at work at a time: fewer than there are connections to our database. */
const turnsAtOnce = 8;

/**
 * A multiple of an address's limit of refused tokens in a minute, beyond which only tokens that are known already are
 * accepted from it. Between the limit and this multiple every bad token is refused as too many requests, while a good
 * token still passes: so a neighbour behind the same address is not locked out by a few bad ones.
 */
const refusalsPerLimit = 2;

/** Those who are refused are to come again within so many seconds, each at another time, so that they do not come together. */
const longestRetryAfter = 5;

/** How often, in milliseconds, the log says that requests are refused for want of a turn; metrics count them. */
const betweenWarningsMs = 10_000;

/** Decides which requests come in. */
class Admission {
  readonly countAddress: RateLimit;
  private readonly logger = new Logger('Admission');
  private readonly refusals: RateLimit;
  private readonly turns: Turns;
  private readonly arrivals = new Arrivals();
  private warnedAt = -Infinity;

  constructor(server: FastifyInstance, { perMinute, mostAtWork }: AdmissionOptions) {
    this.turns = new Turns({ ofCaller: turnsAtOnce, altogether: mostAtWork });
    this.countAddress = rateLimit(server, perMinute);
    this.refusals = rateLimit(server, perMinute * refusalsPerLimit);
  }

  get isFull(): boolean {
    return this.turns.areTaken;
  }

  /** The overload is no failure of the request that is refused, and so the log tells of it now and then only. */
  retryAfter(): string {
    const now = performance.now();
    if (now - this.warnedAt > betweenWarningsMs) {
      this.warnedAt = now;
      this.logger.warn({ msg: 'more requests come than this process can work on: some are answered 503' });
    }
    return String(1 + Math.floor(Math.random() * longestRetryAfter));
  }

  /** Instead of a token, before the body is read: a browser that asks for a file, of which all at an address count as one. */
  async letInVisitor(request: FastifyRequest): Promise<void> {
    await this.countAddress.count(request);
    request.caller = `address ${normalizeIP(request.ip)}`;
  }

  /** Before the body is read. */
  async letIn(authentication: Authentication, limit: RateLimit, request: FastifyRequest, reply: FastifyReply) {
    if (authentication.isKnown?.(request) !== true) await this.refusals.check(request);
    const { key, name } = await this.authenticate(authentication, request, reply);
    request.caller = key;
    request.callerName = name;
    await limit.count(request);
    const { raw } = request;
    if (raw.complete || !hasBody(raw.headers)) return;
    const giveWay = () => raw.complete || raw.socket.destroy();
    raw.once('close', this.arrivals.begin(key, giveWay, bodyLimitOf(request)));
  }

  /** When the body has been read. */
  async takeTurn(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
    if (this.isFull) {
      sendProblem(new Problem('overloaded', { headers: { 'Retry-After': this.retryAfter() } }), request, reply);
      return reply;
    }
    const { caller, bodyLength } = request;
    const waited = this.arrivals.wait(caller, bodyLength);
    if (waited === undefined) throw busy();
    try {
      const turn = this.turns.take(caller);
      if (turn === false) throw busy();
      if (turn !== undefined) await turn;
    } finally {
      waited();
    }
    request.turn = () => this.turns.end(caller);
    // A caller that has hung up in the meantime is not worth the work.
    if (request.raw.socket.destroyed) throw new Problem('request-timeout');
    return undefined;
  }

  private async authenticate(
    way: Authentication,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<AdmittedCaller> {
    try {
      return await way.admit(request, reply);
    } catch (refusal) {
      // Without keys nothing is verified, and nothing refused.
      if (problemOf(refusal).status !== 503) {
        await this.refusals.count(request);
        await this.countAddress.count(request);
      }
      throw refusal;
    }
  }
}

/**
 * Admits requests. Before any body is read, callers are authenticated and counted; once it has been read, each takes
 * its turn. Where all turns are taken, only requests of orchestrators come in. Callers are counted by the user or
 * client of their token, so that no other caller can use up their limit; without a good token, or where none is needed,
 * by their address. Add it before any route.
 *
 * @returns what refuses a request before Fastify has it
 */
export function admitCallers(server: FastifyInstance, options: AdmissionOptions): Shed {
  const admission = new Admission(server, options);
  const ways = new Map(
    Object.entries(options.authentications).map(([name, authentication]) => [
      name,
      { authentication, limit: rateLimit(server, authentication.perMinute, ({ caller }) => caller) },
    ]),
  );

  server.decorateRequest('caller', '');
  server.decorateRequest('callerName', undefined);
  server.decorateRequest('turn', undefined);
  server.addHook('preParsing', async (request) => {
    const { config, url } = request.routeOptions;
    if (config.authentication === undefined && !forOrchestrators.test(url ?? '')) {
      await admission.countAddress.count(request);
    }
  });
  server.addHook('onRoute', (route) => {
    const way = ways.get(route.config?.authentication ?? '');
    if (way === undefined) return;
    const isOptional = route.config?.isAuthenticationOptional === true;
    const letIn = (request: FastifyRequest, reply: FastifyReply): Promise<void> =>
      isOptional && request.headers.authorization === undefined
        ? admission.letInVisitor(request)
        : admission.letIn(way.authentication, way.limit, request, reply);
    const takeTurn = (request: FastifyRequest, reply: FastifyReply) => admission.takeTurn(request, reply);
    route.preParsing = [route.preParsing ?? [], letIn].flat();
    route.preValidation = [route.preValidation ?? [], takeTurn].flat();
  });
  server.addHook('onSend', (request, _reply, payload, done) => {
    endTurn(request);
    done(null, payload);
  });
  const refuse = shedding({
    corsOrigins: options.corsOrigins,
    retryAfter: () => admission.retryAfter(),
    endsConnections: () => server.endsConnections(),
    onShed: options.onShed,
  });
  return (...exchange) => admission.isFull && refuse(...exchange);
}

function busy(): Problem {
  return new Problem('rate-limited', { headers: { 'Retry-After': '1' } });
}

/**
 * Ends the turn of a request before it has been answered: the rest of its handling only waits, and uses no resources.
 * Else the turn ends with the answer.
 */
export function endTurn(request: FastifyRequest): void {
  const end = request.turn;
  request.turn = undefined;
  end?.();
}
