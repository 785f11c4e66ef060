import type { DialogToken } from 'nestjs-dialog-token';
import type { AuthorizationContext, Transmission } from '../dialogporten/dialogporten-types.js';
import type { TransmissionView } from './dialog-definition.js';

/**
 * How the platform is told that a transmission is not for every reader of its dialog, and how a token then says who may
 * read it: `context` (the claim `e` lists it) or, on Dialogporten 1.119 and before, `attribute` (the claim `a` grants
 * `transmissionread` on it). A platform that understands one of them does not understand the other.
 */
export type TransmissionAccess = 'context' | 'attribute';

/** An action, on a part of the dialog or another service resource where one is named, as a policy has it. */
export interface Grant {
  readonly action: string;
  /** A URN, or the bare name of a subresource. */
  readonly resource?: string;
}

/**
 * The grant that a user needs besides the dialog to read a transmission; undefined where every reader of the dialog
 * may.
 */
export function grantToRead({ authorizationContext }: TransmissionView, access: TransmissionAccess): Grant | undefined {
  if (authorizationContext === undefined) return undefined;
  const { action = 'read', additionalResourceAttribute, serviceResource } = authorizationContext;
  const resource = additionalResourceAttribute ?? serviceResource;
  return {
    action: access === 'context' ? action : legacyReadActionOn(authorizationContext),
    ...(resource !== undefined && { resource }),
  };
}

/** Whether a token that is good for the dialog opens a transmission of it. */
export function opensTransmission(
  token: DialogToken,
  view: TransmissionView,
  transmissionId: string | undefined,
  access: TransmissionAccess,
): boolean {
  const { authorizationContext: context } = view;
  if (context !== undefined && access === 'context') {
    return [transmissionId, context.tokenRef].some((entity) => entity !== undefined && token.lists(entity));
  }
  const { action, resource } = grantToRead(view, access) ?? { action: 'read' };
  return token.grants(action, resource);
}

/** The fields of a transmission in Dialogporten that say who may read it; none where every reader of the dialog may. */
export function accessFields(
  { authorizationContext: context }: TransmissionView,
  access: TransmissionAccess,
): Pick<Transmission, 'authorizationContext' | 'authorizationAttribute'> {
  if (context === undefined) return {};
  if (access === 'context') return { authorizationContext: context };
  return { authorizationAttribute: context.additionalResourceAttribute ?? context.serviceResource ?? '' };
}

/** Parts of an authorization context that an `authorizationAttribute` cannot express. */
export function* attributeFaults(what: string, context: AuthorizationContext): Generator<string> {
  const { serviceResource, additionalResourceAttribute, parties = [], includeDialogParty } = context;
  const hint = 'and DIALOGPORTEN_AUTHORIZATION_CONTEXTS is false';
  if (serviceResource === undefined && additionalResourceAttribute === undefined) {
    yield `gives the context of ${what} no part of the service, ${hint}`;
  }
  if (serviceResource !== undefined && additionalResourceAttribute !== undefined) {
    yield `gives the context of ${what} both another service and a part of one, ${hint}`;
  }
  if (includeDialogParty !== true || parties.length > 0) {
    yield `gives the context of ${what} other parties than the dialog's, ${hint}`;
  }
}

/** Dialogporten 1.119 asks for `read` where the attribute names a service, and for `transmissionread` elsewhere. */
function legacyReadActionOn({ additionalResourceAttribute }: AuthorizationContext): string {
  return additionalResourceAttribute === undefined ? 'read' : 'transmissionread';
}
