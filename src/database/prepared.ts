import type { QueryResultRow } from 'pg';
import { is, PgDialect, Placeholder, sql, type SQL } from './drizzle.js';
import type { Queries } from './database.js';

/*
 * Statements that every request needs: built once, and parsed and planned by the server once for each connection, where
 * that keeps them.
 */

type Placeholders<Values> = { readonly [Name in keyof Values]: Placeholder };

interface Preparable<Result> {
  prepare(name: string): { execute(values: Record<string, unknown>): Promise<Result> };
}

/**
 * A query of Drizzle's.
 *
 * @param name one of its own
 * @example
 * const dialogById = preparedQuery('dialog_by_id', (queries, { id }: Placeholders<{ id: string }>) =>
 *   queries.select().from(dialogs).where(eq(dialogs.id, id)));
 */
export function preparedQuery<Values extends object, Result>(
  name: string,
  build: (queries: Queries, values: Placeholders<Values>) => Preparable<Result>,
): (queries: Queries, values: Values) => Promise<Result> {
  const ofConnection = new WeakMap<Queries, ReturnType<Preparable<Result>['prepare']>>();
  return (queries, values) => {
    let prepared = ofConnection.get(queries);
    if (prepared === undefined) {
      prepared = build(queries, placeholders()).prepare(queries.keepsStatements ? name : '');
      ofConnection.set(queries, prepared);
    }
    return prepared.execute(values as Record<string, unknown>);
  };
}

/**
 * A statement that is written out.
 *
 * @param name one of its own
 * @returns what runs it, and returns the rows as `pg` reads them.
 */
export function preparedStatement<Values extends object, Row extends QueryResultRow>(
  name: string,
  write: (values: Placeholders<Values>) => SQL,
): (queries: Queries, values: Values) => Promise<Row[]> {
  const { sql: text, params } = new PgDialect().sqlToQuery(write(placeholders()));
  const valueOf = (values: Values, param: unknown) =>
    is(param, Placeholder) ? values[param.name as keyof Values] : param;
  return async (queries, values) => {
    const config = {
      name: queries.keepsStatements ? name : '',
      text,
      values: params.map((param) => valueOf(values, param)),
    };
    return (await queries.$client.query<Row>(config)).rows;
  };
}

function placeholders<Values>(): Placeholders<Values> {
  return new Proxy({} as Placeholders<Values>, { get: (_, name) => sql.placeholder(String(name)) });
}
