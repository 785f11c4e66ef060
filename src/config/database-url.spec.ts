import { describe, expect, it } from '@jest/globals';
import { databaseUrlFault, encryptionOf } from './database-url.js';

const encode = /percent-encode the password/;

describe('databaseUrlFault', () => {
  it.each([
    'postgresql://user:password@host:5432/database',
    'postgres://user:password@host/database',
    'postgresql://user@host/database',
    'postgresql://host/database',
    'postgresql://user:p%23%25%2F%3A%3F%40w@host/database',
    'postgresql://user:p@ss:w@host/database',
    'postgresql://user:password@[::1]:5432/database?sslmode=verify-full',
    'postgresql:///database?host=/var/run/postgresql',
    'postgresql://user@/database?host=/var/run/postgresql',
    'postgresql://user@%2Fvar%2Frun%2Fpostgresql/database',
  ])('finds none in %s', (url) => {
    expect(databaseUrlFault(url)).toBeUndefined();
  });

  it.each<[string, RegExp]>([
    ['mysql://user:s3cr3t@host/database', /postgresql:\/\/ URL/],
    ['host/database', /postgresql:\/\/ URL/],
    ['postgresql://user:s3c#r3t@host/database', encode],
    ['postgresql://user:5432#s3cr3t@host/database', encode],
    ['postgresql://user:s3c/r3t@host/database', encode],
    ['postgresql://user:5432/s3cr3t@host/database', encode],
    ['postgresql://user:s3c?r3t@host/database', encode],
    ['postgresql://user:5432?s3cr3t@host/database', encode],
    ['postgresql://user:s3c%r3t@host/database', encode],
    ['postgresql://user:s3cr3t%@host/database', encode],
    ['postgresql://user:s3cr3t%FF@host/database', encode],
    ['postgresql://user:s3c r3t@host/database', /white space/],
    ['postgresql://user:s3cr3t@host/database\n', /white space/],
    ['postgresql://user:s3cr3t@host/database#fragment', encode],
    ['postgresql://user:s3cr3t@host:port/database', encode],
    ['postgresql://user:s3cr3t@host:70000/database', encode],
    ['postgresql://user:s3cr3t@one:5432,two:5432/database', /one host/],
    ['postgresql://user:s3cr3t@host', /name a database/],
    ['postgresql://user:s3cr3t@host/', /name a database/],
    ['postgresql://user:s3cr3t@host/?sslmode=verify-full', /name a database/],
    ['postgresql://user:s3cr3t@host/database?sslrootcert=/s3cr3t.pem', /sslrootcert.*ENOENT/],
  ])('finds it in %s, and repeats nothing of it', (url, fault) => {
    expect(databaseUrlFault(url)).toMatch(fault);
    expect(databaseUrlFault(url)).not.toMatch(/s3c|r3t/);
  });
});

describe('encryptionOf', () => {
  it.each([
    ['none', ''],
    ['none', '?sslmode=disable'],
    ['unverified', '?sslmode=no-verify'],
    ['unverified', '?uselibpqcompat=true&sslmode=require'],
    ['verified', '?sslmode=prefer'],
    ['verified', '?sslmode=require'],
    ['verified', '?sslmode=verify-ca'],
    ['verified', '?sslmode=verify-full'],
    ['verified', '?sslmode=misspelt'],
    ['verified', '?ssl=true'],
    ['unix socket', '?host=/var/run/postgresql'],
  ])('is %s for %s', (encryption, query) => {
    expect(encryptionOf(`postgresql://user:password@host/database${query}`)).toBe(encryption);
  });
});
