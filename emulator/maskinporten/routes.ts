import type { FastifyError, FastifyInstance } from 'fastify';
import type { Platform } from '../platform.js';
import { accessTokenLifetimeSeconds, issueAccessToken } from './access-token.js';
import { TokenRequestError } from './token-request-error.js';

const jwtBearer = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

/** Maskinporten: metadata (RFC 8414), key set and token endpoint. */
export function maskinportenRoutes(platform: Platform) {
  const { addresses, assertions, maskinportenKey } = platform;

  return async (app: FastifyInstance): Promise<void> => {
    app.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string' },
      async (_request: unknown, body: string | Buffer) => new URLSearchParams(String(body)),
    );

    app.setErrorHandler<FastifyError | TokenRequestError>(async (error, _request, reply) => {
      const refused = error instanceof TokenRequestError;
      if (!refused && (error.statusCode ?? 500) >= 500) throw error;
      const code = refused ? error.code : 'invalid_request';
      const status = refused ? error.status : 400;
      reply.code(status).header('cache-control', 'no-store');
      return { error: code, error_description: error.message };
    });

    app.get('/.well-known/oauth-authorization-server', async () => ({
      issuer: addresses.maskinporten,
      token_endpoint: `${addresses.maskinporten}token`,
      jwks_uri: `${addresses.maskinporten}jwk`,
      token_endpoint_auth_methods_supported: ['private_key_jwt'],
      token_endpoint_auth_signing_alg_values_supported: ['RS256'],
      grant_types_supported: [jwtBearer],
    }));

    app.get('/jwk', async () => maskinportenKey.keySet);

    app.post('/token', async (request, reply) => {
      const requested = await assertions.verify(assertionOf(request.body));
      reply.header('cache-control', 'no-store');
      return {
        access_token: issueAccessToken(platform, requested),
        token_type: 'Bearer',
        expires_in: accessTokenLifetimeSeconds,
        scope: requested.scopes.join(' '),
      };
    });
  };
}

function assertionOf(form: unknown): string {
  if (!(form instanceof URLSearchParams)) {
    throw new TokenRequestError('invalid_request', 'the body must be application/x-www-form-urlencoded');
  }
  if (only(form, 'grant_type') !== jwtBearer) {
    throw new TokenRequestError('unsupported_grant_type', `grant_type must be ${jwtBearer}`);
  }
  return only(form, 'assertion');
}

/** RFC 6749 §3.2: no parameter more than once, and an empty one counts as left out. */
function only(form: URLSearchParams, name: string): string {
  const [value, ...others] = form.getAll(name);
  if (!value || others.length > 0) throw new TokenRequestError('invalid_request', `${name} must be given once`);
  return value;
}
