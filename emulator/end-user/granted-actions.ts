import type { Dialog } from '../model/dialog.js';
import type { PlatformVersion } from '../json/platform-schemas.js';
import type { Persona, Policy, Rule } from '../policy.js';
import { contextGrants, type EntityGrants } from './context-grants.js';

interface AskedFor {
  readonly action: string;
  /** The attribute as the dialog was given it. */
  readonly attribute?: string | undefined;
}

/** Actions that a persona may perform on one dialog, among those that the dialog names. */
export class GrantedActions {
  /** Entries as in the token's `a`: `action`, or `action,attribute` with the attribute as the dialog has it; in order. */
  readonly entries: ReadonlySet<string>;
  readonly #granted: readonly AskedFor[];
  readonly #entities: EntityGrants;

  constructor(granted: readonly AskedFor[], entities: EntityGrants) {
    this.#granted = granted;
    this.#entities = entities;
    this.entries = new Set(granted.toSorted(inTokenOrder).map(entryOf));
  }

  /** The `e` of the token: entities with an authorization context, by the `tokenRef` or id of each. */
  get entities(): readonly string[] {
    return this.#entities.tokenRefs;
  }

  /** Anything at all on the dialog as a whole (DialogDetailsAuthorizationResult.cs: HasAccessToMainResource). */
  get hasMainAccess(): boolean {
    return this.#granted.some(({ attribute }) => attribute === undefined);
  }

  /**
   * Without an attribute it is enough that the action is granted somewhere and something on the dialog as a whole
   * (DialogDetailsAuthorizationResult.cs: HasAccessToAction).
   */
  allows(action: string, attribute?: string): boolean {
    return attribute === undefined
      ? this.hasMainAccess && this.#granted.some((granted) => granted.action === action)
      : this.entries.has(entryOf({ action, attribute }));
  }

  /** May the embed of the dialog itself be read? */
  get mayReadMain(): boolean {
    return this.entries.has('read');
  }

  /** May the transmission be read, as far as its authorization attribute goes? */
  allowsTransmission(attribute: string | undefined): boolean {
    if (attribute === undefined) return this.hasMainAccess;
    return this.entries.has(`read,${attribute}`) || this.entries.has(`transmissionread,${attribute}`);
  }

  /** May the entity with that authorization context be used? */
  allowsEntity(id: string): boolean {
    return this.#entities.ids.has(id);
  }
}

/**
 * Asks the policy, for that persona, for everything that the dialog mentions: `read`, its actions, its transmissions with
 * an authorization attribute, and its parts with a context.
 *
 * @returns undefined when the persona has no right at all to the party's dialogs of that service
 */
export function grantedActions(
  policy: Policy,
  persona: Persona,
  dialog: Dialog,
  plays: PlatformVersion = 'today',
): GrantedActions | undefined {
  const rules = rulesFor(policy, persona, dialog.party);
  const granted = asked(dialog, plays).filter((request) => isPermitted(rules, dialog.serviceResource, request));
  const mayList = rules.some(({ serviceResource }) => serviceResource === dialog.serviceResource);
  if (granted.length === 0 && !mayList) return undefined;
  const entities = contextGrants(dialog, (context) => {
    const parties = [...(context.parties ?? []), ...(context.includeDialogParty ? [dialog.party] : [])];
    const request = { action: context.action ?? 'read', attribute: context.additionalResourceAttribute };
    const service = context.serviceResource ?? dialog.serviceResource;
    return parties.some((party) => isPermitted(rulesFor(policy, persona, party.toLowerCase()), service, request));
  });
  return new GrantedActions(granted, entities);
}

function rulesFor({ rules }: Policy, persona: Persona, party: string): Rule[] {
  const roles = new Set(persona.roles.filter((held) => held.party === party).map(({ role }) => role));
  return rules.filter(({ role }) => roles.has(role));
}

/** Every action that the dialog asks for, once (DialogEntityExtensions.cs: GetAltinnActions). */
function asked({ guiActions, apiActions, transmissions }: Dialog, plays: PlatformVersion): AskedFor[] {
  const requests = [
    { action: 'read' },
    ...[...guiActions, ...apiActions].flatMap(({ action, authorizationAttribute: attribute, authorizationContext }) =>
      authorizationContext ? [] : [{ action, attribute }],
    ),
    ...transmissions.flatMap(({ authorizationAttribute: attribute }) =>
      attribute === undefined ? [] : [{ action: readActionFor(attribute, plays), attribute }],
    ),
  ];
  return [...new Map(requests.map((request) => [entryOf(request), request])).values()];
}

/**
 * Until 1.119.1 a transmission had a read action of its own inside the dialog's service. No policy defined it; later
 * versions ask for plain `read`.
 */
function readActionFor(attribute: string, plays: PlatformVersion): string {
  return plays === '1.119.1' && !isService(attribute) ? 'transmissionread' : 'read';
}

/** As in XACML a rule matches when all that it names is in the request, so one that names no part matches every part. */
function isPermitted(rules: readonly Rule[], serviceResource: string, { action, attribute }: AskedFor): boolean {
  const service = attribute !== undefined && isService(attribute) ? attribute : serviceResource;
  const part = attribute === undefined || isService(attribute) ? undefined : partOf(attribute);
  return rules.some(
    (rule) =>
      rule.action === action &&
      rule.serviceResource === service.toLowerCase() &&
      (rule.resource === undefined || rule.resource === part),
  );
}

function partOf(attribute: string): string {
  return attribute.includes(':') ? attribute : `urn:altinn:subresource:${attribute}`;
}

function isService(attribute: string): boolean {
  return attribute.toLowerCase().startsWith('urn:altinn:resource:');
}

function entryOf({ action, attribute }: AskedFor): string {
  return attribute === undefined ? action : `${action},${attribute}`;
}

function inTokenOrder(one: AskedFor, other: AskedFor): number {
  return one.action.localeCompare(other.action) || (one.attribute ?? '').localeCompare(other.attribute ?? '');
}
