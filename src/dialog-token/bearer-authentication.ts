import { ExtractJwt } from 'passport-jwt';
import { Problem } from '../http/problem.js';
import { invalidToken } from './challenge.js';
import type { DialogToken } from './dialog-token.js';
import type { DialogTokenVerifier } from './dialog-token-verifier.js';

/** What authentication reads of a request. */
export interface BearerRequest {
  readonly headers: { readonly authorization?: string | undefined };
}

const bearerTokenIn = ExtractJwt.fromAuthHeaderAsBearerToken();

/** RFC 6750 §2.1, to the end of the line: `ExtractJwt` overlooks what comes after the token. */
const bearer = /^bearer +\S+$/i;

/** Finds the dialog token of a request and decides whether it is good here, in one application. */
export class BearerAuthentication {
  private readonly serviceResources: ReadonlySet<string>;

  constructor(
    private readonly verifier: Pick<DialogTokenVerifier, 'verify'>,
    serviceResources: readonly string[],
  ) {
    this.serviceResources = new Set(serviceResources);
  }

  /**
   * @returns `undefined` where the request carries no bearer token; a promise only where the token is a new one.
   * @throws Problem `invalid-token`, `unavailable`
   * @throws Problem `foreign-resource` where the token is for a service that is not ours (check 6).
   */
  authenticate(request: BearerRequest): DialogToken | Promise<DialogToken> | undefined {
    const compact = bearerTokenIn(request);
    if (compact === null) return undefined;
    if (!bearer.test(request.headers.authorization ?? '')) throw invalidToken('the header holds more than a token');
    const outcome = this.verifier.verify(compact);
    return outcome instanceof Promise ? outcome.then((token) => this.own(token)) : this.own(outcome);
  }

  private own(token: DialogToken): DialogToken {
    if (!this.serviceResources.has(token.serviceResource)) throw new Problem('foreign-resource');
    return token;
  }
}
