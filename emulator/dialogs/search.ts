import type { Dialog } from '../model/dialog.js';
import { isFound, type SearchFilter } from './search-filter.js';
import { type Order, Place } from './search-order.js';

/** One page of what was found. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly hasNextPage: boolean;
  /** Where the page ends; none on an empty one. */
  readonly continuationToken?: string;
}

/** The page wanted, and its order. */
export interface Paging {
  readonly orders: readonly Order[];
  readonly after?: Place | undefined;
  readonly limit: number;
}

/** How many dialogs a page has where the caller does not say, and at most. */
export const defaultLimit = 100;
export const highestLimit = 1000;

/**
 * The dialogs that are searched for.
 *
 * @param candidates the dialogs that the caller may see
 */
export function search(
  candidates: readonly Dialog[],
  filter: SearchFilter,
  { orders, after, limit }: Paging,
): Page<Dialog> {
  const found = candidates
    .filter((dialog) => isFound(dialog, filter))
    .map((dialog) => ({ dialog, place: Place.of(dialog, orders) }))
    .filter(({ place }) => after === undefined || place.compare(after, orders) > 0)
    .toSorted((one, other) => one.place.compare(other.place, orders));
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return {
    items: page.map(({ dialog }) => dialog),
    hasNextPage: page.length < found.length,
    ...(last && { continuationToken: last.place.token }),
  };
}
