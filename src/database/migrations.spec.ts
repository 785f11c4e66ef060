import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { compareMigrations, type MadeMigration, type Migration, readMigrations } from './migrations.js';

const migration = (name: string): Migration => ({ name, hash: `hash of ${name}`, when: 0, statements: [] });
const [first, second, third] = ['0000_first', '0001_second', '0002_third'].map(migration) as [
  Migration,
  Migration,
  Migration,
];
const made = (...migrations: readonly Migration[]): MadeMigration[] =>
  migrations.map(({ hash }, index) => ({ id: index + 1, hash }));
const other = { ...first, hash: '0123456789abcdef' };

describe('the journal of migrations', () => {
  const migrations = readMigrations();

  it('has dates that ascend and are not in the future', () => {
    const dates = migrations.map(({ when }) => when);
    expect(dates).toEqual(dates.toSorted((one, next) => one - next));
    expect(new Set(dates).size).toBe(dates.length);
    expect(Math.max(...dates)).toBeLessThanOrEqual(Date.now());
  });

  it('lists every file, in the order of their names', () => {
    const files = readdirSync(fileURLToPath(new URL('migrations', import.meta.url))).filter((file) =>
      file.endsWith('.sql'),
    );
    expect(migrations.map(({ name }) => `${name}.sql`)).toEqual(files.toSorted());
  });
});

describe('compareMigrations', () => {
  const known = [first, second, third];

  it.each<[string, readonly Migration[], readonly Migration[], number]>([
    ['an empty database lacks all', [], known, 0],
    ['one of an older version lacks the newer ones', [first], [second, third], 0],
    ['one of this version lacks none, whatever the order in which they were made', [second, first, third], [], 0],
    ['one of a newer version lacks none, and has more after ours', [...known, other], [], 1],
  ])('%s', (_, there, pending, newer) => {
    expect(compareMigrations(known, made(...there))).toEqual({ known: 3, pending, newer });
  });

  it.each<[string, readonly Migration[], RegExp]>([
    ['a gap', [first, third], /0001_second is missing in the database, though 0002_third/],
    ['one whose text was changed', [first, other, third], /0001_second is missing .*0123456789ab \(row 2\)/],
    ['an unknown one before ours', [first, other, second, third], /has .*0123456789ab \(row 2\).* before 0002_third/],
    ['an unknown one in the place of ours', [first, second, other], /0123456789ab \(row 3\).* lacks 0002_third/],
    ['nothing but unknown ones', [other], /0123456789ab \(row 1\).* lacks 0000_first/],
  ])('refuses %s, by its name', (_, there, message) => {
    expect(() => compareMigrations(known, made(...there))).toThrow(message);
  });

  it('refuses two migrations that a database could not tell apart', () => {
    expect(() => compareMigrations([first, second, { ...first, name: '0003_again' }], [])).toThrow('are the same');
  });
});
