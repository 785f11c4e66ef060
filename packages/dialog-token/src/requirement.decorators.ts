import { requiredEntry } from './authorized-actions.js';
import {
  type ActionRequirement,
  addRequirement,
  type EntityReference,
  type Requirement,
  requirementsOn,
} from './requirement.js';
import { documentHandlersOf, documentRequirements } from './requirement-document.js';

/** How the actions of one `@RequireAction()` or `@RequireAnyAction()` are to be understood. */
export interface RequireActionOptions {
  /**
   * The resource that the actions are on, where they do not name their own: a URN, or a bare name, which means
   * `urn:altinn:subresource:<name>`. None means the dialog's own service resource.
   */
  readonly resource?: string;
  /**
   * Lets the request pass without the actions if the token lists this entity: for a route behind which some entities have
   * an authorization context, and some do not. The handler must tell them apart.
   */
  readonly orEntity?: EntityReference;
}

/** Actions, each alone or in the token's own notation `action,resource`; options may follow. */
export type RequiredActions = readonly [...actions: string[], last: string | RequireActionOptions];

/**
 * Lets only tokens pass that grant *all* of the actions. On a controller it counts for every handler.
 *
 * @throws TypeError at decoration, where no token could ever grant an action so written.
 * @example
 * @RequireAction('sign', { resource: 'urn:altinn:task:signing' })
 */
export function RequireAction(...actions: RequiredActions): MethodDecorator & ClassDecorator {
  return requirementDecorator(actionRequirement('RequireAction', 'all', actions));
}

/**
 * Lets only tokens pass that grant *at least one* of the actions. On a controller it counts for every handler.
 *
 * @throws TypeError at decoration, where no token could ever grant an action so written.
 * @example
 * @RequireAnyAction('delete', 'delete,urn:altinn:task:Task_1')
 */
export function RequireAnyAction(...actions: RequiredActions): MethodDecorator & ClassDecorator {
  return requirementDecorator(actionRequirement('RequireAnyAction', 'any', actions));
}

function actionRequirement(
  decorator: string,
  quantity: ActionRequirement['quantity'],
  actionsAndOptions: RequiredActions,
): ActionRequirement {
  const last = actionsAndOptions.at(-1);
  const options = typeof last === 'object' && last !== null ? last : undefined;
  const names = options === undefined ? actionsAndOptions : actionsAndOptions.slice(0, -1);
  const { resource, orEntity } = options ?? {};
  try {
    if (names.length === 0) throw new TypeError('at least one action is needed');
    if (orEntity !== undefined && typeof orEntity !== 'function') throw new TypeError('"orEntity" must be a function');
    const actions = names.map((name) => requiredEntryOf(name, resource));
    return { kind: 'action', quantity, actions: [...new Set(actions)], orEntity };
  } catch (error) {
    throw new TypeError(`@${decorator}(): ${(error as Error).message}`, { cause: error });
  }
}

function requiredEntryOf(name: unknown, resource: unknown): string {
  if (typeof name !== 'string') throw new TypeError('an action must be a string');
  if (resource !== undefined && typeof resource !== 'string') throw new TypeError('"resource" must be a string');
  return requiredEntry(name, name.includes(',') ? undefined : resource);
}

/**
 * Lets only tokens pass that list the entity that the request is about (claim `e`): a gui or api action, transmission,
 * attachment or navigational action with an authorization context of its own. For such an entity no action stands in.
 *
 * @throws TypeError at decoration, where the argument is not a function.
 * @example
 * @RequireEntity((request) => request.params.transmissionId)
 */
export function RequireEntity(entity: EntityReference): MethodDecorator & ClassDecorator {
  if (typeof entity !== 'function') throw new TypeError('@RequireEntity(): the argument must be a function');
  return requirementDecorator({ kind: 'entity', entity });
}

/**
 * Lets only tokens pass whose user is authenticated at this level or a higher one (claim `l`): 3 is substantial, 4 high.
 * It comes on top of an action or an entity; alone it is not enough.
 *
 * @throws TypeError at decoration, where the level is not a positive whole number.
 * @example
 * @RequireLevel(4)
 */
export function RequireLevel(level: number): MethodDecorator & ClassDecorator {
  if (!Number.isSafeInteger(level) || level < 1) {
    throw new TypeError('@RequireLevel(): the level must be a positive whole number');
  }
  return requirementDecorator({ kind: 'level', level });
}

/**
 * A decorator that adds a requirement to a handler, or to every handler of a controller, and documents it in OpenAPI.
 * The decorators of a class run after those of its methods, so the last word has the whole picture.
 */
export function requirementDecorator(requirement: Requirement): MethodDecorator & ClassDecorator {
  return (target: object, _name?: string | symbol, descriptor?: PropertyDescriptor) => {
    const decorated: object = descriptor === undefined ? target : descriptor.value;
    addRequirement(decorated, requirement);
    if (descriptor === undefined) documentHandlersOf(target as NewableFunction);
    else documentRequirements(decorated, requirementsOn(decorated));
  };
}
