import { PlatformProblem } from '../http/problem.js';

/** What is said of an entity that is not there, or not for the caller. */
export function notFound(entity: string, id: string): PlatformProblem {
  return new PlatformProblem(404, {
    [entity]: [`Entity '${entity}' with the following key(s) was not found: (${id}).`],
  });
}

/** What is said of a dialog that is deleted. */
export function removed(id: string): PlatformProblem {
  return new PlatformProblem(410, {
    DialogEntity: [`Entity 'DialogEntity' with the following key(s) is removed: (${id}).`],
  });
}
