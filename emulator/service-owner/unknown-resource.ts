import { PlatformProblem } from '../http/problem.js';

/** The problem for a service resource that the resource registry does not know. */
export function unknownResource(urn: string): PlatformProblem {
  const message = `Service resource '${urn}' is invalid: the resource registry does not know it, or not as one for dialogs.`;
  return new PlatformProblem(422, { ServiceResource: [message] });
}
