import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { features } from './app.module.js';
import { loadSettings, localSettingsOf } from './config/load-settings.js';
import { Database } from './database/database.js';
import { DeadLetters } from './delivery/dead-letters.js';

/*
 * For operators, with the service's own settings: what Dialogporten rejected, and how to have it tried again. The service
 * may be running, except on the embedded database, which is one process' own.
 */
const usage = `Usage: npm run dead-letters -- <command>

  reasons                    how many dead letters there are for each reason
  list [--reason <reason>]   the dead letters, oldest first; at most 1,000
  redrive [<dialogId>] [--reason <reason>]
                             has one, some or all of them tried again
  look-again <dialogId>      has a dialog that is gone from Dialogporten looked for there again
`;

const mostListed = 1_000;

const commands: Readonly<Record<string, (letters: DeadLetters, id?: string, reason?: string) => Promise<string>>> = {
  async reasons(letters) {
    const reasons = await letters.byReason();
    const lines = reasons.map(({ reason, count }) => `${count}  ${reason}\n`);
    return `${lines.join('')}${await letters.count()} rejected\n`;
  },
  async list(letters, dialogId, reason) {
    const listed = await letters.list({ dialogId, reason }, mostListed);
    const lines = listed.map((letter) => `${letter.rejectedAt.toISOString()}  ${letter.dialogId}  ${letter.reason}\n`);
    return `${lines.join('')}${await letters.count()} rejected\n`;
  },
  async redrive(letters, dialogId, reason) {
    return `${await letters.redrive({ dialogId, reason })} put back into the outbox\n`;
  },
  async 'look-again'(letters, dialogId = '') {
    return (await letters.lookAgain(dialogId)) ? 'is looked for again\n' : 'is not gone from Dialogporten\n';
  },
};

const { positionals, values } = parseArgs({ allowPositionals: true, options: { reason: { type: 'string' } } });
const [name = 'list', dialogId] = positionals;
const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
if (command === undefined || positionals.length > 2) {
  process.stderr.write(usage);
  process.exit(2);
}
const database = await Database.open(loadSettings(process.env, localSettingsOf(features)));
try {
  process.stdout.write(await command(new DeadLetters(database), dialogId, values.reason));
} finally {
  await database.onApplicationShutdown();
}
