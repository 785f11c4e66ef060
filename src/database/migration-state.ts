import { fileURLToPath } from 'node:url';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import type { Client } from 'pg';

const migrationsFolder = fileURLToPath(new URL('migrations', import.meta.url));

/** How far a database's tables have come. */
export interface MigrationState {
  /** How many migrations this version of the service has. */
  readonly known: number;
  /** How many have been made in the database. */
  readonly applied: number;
  /** How many are still to be made. */
  readonly pending: number;
  /** Whether our user may make them. */
  readonly mayCreate: boolean;
}

/** Looks how far the tables have come, and changes nothing. */
export async function readMigrationState(client: Pick<Client, 'query'>): Promise<MigrationState> {
  const migrations = readMigrationFiles({ migrationsFolder });
  const { rows } = await client.query<{ exists: boolean; mayCreate: boolean }>(
    `SELECT to_regclass('drizzle.__drizzle_migrations') IS NOT NULL AS exists,
            has_database_privilege(current_database(), 'CREATE') AS "mayCreate"`,
  );
  const { exists, mayCreate } = rows[0]!;
  const applied = exists ? await madeIn(client) : [];
  const newest = Math.max(0, ...applied);
  const pending = migrations.filter(({ folderMillis }) => folderMillis > newest).length;
  return { known: migrations.length, applied: applied.length, pending, mayCreate };
}

async function madeIn(client: Pick<Client, 'query'>): Promise<number[]> {
  const { rows } = await client.query<{ at: string }>('SELECT created_at AS at FROM drizzle.__drizzle_migrations');
  return rows.map(({ at }) => Number(at));
}
