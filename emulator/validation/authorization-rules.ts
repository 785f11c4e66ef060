import type { AuthorizationContext } from '../model/authorization-context.js';
import type { Input } from '../model/input.js';
import { checkLength, checkRequired, checkUnique } from './field-rules.js';
import { isParty } from './identifiers.js';
import { partyForm } from './party-form.js';
import type { Violations } from './violations.js';

/** Something that a user may be authorised on. */
interface Authorized {
  readonly authorizationAttribute?: string | null | undefined;
  readonly authorizationContext?: Input<AuthorizationContext> | null | undefined;
}

const attributeForm = /^(?:urn:altinn:[a-z][a-z0-9_-]*:)?[a-z][a-z0-9_-]*$/i;
const resourcePrefix = 'urn:altinn:resource:';
const mostParties = 3;
const longestTokenRef = 50;

/** The older attribute (FluentValidationStringExtensions.cs). */
export function checkAuthorization(violations: Violations, at: string, { authorizationAttribute }: Authorized): void {
  checkAttribute(violations, `${at}.authorizationAttribute`, authorizationAttribute);
}

/** The context, which stands in the attribute's place. */
export function checkContext(violations: Violations, at: string, entity: Authorized): void {
  const { authorizationAttribute, authorizationContext: context } = entity;
  if (!context) return;
  if (authorizationAttribute) {
    violations.add(
      `${at}.authorizationAttribute`,
      "'AuthorizationAttribute' cannot be combined with 'AuthorizationContext'.",
    );
  }
  const field = `${at}.authorizationContext`;
  const parties = context.parties ?? [];
  if (parties.length === 0 && !context.includeDialogParty) {
    violations.add(`${field}.parties`, "'Parties' must have at least one when 'IncludeDialogParty' is false.");
  }
  if (parties.length > mostParties) violations.add(`${field}.parties`, `'Parties' must be at most ${mostParties}.`);
  checkUnique(violations, `${field}.parties`, parties);
  for (const [index, party] of parties.entries()) {
    if (!isParty(party)) violations.add(`${field}.parties[${index}]`, `'Parties' ${partyForm}`);
  }
  checkAttribute(violations, `${field}.additionalResourceAttribute`, context.additionalResourceAttribute);
  if (context.additionalResourceAttribute?.toLowerCase().startsWith(resourcePrefix)) {
    violations.add(`${field}.additionalResourceAttribute`, "Another service stands in 'ServiceResource'.");
  }
  if (typeof context.serviceResource === 'string' && !context.serviceResource.startsWith(resourcePrefix)) {
    violations.add(`${field}.serviceResource`, `'ServiceResource' must start with '${resourcePrefix}'.`);
  }
  if (typeof context.action === 'string') checkRequired(violations, `${field}.action`, context.action);
  checkLength(violations, `${field}.action`, context.action);
  if (typeof context.tokenRef === 'string') checkRequired(violations, `${field}.tokenRef`, context.tokenRef);
  checkLength(violations, `${field}.tokenRef`, context.tokenRef, longestTokenRef);
  if (typeof context.unauthorizedPresentation !== 'string') {
    violations.add(`${field}.unauthorizedPresentation`, "'UnauthorizedPresentation' must be 'Disabled' or 'Excluded'.");
  }
}

function checkAttribute(violations: Violations, field: string, attribute: string | null | undefined): void {
  if (attribute === null || attribute === undefined) return;
  checkLength(violations, field, attribute);
  if (!attributeForm.test(attribute)) violations.add(field, `'${attribute}' is neither a URN nor a name.`);
}
