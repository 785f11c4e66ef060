import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { DialogRequest } from './requirement.js';
import { DialogTokenStrategy } from './dialog-token.strategy.js';
import { DialogTokenRefusal, missingToken, refuse } from './refusal.js';
import { authorizationOf, authorize } from './authorization.js';
import { DialogToken } from './dialog-token.js';
import { isUuid } from './strict-forms.js';

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

/**
 * The second of the two guards of a dialog endpoint: lets a request pass whose token is for the dialog in the path
 * (`:dialogId`), and has what the handler and its controller ask for.
 *
 * It does not know our dialogs: that the dialog exists and that its party is the token's (check 8) is for those who do.
 */
@Injectable()
export class ActionGuard implements CanActivate {
  /**
   * @throws DialogTokenRefusal `missing-token` (no guard before it has verified one), `not-found` (the path names no dialog at
   * all), `dialog-mismatch`, `missing-action`, `missing-entity`, `insufficient-level`: the first that applies.
   */
  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const http = context.switchToHttp();
    try {
      requireReach(http.getRequest<DialogRequest & { readonly user?: unknown }>(), context);
    } catch (error) {
      refuse(http.getResponse(), error);
    }
    return true;
  }
}

function requireReach(request: DialogRequest & { readonly user?: unknown }, context: ExecutionContext): void {
  const { user, params } = request;
  if (!DialogToken.is(user)) throw missingToken();
  const { dialogId } = params;
  if (!isUuid(dialogId)) throw new DialogTokenRefusal('not-found');
  if (dialogId.toLowerCase() !== user.dialogId) throw new DialogTokenRefusal('dialog-mismatch');
  authorize(user, request, authorizationOf(context.getClass(), context.getHandler()));
}
