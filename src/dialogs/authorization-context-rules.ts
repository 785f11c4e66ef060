import type { AuthorizationContext } from '../dialogporten/dialogporten-types.js';

const mostParties = 3;
const longestTokenRef = 50;
const longestName = 255;
/** A URN of a task or subresource, or a bare name; another service has a field of its own. */
const attributeForm = /^(?:urn:altinn:(?!resource:)[a-z][a-z0-9_-]*:)?[a-z][a-z0-9_-]*$/i;
const resourceForm = /^urn:altinn:resource:[a-z0-9_-]+$/i;

/** Faults for which Dialogporten would refuse an authorization context. */
export function* contextFaults(what: string, context: AuthorizationContext): Generator<string> {
  const { action, tokenRef, parties = [], includeDialogParty, serviceResource, additionalResourceAttribute } = context;
  if (parties.length === 0 && includeDialogParty !== true) yield `gives the context of ${what} no party`;
  if (parties.length > mostParties) yield `gives the context of ${what} more than ${mostParties} parties`;
  if (new Set(parties).size < parties.length) yield `gives the context of ${what} a party twice`;
  if (action !== undefined && !isName(action, longestName))
    yield `gives the context of ${what} no action of 1 to 255 characters`;
  if (tokenRef !== undefined && !isName(tokenRef, longestTokenRef)) {
    yield `gives the context of ${what} no tokenRef of 1 to ${longestTokenRef} characters`;
  }
  if (serviceResource !== undefined && !resourceForm.test(serviceResource)) {
    yield `gives the context of ${what} a service resource that is none`;
  }
  if (additionalResourceAttribute !== undefined && !attributeForm.test(additionalResourceAttribute)) {
    yield `gives the context of ${what} an attribute that is no part of a service`;
  }
}

function isName(text: string, longest: number): boolean {
  return text.trim() !== '' && text.length <= longest;
}
