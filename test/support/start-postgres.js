import { startPostgres } from './postgres-server.js';

/** Jest's global set-up: one PostgreSQL server for the whole run. */
export default async function start() {
  const postgres = await startPostgres();
  process.env['TEST_POSTGRES_URL'] = postgres.url;
  Object.assign(globalThis, { stopPostgres: postgres.stop });
}
