import 'reflect-metadata';
import { loadSettings } from '../config/settings.js';
import { Database } from '../database/database.js';
import { PublishJobs } from '../dialogs/publish-jobs.js';

/*
 * `npm run dead-letters` lists the changes that Dialogporten refused for good; `npm run dead-letters -- retry` puts them
 * all back into the queue, `npm run dead-letters -- retry <dialogId>` those of one dialog. Needs the service's own
 * settings. The service may be running, except on the embedded database, which is one process' own.
 */
const [command = 'list', dialogId] = process.argv.slice(2);

const usage = 'Usage: npm run dead-letters -- [list | retry [dialogId]]\n';

async function run(jobs: PublishJobs): Promise<void> {
  const letters = (await jobs.deadLetters()).filter((letter) => dialogId === undefined || letter.dialogId === dialogId);
  for (const letter of letters) {
    if (command === 'retry') await jobs.retry(letter);
    process.stdout.write(`${letter.refusedAt.toISOString()}  ${letter.dialogId}  ${letter.reason}\n`);
  }
  process.stdout.write(`${letters.length} ${command === 'retry' ? 'put back into the queue' : 'refused for good'}\n`);
}

if (command !== 'list' && command !== 'retry') {
  process.stderr.write(usage);
  process.exit(2);
}
const database = await Database.open(loadSettings(process.env));
const jobs = new PublishJobs(database);
try {
  await jobs.onModuleInit();
  await run(jobs);
} finally {
  await jobs.onApplicationShutdown();
  await database.onApplicationShutdown();
}
