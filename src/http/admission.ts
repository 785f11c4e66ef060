import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from './problem.js';
import { type CountRequest, rateLimit } from './rate-limit.js';
import { Turns } from './turns.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The way in which a route's callers are let in, by its name. */
    authentication?: string;
  }

  interface FastifyRequest {
    /** Who is calling, once that is known. It may name a person: not for logs. */
    caller: string;
    /** Ends the caller's turn. */
    turn: (() => void) | undefined;
  }
}

/**
 * Lets a caller in, and says who it is: of one caller everything is counted together.
 *
 * @throws the refusal of a caller who may not come in.
 */
export type Authenticate = (request: FastifyRequest, reply: FastifyReply) => string | Promise<string>;

export interface AdmissionOptions {
  /** By the names that routes have in their configuration. */
  readonly authentications: Readonly<Record<string, Authenticate>>;
  /** How many requests a caller may make in a minute; 0: as many as they like. */
  readonly perMinute: number;
}

/** What an orchestrator asks, which is told the truth however often it does, and to the end. */
export const forOrchestrators = /^\/(?:health\/|metrics$)/;

/** How many requests of one caller are at work at a time: fewer than there are connections to our database. */
const turnsAtOnce = 8;

/**
 * Sees to who comes in, before any body is read: authenticates, counts, and lets everybody have their turn. Callers are
 * counted by who their token says they are, which nobody else can use up; those who have no good token, or need none, by
 * their address. Add it before any route.
 */
export function admitCallers(server: FastifyInstance, { authentications, perMinute }: AdmissionOptions): void {
  const turns = new Turns(turnsAtOnce);
  const countCaller = perMinute === 0 ? undefined : rateLimit(server, perMinute, ({ caller }) => caller);
  const countAddress = perMinute === 0 ? undefined : rateLimit(server, perMinute);

  server.decorateRequest('caller', '');
  server.decorateRequest('turn', undefined);
  if (countAddress !== undefined) {
    server.addHook('preParsing', async (request) => {
      const { config, url } = request.routeOptions;
      if (config.authentication === undefined && !forOrchestrators.test(url ?? '')) await countAddress(request);
    });
  }
  server.addHook('onRoute', (route) => {
    const authenticate = authentications[route.config?.authentication ?? ''];
    if (authenticate === undefined) return;
    const admit = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
      request.caller = await letIn(authenticate, request, reply, countAddress);
      await countCaller?.(request);
      await takeTurn(turns, request);
    };
    route.preParsing = [route.preParsing ?? [], admit].flat();
  });
  server.addHook('onSend', (request, _reply, payload, done) => {
    endTurn(request);
    done(null, payload);
  });
}

async function letIn(
  authenticate: Authenticate,
  request: FastifyRequest,
  reply: FastifyReply,
  countAddress: CountRequest | undefined,
): Promise<string> {
  try {
    return await authenticate(request, reply);
  } catch (refusal) {
    await countAddress?.(request);
    throw refusal;
  }
}

async function takeTurn(turns: Turns, request: FastifyRequest): Promise<void> {
  const { caller } = request;
  const turn = turns.take(caller);
  if (turn === false) throw new Problem('rate-limited', { headers: { 'Retry-After': '1' } });
  if (turn !== undefined) await turn;
  request.turn = () => turns.end(caller);
  // Whoever has hung up in the meantime is not worth the work.
  if (request.raw.socket.destroyed) throw new Problem('request-timeout');
}

/**
 * Ends the turn of a request before it has been answered: what comes is waiting, and takes nothing from anybody. Else it
 * ends with the answer.
 */
export function endTurn(request: FastifyRequest): void {
  const end = request.turn;
  request.turn = undefined;
  end?.();
}
