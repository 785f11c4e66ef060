import passport from 'passport';
import type { BearerAuthentication, BearerRequest } from './bearer-authentication.js';

/** The name of the Passport strategy, and of the security scheme in OpenAPI. */
export const dialogTokenStrategyName = 'dialog-token';

/** The authentication of each application in this process, by the HTTP server that it answers on. */
const authentications = new WeakMap<object, BearerAuthentication>();

/** A Fastify request: of the instance that it came in through, its Node.js server. */
interface ServedRequest extends BearerRequest {
  readonly server?: { readonly server?: object };
}

/**
 * The Passport strategy `dialog-token`: `AuthGuard('dialog-token')` leaves a `DialogToken` in `request.user`. Without a
 * token it fails, so that the next strategy of `AuthGuard(['dialog-token', …])` has its turn; a token that is there but
 * no good ends the request with its `Problem`.
 *
 * Passport's registry belongs to the process. So there is one strategy, and it asks the application that the request
 * came in through; several applications in one process do not get in each other's way.
 */
class DialogTokenStrategy extends passport.Strategy {
  override readonly name = dialogTokenStrategyName;

  override authenticate(request: ServedRequest): void {
    const authentication = authentications.get(request.server?.server ?? request);
    if (authentication === undefined) {
      return this.error(new Error('The application that serves this request does not import DialogTokenModule'));
    }
    try {
      const outcome = authentication.authenticate(request);
      if (outcome === undefined) this.fail(401);
      else if (outcome instanceof Promise) outcome.then(this.success, this.error);
      else this.success(outcome);
    } catch (error) {
      this.error(error);
    }
  }
}

passport.use(new DialogTokenStrategy());

/** Makes the strategy answer requests to a server with the authentication of its application. */
export function authenticateRequestsTo(server: object, authentication: BearerAuthentication): void {
  authentications.set(server, authentication);
}
