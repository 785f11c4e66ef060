import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { authorizationOf, authorize } from './authorization.js';
import type { DialogRequest } from './dialog-request.js';
import { DialogTokenStrategy } from './dialog-token.strategy.js';
import { DialogTokenRefusal } from './refusal.js';
import { isUuid } from './uuid.js';

/** The part of a response that Fastify and Express have in common. */
interface AnyResponse {
  header(name: string, value: string): unknown;
}

/**
 * Lets a request to a dialog endpoint pass if its dialog token is good, is for the dialog in the path (`:dialogId`) and
 * has what the handler and its controller ask for. The token is then in `request.user`; `@Caller()` gives it.
 *
 * It does not know our dialogs: that the dialog exists and that its party is the token's (check 8) is for those who do.
 */
@Injectable()
export class DialogTokenGuard implements CanActivate {
  constructor(private readonly strategy: DialogTokenStrategy) {}

  /**
   * @throws DialogTokenRefusal `missing-token`, `invalid-token`, `unavailable`, `foreign-resource`, `not-found` (the path
   * names no dialog at all), `dialog-mismatch`, `missing-action`, `missing-entity`, `insufficient-level`: the first that
   * applies.
   */
  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const http = context.switchToHttp();
    try {
      this.admit(http.getRequest<DialogRequest>(), context);
    } catch (error) {
      if (error instanceof DialogTokenRefusal) setHeaders(http.getResponse<AnyResponse>(), error);
      throw error;
    }
    return true;
  }

  private admit(request: DialogRequest, context: ExecutionContext): void {
    const token = this.strategy.admit(request);
    const { dialogId } = request.params;
    if (!isUuid(dialogId)) throw new DialogTokenRefusal('not-found');
    if (dialogId.toLowerCase() !== token.dialogId) throw new DialogTokenRefusal('dialog-mismatch');
    authorize(token, request, authorizationOf(context.getClass(), context.getHandler()));
  }
}

function setHeaders(response: AnyResponse, { headers }: DialogTokenRefusal): void {
  for (const [name, value] of Object.entries(headers)) response.header(name, value);
}
