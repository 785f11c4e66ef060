import type { FastifyInstance, FastifyRequest } from 'fastify';
import { EmptyRefusal } from '../http/problem.js';
import type { Platform } from '../platform.js';
import { AccessTokenVerifier, type ServiceOwner } from '../maskinporten/access-token-verifier.js';

declare module 'fastify' {
  interface FastifyRequest {
    serviceOwner: ServiceOwner | undefined;
  }
  interface FastifyContextConfig {
    /** The scope that the route asks for, when it is not that of a service provider. */
    readonly scope?: string;
  }
}

export const providerScope = 'digdir:dialogporten.serviceprovider';
export const searchScope = 'digdir:dialogporten.serviceprovider.search';
export const conditionScope = 'altinn:system/notifications.condition.check';
export const changeTransmissionScope = 'digdir:dialogporten.serviceprovider.changetransmissions';
export const adminScope = 'digdir:dialogporten.serviceprovider.admin';
const htmlScope = 'digdir:dialogporten.serviceprovider.legacyhtml';
const correspondenceScope = 'digdir:dialogporten.correspondence';

/** Lets only callers with a Maskinporten token for Dialogporten in. */
export function requireServiceOwner(app: FastifyInstance, platform: Platform): void {
  const verifier = new AccessTokenVerifier(platform);
  app.decorateRequest('serviceOwner', undefined);
  app.addHook('onRequest', async (request) => {
    const { authorization, 'x-persona': persona } = request.headers;
    // An end user is known, too, but has no business here.
    if (authorization === undefined && persona !== undefined) throw new EmptyRefusal(403);
    request.serviceOwner = await verifier.verify(authorization);
    const { scope = providerScope } = request.routeOptions.config;
    if (!has(request, scope)) throw new EmptyRefusal(403);
  });
}

/** May the caller change dialogs at all? */
export function isProvider(request: FastifyRequest): boolean {
  return has(request, providerScope);
}

/** May the caller do what Dialogporten's own people may, such as freezing a dialog? */
export function isAdmin(request: FastifyRequest): boolean {
  return has(request, adminScope);
}

/** May the caller use embeds of the HTML kind? */
export function mayEmbedHtml(request: FastifyRequest): boolean {
  return has(request, htmlScope);
}

/** Is the caller Altinn's own correspondence service? */
export function isCorrespondence(request: FastifyRequest): boolean {
  return has(request, correspondenceScope);
}

function has({ serviceOwner }: FastifyRequest, scope: string): boolean {
  return serviceOwner?.scopes.includes(scope) ?? false;
}
