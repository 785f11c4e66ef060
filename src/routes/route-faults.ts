import { exampleId } from '../dialogs/rules/examples.js';
import {
  dialogTokenStrategyName,
  type EntityReference,
  entryOf,
  type Requirement,
  requiredLevelOf,
} from 'nestjs-dialog-token';
import { matchesOf, type Route, type RouteMatch } from './route-table.js';
import type { ShownUrl } from './shown-urls.js';

/** The highest level that a user has (claim `l`). */
const highestLevel = 4;

/** The fault of a URL that is shown; undefined where its route exists, and lets in the users who see it. */
export function routeFault(shown: ShownUrl, routes: readonly Route[]): string | undefined {
  const { what, method } = shown;
  const path = shown.path.replace(/[?#].*$/, '');
  const matches = matchesOf(routes, path);
  const match = matches.find(({ route }) => route.method === method || route.method === 'ALL');
  if (match === undefined) {
    const others = [...new Set(matches.map(({ route }) => route.method))].join(', ');
    const rest = others === '' ? 'which leads to no route' : `and the route there answers ${others} only`;
    return `shows ${what} with ${method} ${path}, ${rest}`;
  }
  const fault = authenticationFault(shown, match) ?? actionFault(shown, match) ?? levelFault(shown, match);
  if (fault === undefined) return undefined;
  return `shows ${what} with ${method} ${path}, and its route (${match.route.handler}) ${fault}`;
}

function authenticationFault({ as }: ShownUrl, { route, params }: RouteMatch): string | undefined {
  const { strategy, isOptional = false } = route.authentication ?? {};
  const takesToken = strategy === dialogTokenStrategyName;
  if (as === 'action' && !takesToken) return 'is not one of a @DialogEndpoint()';
  if (as === 'embed' && !(takesToken && route.isEmbed)) return 'is not one of @Embeds() in a @DialogEndpoint()';
  if ((as === 'link' || as === 'schema') && strategy !== undefined && !isOptional)
    return 'asks for a token, which is not sent there';
  if (as === 'file' && strategy !== undefined && !isOptional) {
    return 'asks for a token, which a person who opens the file does not bring';
  }
  const { dialogId = exampleId } = params;
  return dialogId.toLowerCase() === exampleId ? undefined : 'would take it for that of another dialog';
}

/** Users who follow a link bring no token, and what they may do is asked for when they come. */
function actionFault(shown: ShownUrl, { route, params }: RouteMatch): string | undefined {
  if (shown.as === 'link' || shown.as === 'schema') return undefined;
  const { grant } = shown;
  const own = grant && entryOf(grant.action, grant.resource);
  const granted = new Set(['read', ...(own === undefined ? [] : [own])]);
  const listed = (entity: EntityReference) =>
    [referenceOf(entity, params)].flat().some((name) => name !== undefined && (shown.entities ?? []).includes(name));
  const unmet = route.requirements.filter(asksWhat).find((requirement) => {
    if (requirement.kind === 'entity') return !listed(requirement.entity);
    const { actions, quantity, orEntity } = requirement;
    const isMet =
      quantity === 'all' ? actions.every((each) => granted.has(each)) : actions.some((each) => granted.has(each));
    return !isMet && !(orEntity !== undefined && listed(orEntity));
  });
  if (unmet !== undefined) return `asks for ${askedBy(unmet)}, not for ${own === undefined ? 'read' : `"${own}"`}`;
  if (shown.as !== 'action' || own === undefined) return undefined;
  const asked = route.requirements.flatMap((requirement) => (requirement.kind === 'action' ? requirement.actions : []));
  return asked.includes(own) ? undefined : `asks for ${quoted(asked)}, not for "${own}"`;
}

type Asking = Exclude<Requirement, { kind: 'level' }>;

function asksWhat(requirement: Requirement): requirement is Asking {
  return requirement.kind !== 'level';
}

/** The reference may be to something in a query or a body, which only a real request has. */
function referenceOf(entity: EntityReference, params: RouteMatch['params']): string | readonly string[] | undefined {
  try {
    return entity({ headers: {}, params, query: {}, body: undefined });
  } catch {
    return undefined;
  }
}

function askedBy(requirement: Asking): string {
  if (requirement.kind === 'entity') return 'an entity that the token does not list';
  return quoted(requirement.actions, requirement.quantity === 'all' ? ' and ' : ' or ');
}

const quoted = (actions: readonly string[], joint = ' and ') => actions.map((action) => `"${action}"`).join(joint);

function levelFault({ as, level = 0 }: ShownUrl, { route }: RouteMatch): string | undefined {
  const asked = requiredLevelOf(route.requirements);
  if (asked > highestLevel) return `asks for level ${asked}, which no user has`;
  if (as !== 'action' || asked === level) return undefined;
  return `asks for ${levelNamed(asked)}, where the definition says ${levelNamed(level)}`;
}

const levelNamed = (level: number) => (level === 0 ? 'no level' : `level ${level}`);
