import type { Client } from 'pg';
import { getTableName, is, type OwnTables, PgTable } from './drizzle.js';
import { sqlStateName } from '../logging/error-report.js';
import { type Migration, migrationSets } from './migrations.js';
import * as schema from './schema.js';

const tables = Object.values<unknown>(schema).flatMap((each) => (is(each, PgTable) ? [getTableName(each)] : []));

const namesOf = (own: readonly OwnTables[]) => [...tables, ...own.flatMap((each) => each.tables.map(getTableName))];

/** Rights that our role lacks, in words; empty where it lacks none. */
type Lacking = readonly string[];

/** Rights in our tables that our role lacks, of those that the service needs at all times. */
export async function lackingToServe(client: Pick<Client, 'query'>, own: readonly OwnTables[] = []): Promise<Lacking> {
  const { rows } = await client.query<{ lacking: string }>(
    `SELECT string_agg("right", ', ') || ' on ' || name AS lacking
     FROM unnest($1::text[]) AS tables (name), unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS rights ("right")
     WHERE NOT coalesce(has_table_privilege(to_regclass(name), "right"), false) GROUP BY name ORDER BY name`,
    [namesOf(own)],
  );
  return rows.map(({ lacking }) => lacking);
}

/** Rights that our role lacks, of those that a migration needs. */
export async function lackingToMigrate(
  client: Pick<Client, 'query'>,
  own: readonly OwnTables[] = [],
): Promise<Lacking> {
  const { rows } = await client.query<{ lacking: string }>(
    `SELECT lacking FROM (VALUES
       ('CREATE on the database',
        to_regnamespace('drizzle') IS NULL AND NOT has_database_privilege(current_database(), 'CREATE')),
       ('CREATE on the schema drizzle',
        EXISTS (SELECT FROM unnest($2::text[]) AS memories (name) WHERE to_regclass(name) IS NULL)
          AND NOT has_schema_privilege(to_regnamespace('drizzle'), 'CREATE')),
       ('INSERT on ' || (SELECT string_agg(name, ', ') FROM unnest($2::text[]) AS memories (name)
                         WHERE NOT has_table_privilege(to_regclass(name), 'INSERT')), true),
       ('CREATE on the schema ' || coalesce(current_schema(), 'of the search path'),
        NOT coalesce(has_schema_privilege(current_schema(), 'CREATE'), false)),
       ('the ownership of the tables',
        EXISTS (SELECT FROM unnest($1::text[]) AS tables (name) JOIN pg_class ON pg_class.oid = to_regclass(name)
                WHERE NOT pg_has_role(relowner, 'USAGE')))
     ) AS rights (lacking, is_lacking) WHERE is_lacking AND lacking IS NOT NULL`,
    [namesOf(own), migrationSets(own).map(({ rememberedIn }) => `drizzle.${rememberedIn}`)],
  );
  return rows.map(({ lacking }) => lacking);
}

/** The error for a lacking right, to use the tables or, where any are pending, to make migrations. */
export function lackingError(lacking: Lacking, pending: readonly Migration[]): Error {
  const denied = new Error(
    `permission denied (${sqlStateName('42501')}): our role lacks ${lacking.join('; ')} (docs/to-production.md has the grants)`,
  );
  if (pending.length === 0) return denied;
  const missing = pending.map(({ name }) => name).join(', ');
  return new Error(`migrations are missing (${missing}), which npm run migrate makes by a role that may`, {
    cause: denied,
  });
}
