import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { setTimeout as delay } from 'node:timers/promises';
import type { Emulator } from '../emulator.js';
import { DemoError } from './ports.js';

const readyWithinMs = 60_000;

/** The service, as the program that it is in production. */
export class ServiceProgram {
  #child: ChildProcess | undefined;

  constructor(
    private readonly port: number,
    private readonly dataDir: string,
  ) {}

  get url(): string {
    return `http://localhost:${this.port}`;
  }

  /** Resolves when it has ended, by itself or not. */
  get ended(): Promise<unknown> {
    const child = this.#child;
    return child === undefined || child.exitCode !== null || child.signalCode !== null
      ? Promise.resolve()
      : once(child, 'exit');
  }

  /** Starts it against that stand-in; settings in the environment win. */
  start(emulator: Emulator): void {
    this.#child = spawn(process.execPath, [fileURLToPath(new URL('../../src/main.js', import.meta.url))], {
      stdio: 'inherit',
      env: {
        LOG_LEVEL: 'warn',
        HOST: '127.0.0.1',
        DATA_DIR: this.dataDir,
        DIALOGPORTEN_BASE_URL: `${emulator.url}/dialogporten`,
        MASKINPORTEN_ISSUER: `${emulator.url}/maskinporten/`,
        IDPORTEN_ISSUER: `${emulator.url}/idporten`,
        ALTINN_AUTHORIZATION_URL: `${emulator.url}/authorization/api/v1/authorize`,
        CORS_ORIGINS: emulator.url,
        ...process.env,
        PORT: String(this.port),
      },
    });
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => this.#child?.kill('SIGTERM'));
  }

  async untilReady(): Promise<void> {
    const deadline = Date.now() + readyWithinMs;
    while (!(await this.#isReady())) {
      if (this.#child?.exitCode !== null)
        throw new DemoError(`The service did not start: it says above why. To begin anew, delete ${this.dataDir}.`);
      if (Date.now() > deadline) {
        throw new DemoError(`The service was not ready within ${readyWithinMs / 1000} seconds.`);
      }
      await delay(100);
    }
  }

  async stop(): Promise<void> {
    this.#child?.kill('SIGTERM');
    await this.ended;
  }

  async #isReady(): Promise<boolean> {
    try {
      return (await fetch(`${this.url}/health/ready`)).ok;
    } catch {
      return false;
    }
  }
}
