import type { Dialog } from '../dialogs/dialog.js';
import type { Persona, Policy, Rule } from '../policy.js';

interface AskedFor {
  readonly action: string;
  readonly resource?: string;
}

/** What a persona may do with one dialog, of what the dialog asks for. */
export class GrantedActions {
  /** Entries as in the token's `a`: `action`, or `action,resource`. */
  readonly entries: ReadonlySet<string>;

  constructor(granted: readonly AskedFor[]) {
    this.entries = new Set(granted.map(entryOf));
  }

  /** @param authorizationAttribute as on the dialog: a URN, a subresource's bare name, or nothing */
  allows(action: string, authorizationAttribute?: string): boolean {
    return this.entries.has(entryOf(askFor(action, authorizationAttribute)));
  }

  /** May the transmission be read, as far as its authorization attribute goes? */
  allowsTransmission(authorizationAttribute: string | undefined): boolean {
    return authorizationAttribute === undefined || this.entries.has(entryOf(askToRead(authorizationAttribute)));
  }
}

/**
 * Asks the policy, for that persona, for everything that the dialog mentions: `read`, its actions, and its
 * transmissions with an authorization attribute.
 *
 * @returns undefined when nothing at all is granted: to this persona the dialog does not exist
 */
export function grantedActions(policy: Policy, persona: Persona, dialog: Dialog): GrantedActions | undefined {
  const roles = new Set(persona.roles.filter(({ party }) => party === dialog.party).map(({ role }) => role));
  const rules = policy.rules.filter(({ role }) => roles.has(role));
  const granted = asked(dialog).filter((request) => rules.some((rule) => permits(rule, dialog, request)));
  return granted.length > 0 ? new GrantedActions(granted) : undefined;
}

function asked({ guiActions, apiActions, transmissions }: Dialog): AskedFor[] {
  return [
    { action: 'read' },
    ...[...guiActions, ...apiActions].map(({ action, authorizationAttribute }) =>
      askFor(action, authorizationAttribute),
    ),
    ...transmissions.flatMap(({ authorizationAttribute }) =>
      authorizationAttribute === undefined ? [] : [askToRead(authorizationAttribute)],
    ),
  ];
}

function permits(rule: Rule, dialog: Dialog, { action, resource }: AskedFor): boolean {
  if (rule.action !== action) return false;
  if (resource && isService(resource)) return rule.serviceResource === resource && rule.resource === undefined;
  return rule.serviceResource === dialog.serviceResource && rule.resource === resource;
}

function askFor(action: string, authorizationAttribute: string | undefined): AskedFor {
  if (authorizationAttribute === undefined) return { action };
  const isUrn = authorizationAttribute.startsWith('urn:');
  return { action, resource: isUrn ? authorizationAttribute : `urn:altinn:subresource:${authorizationAttribute}` };
}

/** Inside the dialog's own service a transmission has a read action of its own; another service has plain `read`. */
function askToRead(authorizationAttribute: string): AskedFor {
  return askFor(isService(authorizationAttribute) ? 'read' : 'transmissionread', authorizationAttribute);
}

function isService(resource: string): boolean {
  return resource.startsWith('urn:altinn:resource:');
}

function entryOf({ action, resource }: AskedFor): string {
  return resource === undefined ? action : `${action},${resource}`;
}
