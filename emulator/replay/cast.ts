import type { Localization } from '../model/dialog.js';
import type { Organisation, Persona, ServiceResource } from '../policy.js';
import { isPerson } from '../validation/identifiers.js';
import { callerOf, claimsIn, type Exchange, isCreation, isObject } from './recording.js';

const keyRole = 'urn:altinn:rolecode:dagl';

const somebodyElse = '000000000';

/** The service resources that the recordings mention, and whose each of them is. */
export function resourcesIn(exchanges: readonly Exchange[]): ServiceResource[] {
  const urns = new Set(JSON.stringify(exchanges).match(/urn:altinn:resource:[a-z0-9][a-z0-9_-]*/g));
  const creations = exchanges.filter(isCreation);
  const creator = creations.find(({ answer }) => answer.status === 201)?.as ?? '';
  const owner = /^service owner (\d+)/.exec(creator)?.[1] ?? somebodyElse;
  const isKnown = (urn: string) =>
    !creations.some(({ body, answer }) => asksFor(body, urn) && hasError(answer.body, 'ServiceResource'));
  const refusals = exchanges.filter(
    ({ as, answer }) => as.startsWith(`service owner ${owner} `) && answer.status === 403,
  );
  const isForeign = (urn: string) =>
    refusals.some(({ answer }) => JSON.stringify(answer.body ?? '').includes(`${urn}]`));
  const shape = shapeIn(exchanges);
  return [...urns]
    .filter(isKnown)
    .map((urn) => Object.assign({ urn, owner: isForeign(urn) ? somebodyElse : owner }, shape));
}

/** Properties that the answers show for all service resources alike. */
function shapeIn(exchanges: readonly Exchange[]): Omit<ServiceResource, 'urn' | 'owner'> {
  const bodies = exchanges.map(({ answer }) => answer.body);
  const lookup = bodies.find((body) => isObject(body) && isObject(body['serviceOwner'])) as
    Record<'serviceResource' | 'serviceOwner', { readonly name: readonly Localization[] }> | undefined;
  const dialog = bodies.find((body) => isObject(body) && 'serviceResourceType' in body) as
    Record<string, string> | undefined;
  return {
    type: dialog?.['serviceResourceType'] ?? 'genericaccessresource',
    ownerCode: dialog?.['org'] ?? 'org',
    ...(lookup && { title: lookup.serviceResource.name, ownerName: lookup.serviceOwner.name }),
  };
}

function asksFor(body: unknown, urn: string): boolean {
  return isObject(body) && body['serviceResource'] === urn;
}

function hasError(body: unknown, key: string): boolean {
  return isObject(body) && isObject(body['errors']) && key in body['errors'];
}

/** The organisations whose names the answers tell. */
export function organisationsIn(exchanges: readonly Exchange[]): Organisation[] {
  return exchanges
    .flatMap(authorizedPartiesIn)
    .filter(({ party }) => !isPerson(party))
    .map(({ party, name }) => ({ number: party.slice(party.lastIndexOf(':') + 1), name }));
}

/**
 * The end users and system users that call, or are named by callers, each with the level and the claims in the answers.
 * They hold their rights by delegation of the service: the rights change with the exchange.
 */
export function personasIn(exchanges: readonly Exchange[], resources: readonly ServiceResource[]): Persona[] {
  const parties = [...new Set(JSON.stringify(exchanges).match(/urn:altinn:[a-z]+:identifier-no:\d+/g))];
  const users = new Set(exchanges.flatMap(usersIn));
  const names = new Map(namesIn(exchanges.map(({ answer }) => answer.body)));
  return [...users].map((as) => {
    const own = exchanges.filter((exchange) => usersIn(exchange).includes(as));
    const listed = own.flatMap(authorizedPartiesIn);
    const held = listed.length > 0 ? listed.map(({ party }) => party) : parties;
    const delegated = held.flatMap((party) => resources.map(({ urn }) => ({ party, role: urn })));
    const keys = listed.filter(({ hasKeyRole }) => hasKeyRole).map(({ party }) => ({ party, role: keyRole }));
    return personaOf(as, own, [...delegated, ...keys], names);
  });
}

/** The caller, and the end user that a service owner names. */
function usersIn(exchange: Exchange): string[] {
  const [, number] = /[?&]enduserid=urn:altinn:person:identifier-no:(\d+)/i.exec(exchange.path) ?? [];
  const as = callerOf(exchange);
  return [...(/^(?:end|system) user/.test(as) ? [as] : []), ...(number === undefined ? [] : [`end user ${number}`])];
}

interface AuthorizedParty {
  readonly party: string;
  readonly name: string;
  readonly hasKeyRole: boolean;
}

function authorizedPartiesIn({ answer: { body } }: Exchange): AuthorizedParty[] {
  return isObject(body) && Array.isArray(body['authorizedParties'])
    ? (body['authorizedParties'] as AuthorizedParty[])
    : [];
}

function personaOf(
  as: string,
  own: readonly Exchange[],
  roles: Persona['roles'],
  names: ReadonlyMap<string, string>,
): Persona {
  const claims = own.map(({ answer }) => claimsIn(answer)).find((each) => each !== undefined);
  const isEmailUser = as.includes('@');
  // A stranger is who was never shown anything; an e-mail user is refused for the level.
  const isStranger = own.every(({ answer }) => answer.status >= 300 || isEmptyPage(answer.body)) && !isEmailUser;
  const consumer = (claims?.['c'] as string | undefined) ?? consumerOf(as.replace(/^end user /, ''));
  const systemUser = claims?.['y'] as string | undefined;
  return {
    id: as,
    name: names.get(systemUser ?? consumer) ?? as,
    description: as,
    consumer,
    level: (claims?.['l'] as Persona['level'] | undefined) ?? (isEmailUser ? 0 : 4),
    roles: isStranger ? [] : roles,
    ...(systemUser !== undefined && { systemUser: { id: systemUser, organisation: String(claims?.['o']) } }),
  };
}

function isEmptyPage(body: unknown): boolean {
  return isObject(body) && Array.isArray(body['items']) && body['items'].length === 0;
}

function consumerOf(identifier: string): string {
  const kind = identifier.includes('@') ? 'idporten-email' : 'identifier-no';
  return `urn:altinn:person:${kind}:${identifier}`;
}

/** Every actor with both id and name; a person's name the other way round than the register writes it. */
function namesIn(value: unknown): [string, string][] {
  if (Array.isArray(value)) return value.flatMap(namesIn);
  if (!isObject(value)) return [];
  const { actorId, actorName } = value;
  if (typeof actorId === 'string' && typeof actorName === 'string') {
    const [last = '', ...others] = actorName.split(' ');
    return [[actorId, isPerson(actorId) ? [...others, last].join(' ') : actorName]];
  }
  return Object.values(value).flatMap(namesIn);
}
