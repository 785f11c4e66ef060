import { createRequire } from 'node:module';
import type * as orm from 'drizzle-orm';
import type * as migrator from 'drizzle-orm/migrator';
import type * as nodePostgres from 'drizzle-orm/node-postgres';
import type * as pgCore from 'drizzle-orm/pg-core';

/*
 * Drizzle by its CommonJS files. Node.js 24 reads the package.json of a package anew for each of its ES modules, and that of
 * Drizzle has 180 kB: as ES modules it would take 2.1 s of processor time at every start, and so takes 0.2.
 */
const load = createRequire(import.meta.url);

export const {
  and,
  asc,
  count,
  desc,
  eq,
  getTableColumns,
  getTableName,
  gt,
  gte,
  inArray,
  is,
  isNotNull,
  isNull,
  lt,
  lte,
  not,
  or,
  Placeholder,
  sql,
  sum,
} = load('drizzle-orm') as typeof orm;
export const { readMigrationFiles } = load('drizzle-orm/migrator') as typeof migrator;
export const { drizzle } = load('drizzle-orm/node-postgres') as typeof nodePostgres;
export const { boolean, index, integer, jsonb, PgDialect, pgTable, PgTable, primaryKey, text, timestamp, uuid } = load(
  'drizzle-orm/pg-core',
) as typeof pgCore;

export type Placeholder = orm.Placeholder;
export type SQL<T = unknown> = orm.SQL<T>;
export type NodePgDatabase<Schema extends Record<string, unknown> = Record<string, never>> =
  nodePostgres.NodePgDatabase<Schema>;
export type PgColumn = pgCore.PgColumn;
export type PgTable = pgCore.PgTable;

/** Tables that one kind of dialog has for itself, brought up to date like ours and in the same transaction. */
export interface OwnTables {
  /** The folder of its migrations, as `drizzle-kit generate` writes them. */
  readonly migrations: URL;
  /** The table, in the schema `drizzle`, that remembers which of them were made: this kind's alone, and for good. */
  readonly rememberedIn: string;
  /** As Drizzle knows them: at the start the service looks whether its role may use them. */
  readonly tables: readonly PgTable[];
}
