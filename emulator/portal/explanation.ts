import type { AuthorizationContext } from '../model/authorization-context.js';
import type { Dialog } from '../model/dialog.js';
import type { GrantedActions } from '../end-user/granted-actions.js';
import type { Persona, Policy } from '../policy.js';

/** Why a persona may do something with a dialog, or may not. */
export interface Explanation {
  readonly action: string;
  /** The subresource or task that it is asked for on, as the dialog has it; none: the service resource itself. */
  readonly resource: string | undefined;
  readonly isAuthorized: boolean;
  /** The roles that some rule lets do it. */
  readonly allowedRoles: readonly string[];
  /** The roles that the persona has for the party, or the parties that are named. */
  readonly heldRoles: readonly string[];
}

interface Asked {
  readonly action: string;
  readonly resource?: string | undefined;
  readonly service?: string | undefined;
  readonly parties: readonly string[];
  readonly isAuthorized: boolean;
}

/** A requirement of a dialog: an action and an attribute of its own, or an authorization context. */
interface Part {
  readonly id: string;
  readonly action?: string;
  readonly authorizationAttribute?: string;
  readonly authorizationContext?: AuthorizationContext;
}

/** Everything that the dialog asks the policy for, and how the policy came to its answer. */
export function explain(policy: Policy, persona: Persona, dialog: Dialog, granted: GrantedActions): Explanation[] {
  const explanations = asked(dialog, granted).map((request) => {
    const { action, resource, service = dialog.serviceResource, parties, isAuthorized } = request;
    const part = resource === undefined || resource.includes(':') ? resource : `urn:altinn:subresource:${resource}`;
    const rules = policy.rules.filter(
      (rule) =>
        rule.action === action &&
        rule.serviceResource === service &&
        (rule.resource === undefined || rule.resource === part),
    );
    return {
      action,
      resource,
      isAuthorized,
      allowedRoles: [...new Set(rules.map(({ role }) => role))],
      heldRoles: persona.roles.filter(({ party }) => parties.includes(party)).map(({ role }) => role),
    };
  });
  return [...new Map(explanations.map((one) => [`${one.action},${one.resource}`, one])).values()];
}

function asked(dialog: Dialog, granted: GrantedActions): Asked[] {
  const { party, guiActions, apiActions, attachments, transmissions } = dialog;
  const inContext = ({ id, authorizationContext: context }: Part): Asked[] =>
    context === undefined
      ? []
      : [
          {
            action: context.action ?? 'read',
            resource: context.additionalResourceAttribute,
            service: context.serviceResource,
            parties: [...(context.parties ?? []), ...(context.includeDialogParty ? [party] : [])],
            isAuthorized: granted.allowsEntity(id),
          },
        ];
  const byAction = ({ action = 'read', authorizationAttribute: resource }: Part): Asked => ({
    action,
    resource,
    parties: [party],
    isAuthorized: granted.allows(action, resource),
  });
  const toRead = ({ authorizationAttribute: resource }: Part): Asked => ({
    action: 'read',
    resource,
    parties: [party],
    isAuthorized: granted.allowsTransmission(resource),
  });
  const actions: readonly Part[] = [...guiActions, ...apiActions];
  const parts: readonly Part[] = transmissions;
  return [
    { action: 'read', parties: [party], isAuthorized: granted.mayReadMain },
    ...actions.filter(({ authorizationContext }) => !authorizationContext).map(byAction),
    ...parts.filter(({ authorizationAttribute }) => authorizationAttribute !== undefined).map(toRead),
    ...[...actions, ...attachments, ...parts].flatMap(inContext),
  ];
}
