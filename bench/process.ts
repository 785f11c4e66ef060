import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { Scope } from './scope.js';

const stopWithinMs = 10_000;

/** A program of the benchmark's own, in a process of its own, that is asked things by messages. */
export class Companion<Ready> {
  private constructor(
    private readonly child: ChildProcess,
    /** The message by which it said that it was ready. */
    readonly ready: Ready,
  ) {}

  /**
   * Starts it and waits until it is ready, which it says by its first message. It ends with the scope.
   *
   * @throws when it ends before.
   */
  static async start<Ready>(scope: Scope, program: URL, args: readonly string[] = []): Promise<Companion<Ready>> {
    const child = startProcess(scope, program, args);
    return new Companion(child, await messageFrom<Ready>(child));
  }

  /** Sends a question and waits for the answer. One question at a time. */
  ask<Answer>(question: unknown): Promise<Answer> {
    const answer = messageFrom<Answer>(this.child);
    this.child.send(question as object);
    return answer;
  }
}

/** Starts a program. Its output is thrown away, except errors. It ends with the scope, at the latest with us. */
export function startProcess(
  scope: Scope,
  program: URL,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): ChildProcess {
  const child = fork(program, args, {
    execArgv: [...process.execArgv, '--expose-gc'],
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const killAtTheLatest = () => child.kill('SIGKILL');
  process.once('exit', killAtTheLatest);
  child.once('exit', () => process.off('exit', killAtTheLatest));
  scope.add(() => stop(child));
  return child;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  const timer = setTimeout(() => child.kill('SIGKILL'), stopWithinMs);
  child.kill('SIGTERM');
  await ended;
  clearTimeout(timer);
}

async function messageFrom<Message>(child: ChildProcess): Promise<Message> {
  return new Promise((resolve, reject) => {
    const onMessage = (message: unknown) => {
      child.off('exit', onExit);
      resolve(message as Message);
    };
    const onExit = (code: number | null) => {
      child.off('message', onMessage);
      reject(new Error(`${child.spawnargs.join(' ')} ended with ${code}`));
    };
    child.once('message', onMessage);
    child.once('exit', onExit);
  });
}
