import { METHOD_METADATA } from '@nestjs/common/constants.js';
import { dialogTokenStrategyName } from './dialog-token.strategy.js';
import { documented, documentRefusals, documentResponse, openApi } from './openapi-metadata.js';
import type { RefusalKind } from './refusal.js';
import { type ActionRequirement, type Requirement, requiredLevelOf, requirementsOf } from './requirement.js';

/** One security requirement object of OpenAPI: all its scopes are needed; a list of objects means any one of them. */
type SecurityRequirement = Readonly<Record<string, readonly string[]>>;

/** The guard reads it, and so no handler declares it. */
const dialogIdParameter = { name: 'dialogId', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } };

/** Refusals of any dialog endpoint, in the order in which it looks. */
const refusalsOfTokens: readonly RefusalKind[] = [
  'missing-token',
  'invalid-token',
  'unavailable',
  'foreign-resource',
  'not-found',
  'dialog-mismatch',
];

/**
 * Documents, in OpenAPI, the requirements of the handlers that a controller declares, by themselves and by the
 * controller.
 */
export function documentHandlersOf(controller: NewableFunction): void {
  for (const { value } of Object.values(Object.getOwnPropertyDescriptors(controller.prototype))) {
    if (typeof value === 'function' && Reflect.hasMetadata(METHOD_METADATA, value)) {
      documentDialogId(value);
      documentRequirements(value, requirementsOf(controller, value));
    }
  }
}

function documentDialogId(handler: object): void {
  const parameters = documented<readonly { readonly name?: string }[]>(openApi.parameters, handler, []);
  if (parameters.some(({ name }) => name === dialogIdParameter.name)) return;
  Reflect.defineMetadata(openApi.parameters, [...parameters, dialogIdParameter], handler);
}

/**
 * Writes what a handler asks for into the metadata that `@nestjs/swagger` reads. Swagger's own decorators only ever add,
 * and alternatives is what a longer list means in OpenAPI; so this writes the whole anew each time.
 */
export function documentRequirements(handler: object, requirements: readonly Requirement[]): void {
  if (requirements.length === 0) return;
  const security = documented<readonly SecurityRequirement[]>(openApi.security, handler, []);
  const others = security.filter((requirement) => !(dialogTokenStrategyName in requirement));
  const own = alternativeScopes(requirements).map((scopes) => ({ [dialogTokenStrategyName]: scopes }));
  Reflect.defineMetadata(openApi.security, [...others, ...own], handler);

  documentResponse(handler, 403, forbiddenDescription(requirements));
  documentRefusals(handler, [...refusalsOfTokens, ...requirements.flatMap(refusalsOf)]);

  const level = requiredLevelOf(requirements);
  if (level > 0) {
    const extensions = documented(openApi.extensions, handler, {});
    Reflect.defineMetadata(openApi.extensions, { ...extensions, 'x-required-level': level }, handler);
  }
}

/** The requirements' actions as a list of alternatives, each a list of scopes that are needed together. */
function alternativeScopes(requirements: readonly Requirement[]): readonly (readonly string[])[] {
  let alternatives: readonly (readonly string[])[] = [[]];
  for (const requirement of requirements) {
    if (requirement.kind !== 'action') continue;
    const choices = choicesOf(requirement);
    alternatives = alternatives.flatMap((scopes) => choices.map((choice) => union(scopes, choice)));
  }
  return alternatives;
}

/** Refusals of a token that does not meet a requirement; where an entity may stand in, the handler refuses, too. */
function refusalsOf(requirement: Requirement): readonly RefusalKind[] {
  switch (requirement.kind) {
    case 'action':
      return requirement.orEntity === undefined ? ['missing-action'] : ['missing-action', 'missing-entity'];
    case 'entity':
      return ['missing-entity'];
    case 'level':
      return ['insufficient-level'];
  }
}

function union(some: readonly string[], others: readonly string[]): readonly string[] {
  return [...new Set([...some, ...others])];
}

function choicesOf({ quantity, actions }: ActionRequirement): readonly (readonly string[])[] {
  return quantity === 'all' ? [actions] : actions.map((action) => [action]);
}

function forbiddenDescription(requirements: readonly Requirement[]): string {
  return `Refused, unless the token is for this dialog, ${requirements.map(phraseOf).join(', ')}.`;
}

function phraseOf(requirement: Requirement): string {
  switch (requirement.kind) {
    case 'action': {
      const actions = requirement.actions.map((action) => `\`${action}\``);
      const granted = actions.join(requirement.quantity === 'all' ? ' and ' : ' or ');
      return `grants ${granted}${requirement.orEntity === undefined ? '' : ' or lists the entity in `e`'}`;
    }
    case 'entity':
      return 'lists the entity in `e`';
    case 'level':
      return `has level ${requirement.level} or higher`;
  }
}
