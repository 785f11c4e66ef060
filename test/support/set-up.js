import chromium from '@sparticuz/chromium';
import { startPostgres } from './postgres-server.js';

/**
 * Jest's global set-up: one PostgreSQL server for the whole run, and the browser, which is unpacked into the temporary
 * folder once. Workers that did so themselves would start one that another is still writing.
 */
export default async function setUp() {
  await chromium.executablePath();
  const postgres = await startPostgres();
  process.env['TEST_POSTGRES_URL'] = postgres.url;
  Object.assign(globalThis, { stopPostgres: postgres.stop });
}
