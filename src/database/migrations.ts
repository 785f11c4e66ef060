import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import type { Client } from 'pg';

const migrationsFolder = fileURLToPath(new URL('migrations', import.meta.url));

/** One step of the tables, as a file in `migrations/`. */
export interface Migration {
  /** The name of its file, without `.sql`. */
  readonly name: string;
  /** The SHA-256 of its file, in hexadecimal: what a database remembers it by. */
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
  /** What is still to be made, in order. */
  readonly pending: readonly Migration[];
  /** How many migrations of a newer version have been made after all of ours. */
  readonly newer: number;
}

/** The migrations of this version, in the order of the journal, which is that in which they are made. */
export function readMigrations(): readonly Migration[] {
  const journal = readFileSync(`${migrationsFolder}/meta/_journal.json`, 'utf8');
  const { entries } = JSON.parse(journal) as { entries: readonly { readonly tag: string }[] };
  return readMigrationFiles({ migrationsFolder }).map(({ hash, folderMillis, sql }, index) => ({
    name: entries[index]!.tag,
    hash,
    when: folderMillis,
    statements: sql,
  }));
}

/**
 * Compares what a database has with what this version has, by hash alone: dates depend on the clock of whoever wrote a
 * migration, and on whose was merged first.
 *
 * @param made in the order in which they were made
 * @throws when a migration is missing before one that has been made, or the database has one that is neither ours nor
 * that of a newer version, which makes its own after all of ours. Old code may run beside newer tables: a rolling update
 * and a rollback need that.
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
export async function remembersMigrations(client: Pick<Client, 'query'>): Promise<boolean> {
  const { rows } = await client.query<{ exists: boolean }>(
    `SELECT EXISTS (SELECT FROM pg_tables WHERE schemaname = 'drizzle' AND tablename = '__drizzle_migrations') AS exists`,
  );
  return rows[0]!.exists;
}

/** Looks how far the tables have come, and changes nothing. */
export async function readMigrationState(client: Pick<Client, 'query'>): Promise<MigrationState> {
  if (!(await remembersMigrations(client))) return compareMigrations(readMigrations(), []);
  const { rows } = await client.query<MadeMigration>('SELECT id, hash FROM drizzle.__drizzle_migrations ORDER BY id');
  return compareMigrations(readMigrations(), rows);
}

function namesOf(migrations: readonly MadeMigration[]): string {
  return migrations.map(({ id, hash }) => `migration ${hash.slice(0, 12)} (row ${id})`).join(', ');
}
