import type { Persona, ServiceResource } from '../policy.js';
import { isPerson } from '../validation/identifiers.js';
import { claimsIn, type Exchange, isCreation, isObject } from './recording.js';

/** The one role that everybody holds for everybody in a replay: what it may do changes with the exchange. */
export const role = 'urn:altinn:rolecode:recorded';

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

/** What the answers tell of all service resources alike. */
function shapeIn(exchanges: readonly Exchange[]): Pick<ServiceResource, 'type' | 'ownerCode' | 'minimumLevel'> {
  const bodies = exchanges.map(({ answer }) => answer.body);
  const dialog = bodies.find((body) => isObject(body) && 'serviceResourceType' in body) as
    Record<string, string> | undefined;
  const isLevelAsked = bodies.some((body) => JSON.stringify(body ?? '').includes('authentication level too low'));
  return {
    type: dialog?.['serviceResourceType'] ?? 'genericaccessresource',
    ownerCode: dialog?.['org'] ?? 'org',
    minimumLevel: isLevelAsked ? 3 : 0,
  };
}

function asksFor(body: unknown, urn: string): boolean {
  return isObject(body) && body['serviceResource'] === urn;
}

function hasError(body: unknown, key: string): boolean {
  return isObject(body) && isObject(body['errors']) && key in body['errors'];
}

/** The end users and system users who ask, each with the level and the claims that the answers tell. */
export function personasIn(exchanges: readonly Exchange[]): Persona[] {
  const parties = [...new Set(JSON.stringify(exchanges).match(/urn:altinn:[a-z]+:identifier-no:\d+/g))];
  const users = new Set(exchanges.map(({ as }) => as).filter((as) => /^(?:end|system) user/.test(as)));
  const names = new Map(namesIn(exchanges.map(({ answer }) => answer.body)));
  const askedBy = (as: string) => exchanges.filter((exchange) => exchange.as === as);
  return [...users].map((as) => personaOf(as, askedBy(as), parties, names));
}

function personaOf(
  as: string,
  own: readonly Exchange[],
  parties: readonly string[],
  names: ReadonlyMap<string, string>,
): Persona {
  const claims = own.map(({ answer }) => claimsIn(answer)).find((each) => each !== undefined);
  const isEmailUser = as.includes('@');
  // A stranger is who was refused for nothing but that; an e-mail user is refused for the level.
  const isStranger = own.every(({ answer }) => hasError(answer.body, 'Forbidden')) && !isEmailUser;
  const consumer = (claims?.['c'] as string | undefined) ?? consumerOf(as.replace(/^end user /, ''));
  const systemUser = claims?.['y'] as string | undefined;
  return {
    id: as,
    name: names.get(systemUser ?? consumer) ?? as,
    description: as,
    consumer,
    level: (claims?.['l'] as Persona['level'] | undefined) ?? (isEmailUser ? 0 : 4),
    roles: isStranger ? [] : parties.map((party) => ({ party, role })),
    ...(systemUser !== undefined && { systemUser: { id: systemUser, organisation: String(claims?.['o']) } }),
  };
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
