import {
  type ActionRequirement,
  type DialogRequest,
  type EntityReference,
  requiredLevelOf,
  type Requirement,
  requirementsOf,
} from './requirement.js';
import type { DialogToken } from './dialog-token.js';
import { DialogTokenRefusal, insufficientScope } from './refusal.js';

interface ActionCheck {
  readonly requirement: ActionRequirement;
  /** The headers of a refusal. */
  readonly headers: Readonly<Record<string, string>>;
}

/** The requirements of a handler, in the order in which they are checked. */
export interface Authorization {
  readonly actions: readonly ActionCheck[];
  readonly entities: readonly EntityReference[];
  readonly level: number;
}

const missingEntityHeaders = { 'WWW-Authenticate': insufficientScope() };

const authorizations = new WeakMap<object, WeakMap<object, Authorization>>();

/**
 * The requirements of a handler, worked out at its first request. A handler may be inherited, so its controller counts.
 */
export function authorizationOf(controller: object, handler: object): Authorization {
  let ofController = authorizations.get(controller);
  if (ofController === undefined) authorizations.set(controller, (ofController = new WeakMap()));
  let authorization = ofController.get(handler);
  if (authorization === undefined) {
    authorization = compile(requirementsOf(controller, handler));
    ofController.set(handler, authorization);
  }
  return authorization;
}

function compile(requirements: readonly Requirement[]): Authorization {
  return {
    actions: requirements.filter(isAction).map(checkOf),
    entities: requirements.flatMap((requirement) => (requirement.kind === 'entity' ? [requirement.entity] : [])),
    level: requiredLevelOf(requirements),
  };
}

function isAction(requirement: Requirement): requirement is ActionRequirement {
  return requirement.kind === 'action';
}

function checkOf(requirement: ActionRequirement): ActionCheck {
  return { requirement, headers: { 'WWW-Authenticate': insufficientScope(requirement.actions) } };
}

/**
 * Checks 9 and 10: lets a token pass that has everything asked for.
 *
 * @throws DialogTokenRefusal `missing-action`, `missing-entity`, `insufficient-level`
 */
export function authorize(token: DialogToken, request: DialogRequest, authorization: Authorization): void {
  for (const { requirement, headers } of authorization.actions) {
    if (!hasActions(token, requirement) && !hasEntity(token, request, requirement.orEntity)) {
      throw new DialogTokenRefusal('missing-action', { headers });
    }
  }
  for (const entity of authorization.entities) {
    if (!hasEntity(token, request, entity))
      throw new DialogTokenRefusal('missing-entity', { headers: missingEntityHeaders });
  }
  if (token.level < authorization.level) {
    throw new DialogTokenRefusal('insufficient-level', { members: { requiredLevel: authorization.level } });
  }
}

function hasActions(token: DialogToken, { quantity, actions }: ActionRequirement): boolean {
  for (const action of actions) {
    const granted = token.grants(action);
    if (granted !== (quantity === 'all')) return granted;
  }
  return quantity === 'all';
}

function hasEntity(token: DialogToken, request: DialogRequest, entity: EntityReference | undefined): boolean {
  const reference = entity?.(request);
  if (reference === undefined) return false;
  return typeof reference === 'string' ? token.lists(reference) : reference.some((each) => token.lists(each));
}
