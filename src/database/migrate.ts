import { fileURLToPath } from 'node:url';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate as runMigrations } from 'drizzle-orm/node-postgres/migrator';
import type { PoolClient } from 'pg';

const migrationsFolder = fileURLToPath(new URL('migrations', import.meta.url));

/** Brings our tables up to date. Not to be run by two replicas at once. */
export async function migrate(client: PoolClient): Promise<void> {
  await runMigrations(drizzle(client), { migrationsFolder });
}
