import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { PGlite } from '@electric-sql/pglite';

/**
 * Files that a database cannot be without. PGlite would make a new database over the rest when the first of them is
 * missing.
 */
const indispensable = [
  'PG_VERSION',
  'base',
  'global',
  'pg_multixact',
  'pg_wal',
  'pg_xact',
  'pg_hba.conf',
  'postgresql.conf',
];

/** Folders that are mostly empty, and so get lost when files are copied; PostgreSQL wants them, not what is in them. */
const replaceable = ['pg_commit_ts', 'pg_notify', 'pg_replslot', 'pg_twophase'];

/**
 * Opens the files of the embedded database in `home`, or makes new ones there: whole, or not at all, however it is
 * interrupted. Where a part of them is missing the rest is set aside, and a new database begun.
 *
 * @param mayBegin whether that may be done; else it is refused.
 * @throws when the files cannot be used; the message says what to do.
 */
export async function openFiles(home: string, mayBegin: boolean): Promise<PGlite> {
  const files = join(home, 'pgdata');
  if (existsSync(files)) {
    const missing = indispensable.find((part) => !existsSync(join(files, part)));
    if (missing !== undefined) await setAside(files, missing, mayBegin);
  }
  if (!existsSync(files)) await make(files);
  await Promise.all(replaceable.map((folder) => mkdir(join(files, folder), { recursive: true })));
  try {
    return await PGlite.create(files);
  } catch (cause) {
    throw new Error(`DATA_DIR: the database in ${files} cannot be opened. Put a backup there, or move it away`, {
      cause,
    });
  }
}

async function make(files: string): Promise<void> {
  const unfinished = `${files}.new`;
  await rm(unfinished, { recursive: true, force: true });
  const db = await PGlite.create(unfinished);
  await db.close();
  await rename(unfinished, files);
}

async function setAside(files: string, missing: string, mayBegin: boolean): Promise<void> {
  const damage = `the database in ${files} is damaged, ${missing} is missing`;
  if (!mayBegin) throw new Error(`DATA_DIR: ${damage}. Put a backup there, or move it away to begin with an empty one`);
  const aside = `${files}.damaged-${Date.now()}`;
  await rename(files, aside);
  new Logger('EmbeddedPostgres').warn({ msg: `${damage}: it is set aside, and an empty one begun`, aside });
}
