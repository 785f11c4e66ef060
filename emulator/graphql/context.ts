import { verify } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import type { Platform } from '../platform.js';
import type { Persona } from '../policy.js';

/** The request as the server got it. */
export interface ServerContext {
  readonly req: FastifyRequest;
}

/** The caller: a persona in the header `X-Persona`, or for a subscription the holder of a dialog token. */
export interface GraphqlContext {
  /** @throws GraphQLError where no persona is named */
  persona(): Persona;
  /**
   * The dialog's id, as it is written in the token.
   *
   * @throws GraphQLError without a token that is good for this dialog
   */
  holdsTokenFor(dialogId: string): string;
}

export function contextOf(platform: Platform, { headers }: FastifyRequest): GraphqlContext {
  return {
    persona() {
      const persona = platform.policy.personas.find(({ id }) => id === headers['x-persona']);
      if (persona) return persona;
      throw notAuthorized('X-Persona must be the id of a persona');
    },
    holdsTokenFor(dialogId) {
      const [, token] = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/.exec(headers.authorization ?? '') ?? [];
      const claims = token === undefined ? undefined : verifiedClaims(platform, token);
      const nowSeconds = platform.now().getTime() / 1000;
      if (claims === undefined || claims.i !== dialogId.toLowerCase() || claims.exp <= nowSeconds) {
        throw notAuthorized('Authorization must be a dialog token for this dialog');
      }
      return claims.i;
    },
  };
}

function notAuthorized(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'AUTH_NOT_AUTHORIZED', http: { status: 401 } } });
}

/** The claims of a token that was signed with one of our keys. */
function verifiedClaims({ dialogTokenKeys }: Platform, token: string): { i: string; exp: number } | undefined {
  const [header, payload, signature] = token.split('.') as [string, string, string];
  const signed = Buffer.from(`${header}.${payload}`);
  const isGenuine = dialogTokenKeys.keySet.keys.some((key) =>
    verify(null, signed, { key: { ...key }, format: 'jwk' }, Buffer.from(signature, 'base64url')),
  );
  if (!isGenuine) return undefined;
  return JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as { i: string; exp: number };
}
