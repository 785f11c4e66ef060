import 'reflect-metadata';
import { loadSettings } from '../config/settings.js';
import { Database } from '../database/database.js';
import { Outbox } from '../delivery/outbox.js';

/*
 * `npm run dead-letters` lists the changes that Dialogporten rejected; `npm run dead-letters -- redrive` puts them
 * all back into the queue, `npm run dead-letters -- redrive <dialogId>` those of one dialog. Needs the service's own
 * settings. The service may be running, except on the embedded database, which is one process' own.
 */
const [command = 'list', dialogId] = process.argv.slice(2);

const usage = 'Usage: npm run dead-letters -- [list | redrive [dialogId]]\n';

async function run(outbox: Outbox): Promise<void> {
  const letters = (await outbox.deadLetters()).filter(
    (letter) => dialogId === undefined || letter.dialogId === dialogId,
  );
  for (const letter of letters) {
    if (command === 'redrive') await outbox.redrive(letter);
    process.stdout.write(`${letter.rejectedAt.toISOString()}  ${letter.dialogId}  ${letter.reason}\n`);
  }
  process.stdout.write(`${letters.length} ${command === 'redrive' ? 'put back into the queue' : 'rejected'}\n`);
}

if (command !== 'list' && command !== 'redrive') {
  process.stderr.write(usage);
  process.exit(2);
}
const database = await Database.open(loadSettings(process.env));
const outbox = new Outbox(database);
try {
  await outbox.onModuleInit();
  await run(outbox);
} finally {
  await outbox.onApplicationShutdown();
  await database.onApplicationShutdown();
}
