import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Dialog } from '../dialogs/dialog.js';
import { PlatformProblem } from '../http/problem.js';
import type { Platform } from '../platform.js';
import type { Policy, ServiceResource } from '../policy.js';
import { AccessTokenVerifier, type ServiceOwner } from './access-token-verifier.js';

declare module 'fastify' {
  interface FastifyRequest {
    serviceOwner: ServiceOwner | undefined;
  }
}

const providerScope = 'digdir:dialogporten.serviceprovider';
const searchScope = 'digdir:dialogporten.serviceprovider.search';

/** Lets only callers with a Maskinporten token for Dialogporten in. */
export function requireServiceOwner(app: FastifyInstance, platform: Platform): void {
  const verifier = new AccessTokenVerifier(platform);
  app.decorateRequest('serviceOwner', undefined);
  app.addHook('onRequest', async (request) => {
    request.serviceOwner = await verifier.verify(request.headers.authorization);
    requireScope(request, providerScope);
  });
}

/** @throws PlatformProblem 403 when the caller may not search */
export function requireSearchScope(request: FastifyRequest): void {
  requireScope(request, searchScope);
}

function requireScope(request: FastifyRequest, scope: string): void {
  if (request.serviceOwner?.scopes.includes(scope)) return;
  throw new PlatformProblem(403, {}, { 'www-authenticate': `Bearer error="insufficient_scope", scope="${scope}"` });
}

/**
 * The service resource of that name, when it is the caller's.
 *
 * @throws PlatformProblem 403 when it is another's, or nobody's
 */
export function ownResource({ serviceResources }: Policy, request: FastifyRequest, urn: string): ServiceResource {
  const resource = serviceResources.find((candidate) => candidate.urn === urn);
  if (resource && resource.owner === request.serviceOwner?.organisation) return resource;
  throw new PlatformProblem(403, { serviceResource: ['is not owned by the caller'] });
}

/** The dialogs of the caller's own service resources. */
export function ownDialogs({ policy, dialogs }: Platform, request: FastifyRequest): Dialog[] {
  const owned = policy.serviceResources.filter(({ owner }) => owner === request.serviceOwner?.organisation);
  const urns = new Set(owned.map(({ urn }) => urn));
  return dialogs.all().filter(({ serviceResource }) => urns.has(serviceResource));
}
