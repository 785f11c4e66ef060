import type { FastifyInstance, FastifyRequest } from 'fastify';
import { challenge } from '../http/challenge.js';
import { EmptyRefusal } from '../http/problem.js';
import type { Platform } from '../platform.js';
import type { Persona } from '../policy.js';
import { AccessTokenVerifier } from '../maskinporten/access-token-verifier.js';
import { inPreferredLanguage } from './preferred-language.js';

declare module 'fastify' {
  interface FastifyRequest {
    persona: Persona | undefined;
  }
}

/** Lets personas in. A service owner is known, too, but has no business here. */
export function requirePersona(app: FastifyInstance, platform: Platform): void {
  const verifier = new AccessTokenVerifier(platform);
  app.decorateRequest('persona', undefined);
  app.addHook('onRequest', async (request) => {
    if (request.method === 'OPTIONS') return;
    const { 'x-persona': id, authorization } = request.headers;
    request.persona = platform.policy.personas.find((persona) => persona.id === id);
    if (request.persona) return;
    if (authorization === undefined) throw challenge();
    await verifier.verify(authorization);
    throw new EmptyRefusal(403);
  });
}

/** The view in the language that the request asks for. */
export function shownTo<View>({ headers }: FastifyRequest, view: View): View {
  return inPreferredLanguage(view, headers['accept-language']);
}
