import { documentHandlersOf, documentRequirements } from './requirement-document.js';
import { addRequirement, type Requirement, requirementsOn } from './requirement.js';

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
