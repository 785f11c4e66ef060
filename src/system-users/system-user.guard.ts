import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import {
  type DialogRequest,
  dialogTokenOf,
  isUuid,
  organizationNumbered,
  partyPrefixes,
  requirementsOf,
} from 'nestjs-dialog-token';
import { StoredDialogs } from '../dialogs/stored-dialogs.js';
import type { ShownDialog } from '../dialogs/dialog.js';
import { Problem } from '../http/problem.js';
import { PartyAccess } from '../navigation/party-access.js';
import { SystemUserCaller } from './system-user-tokens.js';

/** How well a system user is authenticated: as Dialogporten has it in its tokens. */
const levelOfSystemUsers = 3;

/**
 * Turns a system user into the caller that a dialog token of its own would make of it: for one dialog, with those of the
 * actions that the route asks for which Altinn Authorization grants. `ActionGuard` then does the rest. Requests with
 * a dialog token pass by.
 */
@Injectable()
export class SystemUserGuard implements CanActivate {
  constructor(
    private readonly settings: Settings,
    private readonly dialogs: StoredDialogs,
    private readonly access: PartyAccess,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const request = context.switchToHttp().getRequest<DialogRequest & { user?: unknown }>();
    return request.user instanceof SystemUserCaller ? this.authorize(request.user, request, context) : true;
  }

  /**
   * @throws {Problem} `not-found` also for a dialog of another party; `insufficient-level` where the policy obliges to more
   * than a system user has; `unavailable` when Altinn Authorization does not decide.
   */
  private async authorize(
    caller: SystemUserCaller,
    request: DialogRequest & { user?: unknown },
    context: ExecutionContext,
  ): Promise<boolean> {
    const dialog = await this.dialogOf(caller, request.params['dialogId']);
    const asked = requirementsOf(context.getClass(), context.getHandler()).flatMap((requirement) =>
      requirement.kind === 'action' ? requirement.actions : [],
    );
    const granted = new Set<string>();
    for (const entry of new Set(asked)) if (await this.isGranted(caller, dialog, entry)) granted.add(entry);
    const { systemUser, consumer } = caller;
    request.user = dialogTokenOf({
      id: systemUser.tokenId,
      issuer: this.settings.MASKINPORTEN_ISSUER,
      issuedAt: systemUser.issuedAt,
      notBefore: systemUser.issuedAt,
      expiresAt: systemUser.expiresAt,
      consumer: organizationNumbered(consumer),
      level: levelOfSystemUsers,
      party: organizationNumbered(systemUser.organizationNumber),
      serviceResource: dialog.serviceResource,
      dialogId: dialog.id,
      actions: granted,
      supplier: undefined,
      systemUser: { id: systemUser.id, organization: organizationNumbered(systemUser.organizationNumber) },
      entities: [],
    });
    return true;
  }

  private async dialogOf({ systemUser }: SystemUserCaller, dialogId: string | undefined): Promise<ShownDialog> {
    if (!isUuid(dialogId)) throw new Problem('not-found');
    const dialog = await this.dialogs.findShown(dialogId.toLowerCase());
    const isOurs = this.settings.DIALOGPORTEN_SERVICE_RESOURCES.includes(dialog.serviceResource);
    if (!isOurs || dialog.party !== organizationNumbered(systemUser.organizationNumber).urn)
      throw new Problem('not-found');
    return dialog;
  }

  private async isGranted({ systemUser }: SystemUserCaller, dialog: ShownDialog, entry: string): Promise<boolean> {
    const [action = '', resource] = entry.split(',');
    const subject = { urn: `${partyPrefixes.systemUser}${systemUser.id}` };
    const access = await this.access.may(subject, dialog, { action, ...(resource !== undefined && { resource }) });
    if (typeof access === 'boolean') return access;
    if (access.level <= levelOfSystemUsers) return true;
    throw new Problem('insufficient-level', { members: { requiredLevel: access.level } });
  }
}
