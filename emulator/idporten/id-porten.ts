import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import type * as oidc from 'oidc-provider';
import type { Configuration, KoaContextWithOIDC, Provider } from 'oidc-provider';
import type { Addresses } from '../addresses.js';
import type { Persona, Policy } from '../policy.js';
import { errorPage, loggedOutPage, logoutPage } from './login-page.js';
import { acrValues, levelAskedFor } from './login-level.js';
import { Memory } from './memory.js';

/**
 * The client of a service on the same machine that proves who it is by a secret. The clients of Maskinporten are known
 * here, too, by the same keys.
 */
export const localClient = {
  id: 'local-service',
  secret: 'published-with-the-source-for-the-stand-in',
} as const;

/** Where a service on this machine may have people sent back to. */
const localAddress = /^http:\/\/(localhost|127\.0\.0\.1|[\w-]+\.localhost)(:\d+)?(\/[\w./-]*)?$/;

const seconds = { minute: 60, hour: 3_600 } as const;

/** ID-porten, made of oidc-provider and the personas when it is first asked: most who use the stand-in never do. */
export class IdPorten {
  #provider: Promise<Provider> | undefined;
  /** Where each session is to be told that it has ended, by its `sid`. */
  readonly #frontChannels = new Map<string, string>();

  constructor(
    private readonly policy: Policy,
    private readonly addresses: Addresses,
  ) {}

  get provider(): Promise<Provider> {
    return (this.#provider ??= this.#create());
  }

  async #create(): Promise<Provider> {
    const { interactionPolicy, Provider } = await import('oidc-provider');
    const provider = new Provider(this.addresses.idPorten, this.#configuration(interactionPolicy));
    provider.Client.prototype.redirectUriAllowed = (uri) => localAddress.test(uri);
    provider.Client.prototype.postLogoutRedirectUriAllowed = (uri) => localAddress.test(uri);
    // Every client of ID-porten's is told the session, since front-channel logout names it.
    Object.assign(provider.Client.prototype, { includeSid: () => true });
    provider.on('authorization.success', ({ oidc }) => {
      const { client, session, params } = oidc;
      if (client === undefined || session === undefined) return;
      const address = new URL('/logout/front-channel', String(params?.['redirect_uri']));
      this.#frontChannels.set(session.sidFor(client.clientId) ?? '', address.href);
    });
    return provider;
  }

  #configuration(interactionPolicy: typeof oidc.interactionPolicy): Configuration {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const login = interactionPolicy.base();
    login
      .get('login')!
      .checks.add(
        new interactionPolicy.Check('level', 'a higher level is asked for', ({ oidc }) => this.#needsHigherLevel(oidc)),
      );
    return {
      adapter: (kind) => (kind === 'Client' ? this.#clients() : new Memory()),
      jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256' }] },
      cookies: {
        keys: [randomBytes(32).toString('base64url')],
        names: { session: 'idporten_session', interaction: 'idporten_login', resume: 'idporten_resume' },
      },
      acrValues: [...acrValues],
      claims: { openid: ['sub', 'pid', 'email'] },
      conformIdTokenClaims: false,
      pkce: { required: () => true },
      findAccount: (_, id) => this.#account(id),
      loadExistingGrant,
      interactions: { policy: login, url: (_, { uid }) => `/idporten/interaction/${uid}` },
      ttl: {
        AccessToken: 2 * seconds.minute,
        AuthorizationCode: seconds.minute,
        Grant: 2 * seconds.hour,
        IdToken: 2 * seconds.minute,
        Interaction: 30 * seconds.minute,
        Session: 2 * seconds.hour,
      },
      features: {
        devInteractions: { enabled: false },
        userinfo: { enabled: false },
        rpInitiatedLogout: {
          enabled: true,
          logoutSource: (context, form) => {
            context.body = logoutPage(form, this.#framesFor(context));
          },
          postLogoutSuccessSource: (context) => {
            context.body = loggedOutPage();
          },
        },
      },
      renderError: (context, { error, error_description: description }) => {
        context.type = 'html';
        context.body = errorPage(`${error}: ${description ?? ''}`);
      },
    };
  }

  #clients(): Memory {
    const clients = new Memory();
    const redirects = { redirect_uris: ['http://localhost/login/callback'] };
    const { id: client_id, secret: client_secret } = localClient;
    const bySecret = { token_endpoint_auth_method: 'client_secret_post' } as const;
    void clients.upsert(client_id, { client_id, client_secret, ...bySecret, ...redirects }, Infinity);
    for (const { id, publicJwk } of this.policy.clients) {
      const byKey = {
        token_endpoint_auth_method: 'private_key_jwt',
        token_endpoint_auth_signing_alg: 'RS256',
      } as const;
      void clients.upsert(id, { client_id: id, jwks: { keys: [publicJwk] }, ...byKey, ...redirects }, Infinity);
    }
    return clients;
  }

  #account(id: string) {
    const persona = this.policy.personas.find((each) => subjectOf(each) === id);
    if (persona === undefined) return undefined;
    return { accountId: id, claims: () => ({ sub: id, ...claimsOf(persona) }) };
  }

  /** A person who has just logged in has shown what they can. */
  #needsHigherLevel({ session, params, result }: KoaContextWithOIDC['oidc']): boolean {
    if (result?.login !== undefined) return false;
    return levelAskedFor(params?.['acr_values']) > levelAskedFor(session?.acr);
  }

  #framesFor({ oidc: { session } }: KoaContextWithOIDC): string[] {
    return Object.keys(session?.authorizations ?? {}).flatMap((clientId) => {
      const sid = session?.sidFor(clientId) ?? '';
      const address = this.#frontChannels.get(sid);
      return address === undefined ? [] : [`${address}?${new URLSearchParams({ iss: this.addresses.idPorten, sid })}`];
    });
  }
}

/** The same person has the same subject at every level. */
export function subjectOf({ consumer }: Persona): string {
  return createHash('sha256').update(consumer).digest('base64url');
}

/** Identity of the user: a national identity number, or the e-mail address of a user who has proved no more. */
function claimsOf({ consumer }: Persona): { pid: string } | { email: string } {
  const value = consumer.slice(consumer.lastIndexOf(':') + 1);
  return consumer.startsWith('urn:altinn:person:identifier-no:')
    ? { pid: value }
    : { email: decodeURIComponent(value) };
}

/** Consent is not asked for. */
async function loadExistingGrant({ oidc }: KoaContextWithOIDC) {
  const { client, session, provider } = oidc;
  if (client === undefined || session?.accountId === undefined) return undefined;
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  grant.addOIDCScope('openid');
  await grant.save();
  return grant;
}
