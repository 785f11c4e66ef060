import { PlatformProblem } from '../http/problem.js';

/** The problem for an entity that does not exist, or not for the caller. */
export function notFound(entity: string, id: string): PlatformProblem {
  return new PlatformProblem(404, {
    [entity]: [`Entity '${entity}' with the following key(s) was not found: (${id}).`],
  });
}

/** The problem for a deleted dialog. */
export function removed(id: string): PlatformProblem {
  return new PlatformProblem(410, {
    DialogEntity: [`Entity 'DialogEntity' with the following key(s) is removed: (${id}).`],
  });
}
