import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { features } from './app.module.js';
import { loadDatabaseSettings } from './config/load-settings.js';
import { migrate } from './database/migrate.js';
import { ownTablesOf } from './feature.js';
import { reasonOf } from './logging/error-report.js';

/*
 * Brings the tables up to date and ends: for a role that may change them, where the service's own may not. Of the settings
 * only those of the database are looked at.
 */
const usage = `Usage: npm run migrate

  DATABASE_URL names the database, and the role that owns the tables
`;

async function run(): Promise<string> {
  const { DATABASE_URL } = loadDatabaseSettings(process.env);
  if (DATABASE_URL === undefined)
    throw new Error('DATABASE_URL: must be set (the embedded database needs no migrations apart)');
  const made = await migrate({ connectionString: DATABASE_URL }, ownTablesOf(features));
  return made.length === 0 ? 'Up to date.\n' : `Made: ${made.join(', ')}\n`;
}

try {
  parseArgs();
} catch {
  process.stderr.write(usage);
  process.exit(2);
}
try {
  process.stdout.write(await run());
} catch (error) {
  process.stderr.write(`${reasonOf(error)}\n`);
  process.exitCode = 1;
}
