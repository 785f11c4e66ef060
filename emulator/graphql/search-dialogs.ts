import { checkFilter, type SearchFilter, searchLimits } from '../dialogs/search-filter.js';
import { defaultOrder, type Order, type OrderField, Place } from '../dialogs/search-order.js';
import { defaultLimit, highestLimit, search } from '../dialogs/search.js';
import { accessibleDialogs, asListed, viewerOf } from '../end-user/dialog-access.js';
import { endUserSummary } from '../end-user/dialog-view.js';
import type { Platform } from '../platform.js';
import type { Persona } from '../policy.js';
import { Violations } from '../validation/violations.js';

type SortType = Partial<Record<OrderField, 'ASC' | 'DESC' | null>>;

/** Criteria of a search in GraphQL. */
export interface SearchInput extends SearchFilter {
  readonly limit?: number | null;
  readonly continuationToken?: string | null;
  readonly orderBy?: readonly SortType[] | null;
}

/** One page of the persona's dialogs, or what is wrong with the question (SearchDialogInputValidator.cs, SearchDialogQueryValidator.cs). */
export function searchDialogs(platform: Platform, persona: Persona, input: SearchInput) {
  const { orderBy, continuationToken, limit } = input;
  if (typeof continuationToken === 'string' && !orderBy)
    return refused('ValidationError', ['OrderBy must be set when ContinuationToken is set.']);
  const orders = orderBy ? ordersOf(orderBy) : defaultOrder;
  if (!orders) return refused('ValidationError', ['Exactly one property must be set on each OrderBy object.']);
  const after = typeof continuationToken === 'string' ? Place.in(continuationToken, orders) : undefined;
  if (typeof continuationToken === 'string' && !after)
    return refused('ContinuationTokenParsingError', [
      'An error occurred while parsing the ContinuationToken parameter',
    ]);
  const faults = faultsIn(platform, input);
  if (faults.length > 0) return refused('ValidationError', faults);
  const page = search(accessibleDialogs(platform, persona), input, { orders, after, limit: limit ?? defaultLimit });
  return {
    ...page,
    items: page.items.map((dialog) => endUserSummary(asListed(platform, persona, dialog), viewerOf(persona))),
    orderBy: orders.map(({ by, isDescending }) => ({ [by]: isDescending ? 'DESC' : 'ASC' })),
    errors: [],
  };
}

function faultsIn(platform: Platform, input: SearchInput): string[] {
  const violations = new Violations({ now: platform.now(), isExempt: () => false, mayEmbedHtml: false });
  checkFilter(violations, input, searchLimits.endUserSearch);
  if (typeof input.limit === 'number' && (input.limit < 1 || input.limit > highestLimit))
    violations.add('limit', `'Limit' must be between 1 and ${highestLimit}. You entered ${input.limit}.`);
  if (!input.party?.length && !input.serviceResource?.length)
    violations.add('', 'Either ServiceResource or Party must be specified.');
  return violations.messages;
}

/** Undefined for no order at all, and for a part that has none or several. */
function ordersOf(sorts: readonly SortType[]): readonly Order[] | undefined {
  const orders = sorts.map((sort): Order | undefined => {
    const [given, ...others] = Object.entries(sort).filter(([, direction]) => direction !== null);
    if (!given || others.length > 0) return undefined;
    return { by: given[0] as OrderField, isDescending: given[1] === 'DESC' };
  });
  return orders.length > 0 && orders.every((order) => order !== undefined) ? orders : undefined;
}

function refused(kind: string, messages: readonly string[]) {
  const errors = messages.map((message) => ({ __typename: `SearchDialog${kind}`, message }));
  return { items: [], hasNextPage: false, orderBy: [], errors };
}
