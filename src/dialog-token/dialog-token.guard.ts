import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { DialogRequest } from './dialog-request.js';
import { DialogTokenStrategy } from './dialog-token.strategy.js';
import { refuse } from './refusal.js';

/**
 * The first of the two guards of a dialog endpoint: lets a request pass that the Passport strategy `dialog-token` has
 * authenticated. The token is then in `request.user`; `@Caller()` gives it. The `ActionGuard` behind it says how far the token
 * reaches.
 */
@Injectable()
export class DialogTokenGuard implements CanActivate {
  constructor(private readonly strategy: DialogTokenStrategy) {}

  /** @throws DialogTokenRefusal `missing-token`, `invalid-token`, `unavailable`, or `foreign-resource`. */
  canActivate(context: ExecutionContext): boolean {
    const http = context.switchToHttp();
    try {
      this.strategy.admit(http.getRequest<DialogRequest>());
    } catch (error) {
      refuse(http.getResponse(), error);
    }
    return true;
  }
}
