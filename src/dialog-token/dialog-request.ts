import type { FastifyRequest } from 'fastify';

/** A request to a dialog endpoint, before any pipe has looked at it: parameters, query and body are as they came in. */
export type DialogRequest = FastifyRequest<{ Params: Readonly<Record<string, string>> }>;

/**
 * Names the entity that a request is about, by its id or by the reference that the service owner gave it; compared
 * exactly with what the token lists in `e`. `undefined` is listed by no token.
 */
export type EntityReference = (request: DialogRequest) => string | undefined;
