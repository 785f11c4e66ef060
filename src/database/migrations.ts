import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Client } from 'pg';
import { type OwnTables, readMigrationFiles } from './drizzle.js';

/** Migrations that are made in their order, and the table in the schema `drizzle` that remembers them. */
export type MigrationSet = Pick<OwnTables, 'migrations' | 'rememberedIn'>;

/** Those of the machinery. */
export const machinery: MigrationSet = {
  migrations: new URL('migrations', import.meta.url),
  rememberedIn: '__drizzle_migrations',
};

const tableName = /^[a-z_][a-z0-9_]{0,62}$/;

/**
 * Ours and those of the kinds of dialog, in the order in which they are made.
 *
 * @throws when two are remembered in one table, or in one whose name has to be quoted.
 */
export function migrationSets(own: readonly MigrationSet[]): readonly MigrationSet[] {
  const sets = [machinery, ...own];
  const names = sets.map(({ rememberedIn }) => rememberedIn);
  const fault = names.find((name, index) => !tableName.test(name) || names.indexOf(name) !== index);
  if (fault !== undefined) {
    throw new Error(
      `the migrations of a kind of dialog are remembered in "${fault}", which is another's or no name of a table`,
    );
  }
  return sets;
}

/** One step of the tables, as a file in `migrations/`. */
export interface Migration {
  /** The name of its file, without `.sql`; of a kind of dialog's own, behind the table that remembers it. */
  readonly name: string;
  /** The SHA-256 of its file, in hexadecimal, by which databases record it. */
  readonly hash: string;
  /** When it was written, in milliseconds since the epoch: for people. */
  readonly when: number;
  readonly statements: readonly string[];
}

/** A migration as a database remembers it. */
export interface MadeMigration {
  readonly id: number;
  readonly hash: string;
}

/** How far a database's tables have come. */
export interface MigrationState {
  /** How many migrations this version of the service has. */
  readonly known: number;
  /** Migrations still to be made, in order. */
  readonly pending: readonly Migration[];
  /** How many migrations of a newer version have been made after all of ours. */
  readonly newer: number;
}

/** The migrations of this version, in the order of the journal, which is that in which they are made. */
export function readMigrations({ migrations, rememberedIn }: MigrationSet = machinery): readonly Migration[] {
  const migrationsFolder = fileURLToPath(migrations);
  const kind = rememberedIn === machinery.rememberedIn ? '' : `${rememberedIn}/`;
  const journal = readFileSync(`${migrationsFolder}/meta/_journal.json`, 'utf8');
  const { entries } = JSON.parse(journal) as { entries: readonly { readonly tag: string }[] };
  return readMigrationFiles({ migrationsFolder }).map(({ hash, folderMillis, sql }, index) => ({
    name: `${kind}${entries[index]!.tag}`,
    hash,
    when: folderMillis,
    statements: sql,
  }));
}

/**
 * Compares what a database has with what this version has, by hash alone: the date of a migration depends on its
 * author's clock, and on the order of merges.
 *
 * @param made in the order in which they were made
 * @throws when a migration is missing before one that has been made, or the database has one that is neither ours nor
 * that of a newer version, which makes its own after all of ours. Old code may run beside newer tables: a rolling
 * update and a rollback need that.
 */
export function compareMigrations(known: readonly Migration[], made: readonly MadeMigration[]): MigrationState {
  const hashes = new Set(made.map(({ hash }) => hash));
  const ours = new Map(known.map(({ hash, name }) => [hash, name]));
  if (ours.size < known.length) throw new Error('two migrations are the same, so a database cannot tell them apart');
  const pending = known.filter(({ hash }) => !hashes.has(hash));
  const unknown = made.filter(({ hash }) => !ours.has(hash));
  const lastMade = known.findLast(({ hash }) => hashes.has(hash));
  const [firstPending] = pending;
  if (firstPending !== undefined && lastMade !== undefined && known.indexOf(firstPending) < known.indexOf(lastMade)) {
    throw new Error(
      `the migration ${firstPending.name} is missing in the database, though ${lastMade.name}, which comes after it, has been made${
        unknown.length === 0 ? '' : `; ${namesOf(unknown)} may be an earlier text of it`
      }`,
    );
  }
  const lastOfOurs = made.findLast(({ hash }) => ours.has(hash));
  const between =
    pending.length > 0 ? unknown : unknown.filter(({ id }) => lastOfOurs === undefined || id < lastOfOurs.id);
  if (between.length > 0) {
    throw new Error(
      `the database has ${namesOf(between)}, which this version does not know, ${
        firstPending === undefined ? `before ${ours.get(lastOfOurs!.hash)}` : `and lacks ${firstPending.name}`
      }`,
    );
  }
  return { known: known.length, pending, newer: unknown.length };
}

/**
 * Whether the database has the table that remembers migrations. Asked of the catalogue itself: `to_regclass` may answer from
 * before another replica's commit, for which this one has waited.
 */
export async function remembersMigrations(
  client: Pick<Client, 'query'>,
  { rememberedIn }: MigrationSet = machinery,
): Promise<boolean> {
  const { rows } = await client.query<{ exists: boolean }>(
    `SELECT EXISTS (SELECT FROM pg_tables WHERE schemaname = 'drizzle' AND tablename = $1) AS exists`,
    [rememberedIn],
  );
  return rows[0]!.exists;
}

/** Looks how far the tables of one set have come, and changes nothing. */
export async function readMigrationState(
  client: Pick<Client, 'query'>,
  set: MigrationSet = machinery,
): Promise<MigrationState> {
  if (!(await remembersMigrations(client, set))) return compareMigrations(readMigrations(set), []);
  const { rows } = await client.query<MadeMigration>(`SELECT id, hash FROM drizzle.${set.rememberedIn} ORDER BY id`);
  return compareMigrations(readMigrations(set), rows);
}

/** The same of all sets together. */
export async function readMigrationStates(
  client: Pick<Client, 'query'>,
  own: readonly MigrationSet[],
): Promise<MigrationState> {
  const whole = { known: 0, pending: [] as Migration[], newer: 0 };
  for (const set of migrationSets(own)) {
    const { known, pending, newer } = await readMigrationState(client, set);
    whole.known += known;
    whole.pending.push(...pending);
    whole.newer += newer;
  }
  return whole;
}

function namesOf(migrations: readonly MadeMigration[]): string {
  return migrations.map(({ id, hash }) => `migration ${hash.slice(0, 12)} (row ${id})`).join(', ');
}
