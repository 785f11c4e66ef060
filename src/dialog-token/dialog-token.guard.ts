import { type ExecutionContext, Injectable } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import { Problem } from '../http/problem.js';
import { authorizationOf, authorize } from './authorization.js';
import { missingToken } from './challenge.js';
import type { DialogRequest } from './dialog-request.js';
import { DialogToken } from './dialog-token.js';
import { dialogTokenStrategyName } from './dialog-token.strategy.js';
import { isUuid } from './uuid.js';

const authenticateOptions = Object.freeze({ property: 'user', session: false });

/**
 * Lets a request to a dialog endpoint pass if its dialog token is good, is for the dialog in the path (`:dialogId`) and
 * has what the handler and its controller ask for. The token is then in `request.user`; `@Caller()` gives it.
 *
 * It does not know our dialogs: that the dialog exists and that its party is the token's (check 8) is for those who do.
 */
@Injectable()
export class DialogTokenGuard extends AuthGuard(dialogTokenStrategyName) {
  /**
   * @throws Problem `missing-token`, `invalid-token`, `unavailable`, `foreign-resource`, `not-found` (the path names no
   * dialog at all), `dialog-mismatch`, `missing-action`, `missing-entity`, `insufficient-level`: the first that applies.
   */
  override async canActivate(context: ExecutionContext): Promise<boolean> {
    await super.canActivate(context);
    const request = context.switchToHttp().getRequest<DialogRequest & { readonly user: unknown }>();
    const { user: token } = request;
    if (!DialogToken.is(token)) throw missingToken();
    const { dialogId } = request.params;
    if (!isUuid(dialogId)) throw new Problem('not-found');
    if (dialogId.toLowerCase() !== token.dialogId) throw new Problem('dialog-mismatch');
    authorize(token, request, authorizationOf(context.getClass(), context.getHandler()));
    return true;
  }

  override handleRequest<Token>(error: unknown, token: Token): Token {
    if (error) throw error;
    if (!token) throw missingToken();
    return token;
  }

  override getAuthenticateOptions(): typeof authenticateOptions {
    return authenticateOptions;
  }
}
