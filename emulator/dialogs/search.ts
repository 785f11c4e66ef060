import { PlatformProblem } from '../http/problem.js';
import type { Dialog } from './dialog.js';

/** A query string, parsed: a parameter that is repeated is an array. */
export type Query = Readonly<Record<string, string | readonly string[] | undefined>>;

/** One page of a search, as Dialogporten answers it. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly hasNextPage: boolean;
  readonly continuationToken: string | null;
  readonly orderBy: string;
}

const defaultLimit = 100;
const highestLimit = 1000;

/**
 * The dialogs that the query asks for, by party, service resource and external reference.
 *
 * @param candidates the dialogs that the caller may see, the newest first
 * @throws PlatformProblem 400 for a limit or continuation token that is not valid
 */
export function search(candidates: readonly Dialog[], query: Query): Page<Dialog> {
  const found = candidates.filter(
    (dialog) =>
      isAmong(query['party'], dialog.party) &&
      isAmong(query['serviceResource'], dialog.serviceResource) &&
      isAmong(query['externalReference'], dialog.externalReference) &&
      isAmong(query['status'], dialog.status),
  );
  const start = startOf(found, query['continuationToken']);
  const limit = limitOf(query['limit']);
  const items = found.slice(start, start + limit);
  const hasNextPage = start + limit < found.length;
  return {
    items,
    hasNextPage,
    continuationToken: hasNextPage ? (items.at(-1)?.id ?? null) : null,
    orderBy: 'createdAt_desc',
  };
}

function isAmong(wanted: Query[string], value: string | undefined): boolean {
  if (wanted === undefined) return true;
  return typeof wanted === 'string' ? wanted === value : value !== undefined && wanted.includes(value);
}

function limitOf(limit: Query[string]): number {
  if (limit === undefined) return defaultLimit;
  const number = Number(limit);
  if (Number.isInteger(number) && number >= 1 && number <= highestLimit) return number;
  throw new PlatformProblem(400, { limit: [`must be an integer between 1 and ${highestLimit}`] });
}

function startOf(found: readonly Dialog[], continuationToken: Query[string]): number {
  if (continuationToken === undefined) return 0;
  const last = found.findIndex(({ id }) => id === continuationToken);
  if (last < 0) throw new PlatformProblem(400, { continuationToken: ['is not known'] });
  return last + 1;
}
