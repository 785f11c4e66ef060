import type { Dialog } from '../dialogs/dialog.js';
import type { GrantedActions } from '../end-user/granted-actions.js';
import type { Persona, Policy } from '../policy.js';

/** Why a persona may do something with a dialog, or may not. */
export interface Explanation {
  readonly action: string;
  /** The subresource or task that it is asked for on; none: the service resource itself. */
  readonly resource: string | undefined;
  readonly isAuthorized: boolean;
  /** The roles that some rule lets do it. */
  readonly allowedRoles: readonly string[];
  /** The roles that the persona has for the dialog's party. */
  readonly heldRoles: readonly string[];
}

/** Everything that the dialog asks the policy for, and how the policy came to its answer. */
export function explain(policy: Policy, persona: Persona, dialog: Dialog, granted: GrantedActions): Explanation[] {
  const heldRoles = persona.roles.filter(({ party }) => party === dialog.party).map(({ role }) => role);
  return asked(dialog).map(({ action, attribute, isAuthorized }) => {
    const resource = attribute?.startsWith('urn:') === false ? `urn:altinn:subresource:${attribute}` : attribute;
    const rules = policy.rules.filter(
      (rule) => rule.action === action && rule.resource === resource && rule.serviceResource === dialog.serviceResource,
    );
    return {
      action,
      resource,
      isAuthorized: isAuthorized(granted),
      allowedRoles: [...new Set(rules.map(({ role }) => role))],
      heldRoles,
    };
  });
}

interface Asked {
  readonly action: string;
  readonly attribute?: string | undefined;
  readonly isAuthorized: (granted: GrantedActions) => boolean;
}

function asked({ guiActions, apiActions, transmissions }: Dialog): Asked[] {
  const actions = [{ action: 'read' }, ...guiActions, ...apiActions].map(
    ({ action, authorizationAttribute: attribute }: { action: string; authorizationAttribute?: string }) => ({
      action,
      attribute,
      isAuthorized: (granted: GrantedActions) => granted.allows(action, attribute),
    }),
  );
  const parts = transmissions.flatMap(({ authorizationAttribute: attribute }) =>
    attribute === undefined
      ? []
      : [
          {
            action: 'transmissionread',
            attribute,
            isAuthorized: (granted: GrantedActions) => granted.allowsTransmission(attribute),
          },
        ],
  );
  const all: Asked[] = [...actions, ...parts];
  return all.filter(
    ({ action, attribute }, position) =>
      all.findIndex((other) => other.action === action && other.attribute === attribute) === position,
  );
}
