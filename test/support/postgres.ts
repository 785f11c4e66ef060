import { randomBytes } from 'node:crypto';
import { Client } from 'pg';

/** Makes an empty database on the server at `serverUrl`. @returns its URL. */
export async function createDatabase(serverUrl: string): Promise<string> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  const client = new Client({ connectionString: `${serverUrl}/postgres` });
  await client.connect();
  await client.query(`CREATE DATABASE ${name}`);
  await client.end();
  return `${serverUrl}/${name}`;
}

/** A new database on the server that the whole run of tests shares. @returns its URL. */
export function sharedDatabase(): Promise<string> {
  const url = process.env['TEST_POSTGRES_URL'];
  if (url === undefined) throw new Error('the tests are run by Jest, which starts PostgreSQL first');
  return createDatabase(url);
}
