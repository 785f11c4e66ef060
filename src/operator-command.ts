import { features } from './app.module.js';
import { loadSettings, localSettingsOf, SettingsError } from './config/load-settings.js';
import { Database } from './database/database.js';
import { ownTablesOf } from './feature.js';

/** Services that a command works with. */
export interface OperatorContext {
  readonly database: Database;
  /** Aborted when the command is interrupted (SIGINT, SIGTERM); a second interruption ends the process at once. */
  readonly stopping: AbortSignal;
  /** Writes a line of the result. */
  readonly print: (line: string) => void;
  /** Says how far the command has come, on the standard error. */
  readonly note: (line: string) => void;
}

/**
 * Runs a command for operators with the service's own settings and database. The service may be running, except on the
 * embedded database, which is one process' own.
 */
export async function runOperatorCommand(command: (context: OperatorContext) => Promise<void>): Promise<void> {
  const interruption = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interruption.abort());
  try {
    const database = await Database.open(loadSettings(process.env, localSettingsOf(features)), ownTablesOf(features));
    const print = (line: string) => void process.stdout.write(`${line}\n`);
    const note = (line: string) => void process.stderr.write(`${line}\n`);
    const context = { database, stopping: interruption.signal, print, note };
    await command(context).finally(() => database.onApplicationShutdown());
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}

/** How many dialogs a second a command is to put into the outbox, as it was given; undefined where that is no such number. */
export function rateOf(given: string): number | undefined {
  const rate = Number(given);
  return /^\d+$/.test(given) && rate >= 1 && rate <= 1_000 ? rate : undefined;
}
