// Runs beside a PostgreSQL server of the tests: when the process that started it closes our standard input, or dies in
// any way, it ends the server and removes its folder. Argument: the folder.
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const [folder = ''] = process.argv.slice(2);
const killAfterMs = 5_000;

/** The server's first process, if it is running. At its end it removes the file that names it, at any moment. */
function serverId() {
  try {
    const id = Number(readFileSync(join(folder, 'files', 'postmaster.pid'), 'utf8').split('\n')[0]);
    return id > 0 && isAlive(id) ? id : undefined;
  } catch {
    return undefined;
  }
}

/** @param {number} id */
function isAlive(id) {
  try {
    return process.kill(id, 0);
  } catch {
    return false;
  }
}

/** @param {NodeJS.Signals} signal */
function send(signal) {
  const id = serverId();
  try {
    if (id !== undefined) process.kill(id, signal);
  } catch {
    // It has ended meanwhile.
  }
}

async function end() {
  send('SIGQUIT'); // at once, without a checkpoint: the files are not needed
  const deadline = Date.now() + killAfterMs;
  while (serverId() !== undefined) {
    if (Date.now() > deadline) send('SIGKILL');
    await pause(20);
  }
  // The server's other processes notice its end a moment later, and may write until then.
  await rm(folder, { recursive: true, force: true, maxRetries: 50, retryDelay: 20 });
}

process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});
process.stdin.once('close', () => void end());
process.stdin.resume();
process.stdout.write('ready\n');
