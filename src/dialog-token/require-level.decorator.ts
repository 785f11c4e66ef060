import { requirementDecorator } from './requirement.decorator.js';

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
