import { getTableColumns, PgDialect, sql, type SQL } from '../database/drizzle.js';
import type { Queries } from '../database/database.js';
import { type DialogRow, dialogs } from '../database/schema.js';
import type { StoredDialog } from './dialog.js';
import { toDialog } from './dialogs.repository.js';
import type { DialogSearch, SearchOrder, SearchPosition } from './search.js';

/** The owner and the kinds of the dialogs that are searched. */
interface SearchScope {
  readonly serviceResources: readonly string[];
  /** The numbers of organisations; the empty text stands for dialogs of before owners were kept. */
  readonly owners: readonly string[];
}

interface SearchRange {
  readonly order: SearchOrder;
  readonly after?: SearchPosition | undefined;
  /** The most dialogs that are returned. */
  readonly limit: number;
}

interface FoundPage {
  readonly dialogs: readonly StoredDialog[];
  /** Where the next page begins. Left out: there is none. */
  readonly next?: SearchPosition;
}

/** Most dialogs that one page looks at, also for criteria without an index: its cost has a bound. */
const mostLookedAt = 1_000;

/** Large, and not needed by callers of a search. */
const leftOut: ReadonlySet<string> = new Set<keyof DialogRow>(['ours', 'others', 'pending', 'revision']);

const columns = sql.join(
  Object.entries(getTableColumns(dialogs)).map(([key, { name }]) =>
    leftOut.has(key) ? sql`NULL AS ${sql.identifier(key)}` : sql`${sql.identifier(name)} AS ${sql.identifier(key)}`,
  ),
  sql`, `,
);

const orderedBy = { changed: sql`changed_at`, created: sql`created_at` } as const;
const dialect = new PgDialect();

type FoundRow = DialogRow & { readonly at: Date; readonly matches: boolean; readonly position: string };

/**
 * The next dialogs that a search finds. Each branch of the statement reads one range of one index in the order of the
 * page, and reads no further than the page needs; further criteria are checked on each row, of at most {@link
 * mostLookedAt}.
 */
export async function findPage(
  queries: Queries,
  scope: SearchScope,
  search: DialogSearch,
  { order, after, limit }: SearchRange,
): Promise<FoundPage> {
  const branches = rangesOf(scope, search, order).map(
    ({ range, filter }) => sql`
      (SELECT ${columns}, ${orderedBy[order]} AS at, (${all(filter)}) AS matches FROM dialogs
      WHERE ${all([...range, ...timesOf(order, search), ...beyond(order, after)])}
      ORDER BY at, id LIMIT ${mostLookedAt})`,
  );
  const statement = sql`
    SELECT * FROM (
      SELECT *, row_number() OVER (ORDER BY at, id) AS position
      FROM (
        SELECT * FROM (${sql.join(branches, sql` UNION ALL `)}) AS ranges ORDER BY at, id LIMIT ${mostLookedAt}
      ) AS looked
    ) AS counted
    WHERE matches OR position = ${mostLookedAt} ORDER BY at, id LIMIT ${limit + 1}`;
  const { sql: text, params } = dialect.sqlToQuery(statement);
  const { rows } = await queries.$client.query<FoundRow>(text, params);
  const last = rows.length > limit ? rows[limit - 1] : rows.find(({ position }) => Number(position) === mostLookedAt);
  return {
    dialogs: rows
      .slice(0, limit)
      .filter(({ matches }) => matches)
      .map(toDialog),
    ...(last !== undefined && { next: { at: last.at, id: last.id } }),
  };
}

interface IndexRange {
  /** The columns that an index begins with. */
  readonly range: readonly SQL[];
  /** The rest. */
  readonly filter: readonly SQL[];
}

/** The ranges of an index that hold what is looked for. The fewest dialogs have a reference in common, and then a party. */
function rangesOf(scope: SearchScope, search: DialogSearch, order: SearchOrder): readonly IndexRange[] {
  const { state, externalReference, party } = search;
  const otherTimes = timesOf(order === 'changed' ? 'created' : 'changed', search);
  const hasState = state === undefined ? [] : [sql`state ->> 'state' = ${state}`];
  const isOf = party === undefined ? [] : [sql`party = ${party}`];
  const isInScope = [
    sql`service_resource = ANY(${sql.param(scope.serviceResources)}::text[])`,
    sql`coalesce(owner, '') = ANY(${sql.param(scope.owners)}::text[])`,
  ];
  if (externalReference !== undefined) {
    const range = [sql`external_reference = ${externalReference}`];
    return [{ range, filter: [...isInScope, ...isOf, ...hasState, ...otherTimes] }];
  }
  if (party !== undefined) return [{ range: isOf, filter: [...isInScope, ...hasState, ...otherTimes] }];
  return scope.serviceResources.flatMap((resource) =>
    scope.owners.map((owner) => {
      const range = [sql`service_resource = ${resource}`, sql`coalesce(owner, '') = ${owner}`];
      return order === 'changed'
        ? { range: [...range, ...hasState], filter: otherTimes }
        : { range, filter: [...hasState, ...otherTimes] };
    }),
  );
}

function timesOf(order: SearchOrder, search: DialogSearch): readonly SQL[] {
  const { changedFrom, changedBefore, createdFrom, createdBefore } = search;
  const [from, before] = order === 'changed' ? [changedFrom, changedBefore] : [createdFrom, createdBefore];
  return [
    ...(from === undefined ? [] : [sql`${orderedBy[order]} >= ${from.toISOString()}::timestamptz`]),
    ...(before === undefined ? [] : [sql`${orderedBy[order]} < ${before.toISOString()}::timestamptz`]),
  ];
}

function beyond(order: SearchOrder, after: SearchPosition | undefined): readonly SQL[] {
  if (after === undefined) return [];
  return [sql`(${orderedBy[order]}, id) > (${after.at.toISOString()}::timestamptz, ${after.id}::uuid)`];
}

function all(conditions: readonly SQL[]): SQL {
  return conditions.length === 0 ? sql`true` : sql.join([...conditions], sql` AND `);
}
