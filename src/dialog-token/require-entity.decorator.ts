import type { EntityReference } from './dialog-request.js';
import { requirementDecorator } from './requirement.decorator.js';

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
