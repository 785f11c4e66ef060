import { PlatformProblem } from '../http/problem.js';
import { lowerCased, type Query } from '../http/query.js';
import { openApi } from '../validation/openapi-document.js';
import type { Dialog } from './dialog.js';

export type { Query };

/** One page of a search, as Dialogporten answers it. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly hasNextPage: boolean;
  readonly continuationToken: string | null;
  readonly orderBy: string;
}

const defaultLimit = 100;
const highestLimit = 1000;
const statuses = openApi.components.schemas['DialogsEntities_DialogStatus']!['enum'] as readonly string[];

/**
 * The dialogs that the query asks for, by party, service resource, reference, status and idempotent key; those first whose
 * content changed last.
 *
 * @param candidates the dialogs that the caller may see
 * @throws PlatformProblem 400 for a parameter that is not valid
 */
export function search(candidates: readonly Dialog[], given: Query): Page<Dialog> {
  const query = lowerCased(given);
  assertStatuses(query['status']);
  const limit = limitOf(query['limit']);
  const found = candidates
    .filter(
      (dialog) =>
        isAmong(query['party'], dialog.party) &&
        isAmong(query['serviceresource'], dialog.serviceResource) &&
        isAmong(query['externalreference'], dialog.externalReference) &&
        isAmong(query['idempotentkey'], dialog.idempotentKey) &&
        isAmong(query['status'], dialog.status),
    )
    .toSorted((one, other) => placeOf(other).localeCompare(placeOf(one)));
  const start = startOf(found, query['continuationtoken']);
  const items = found.slice(start, start + limit);
  const hasNextPage = start + limit < found.length;
  const last = items.at(-1);
  return {
    items,
    hasNextPage,
    continuationToken: hasNextPage && last ? continuationOf(last) : null,
    orderBy: 'contentupdatedat_desc,id_desc',
  };
}

function placeOf({ contentUpdatedAt, id }: Dialog): string {
  return `${contentUpdatedAt} ${id}`;
}

function continuationOf({ contentUpdatedAt, id }: Dialog): string {
  return `contentupdatedat_${contentUpdatedAt},id_${id}`;
}

function isAmong(wanted: Query[string], value: string | undefined): boolean {
  if (wanted === undefined) return true;
  return value !== undefined && [wanted].flat().some((each) => each.toLowerCase() === value.toLowerCase());
}

function assertStatuses(wanted: Query[string]): void {
  for (const status of [wanted ?? []].flat()) {
    if (statuses.some((known) => known.toLowerCase() === status.toLowerCase())) continue;
    throw new PlatformProblem(400, { status: [`Value [${status}] is not valid for a [List\`1] property!`] });
  }
}

function limitOf(limit: Query[string]): number {
  if (limit === undefined) return defaultLimit;
  const number = Number(limit);
  if (Number.isInteger(number) && number >= 1 && number <= highestLimit) return number;
  throw new PlatformProblem(400, {
    limit: [`'Limit' must be between 1 and ${highestLimit}. You entered ${String(limit)}.`],
  });
}

function startOf(found: readonly Dialog[], continuationToken: Query[string]): number {
  if (continuationToken === undefined) return 0;
  const last = found.findIndex((dialog) => continuationOf(dialog) === continuationToken);
  if (last < 0) throw new PlatformProblem(400, { continuationToken: ['is not known'] });
  return last + 1;
}
