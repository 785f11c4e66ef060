import { GraphQLError } from 'graphql';
import { searchLimits } from '../dialogs/search-filter.js';
import { PlatformProblem } from '../http/problem.js';
import type { Platform } from '../platform.js';
import type { Persona } from '../policy.js';
import { dialogBehind, lookedUpFor } from '../registers/dialog-lookup.js';
import { serviceCatalogue } from '../registers/services.js';
import { isParty } from '../validation/identifiers.js';

/** Where a reference leads, or why the persona is not told. */
export function dialogLookup(platform: Platform, persona: Persona, instanceRef: string) {
  try {
    return { lookup: lookedUpFor(platform, persona, dialogBehind(platform, instanceRef, false)), errors: [] };
  } catch (error) {
    if (!(error instanceof PlatformProblem)) throw error;
    const kinds: Readonly<Record<number, string>> = { 400: 'ValidationError', 403: 'Forbidden', 404: 'NotFound' };
    const type = `DialogLookup${kinds[error.status]}`;
    return {
      errors: Object.values(error.errors).flatMap((messages) =>
        messages.map((message) => ({ __typename: type, message })),
      ),
    };
  }
}

/** Services that a search may be narrowed to. */
export interface ServiceResourcesArguments {
  readonly parties?: readonly string[] | null;
  readonly includeUnauthorized: boolean;
}

/** The services that have dialogs: all of them, or those that the persona has something to do with. */
export function serviceResources(platform: Platform, persona: Persona, asked: ServiceResourcesArguments) {
  if (asked.includeUnauthorized) return serviceCatalogue(platform);
  const { parties } = asked;
  const most = searchLimits.endUserSearch.maxPartyFilterValues;
  if (parties && (parties.length < 1 || parties.length > most || !parties.every(isParty)))
    throw new GraphQLError(`parties must be 1 to ${most} parties, each by its URN`);
  return serviceCatalogue(platform, persona, parties);
}
