import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Emulator } from '../../emulator/emulator.js';
import { freePort } from './postgres-server.js';
import type { TestService } from './service.js';
import { until } from './until.js';

/** The service as a process of its own, compiled (`npm run build:programs`), which can be killed and started again. */
export class ServiceProcess implements TestService {
  readonly log: string[] = [];
  private child: ChildProcess | undefined;

  private constructor(
    readonly url: string,
    private readonly environment: Record<string, string>,
    private readonly program: string,
  ) {}

  /** Starts it on a free port, against that stand-in. `program` is relative to what `npm run build:programs` makes. */
  static async start(
    emulator: Emulator,
    settings: Record<string, string>,
    program = 'src/main.js',
  ): Promise<ServiceProcess> {
    const port = String(await freePort());
    const started = new ServiceProcess(
      `http://localhost:${port}`,
      {
        NODE_ENV: 'test',
        HOST: '127.0.0.1',
        PORT: port,
        LOG_LEVEL: 'warn',
        WRITE_ACTION_TIMEOUT_MS: '10000',
        DIALOGPORTEN_BASE_URL: `${emulator.url}/dialogporten`,
        MASKINPORTEN_ISSUER: `${emulator.url}/maskinporten/`,
        IDPORTEN_ISSUER: `${emulator.url}/idporten`,
        ALTINN_AUTHORIZATION_URL: `${emulator.url}/authorization/api/v1/authorize`,
        ...settings,
      },
      program,
    );
    await started.startAgain();
    return started;
  }

  /** Starts it again, with the port and the data that it had. */
  async startAgain(): Promise<void> {
    const main = fileURLToPath(new URL(`../../dist-programs/${this.program}`, import.meta.url));
    const { PATH = '' } = process.env;
    const child = spawn(process.execPath, [main], { env: { PATH, ...this.environment }, stdio: 'pipe' });
    child.stdout.on('data', (lines) => this.log.push(String(lines)));
    child.stderr.on('data', (lines) => this.log.push(String(lines)));
    this.child = child;
    await until(async () => {
      if (child.exitCode !== null) throw new Error(`the service did not start: ${this.log.join('')}`);
      return (await this.status('/health/ready')) === 200;
    });
  }

  /** As if the power were cut: `kill -9`. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** As an orchestrator stops it. @returns how long that took, in milliseconds. */
  async terminate(): Promise<number> {
    const start = Date.now();
    await this.end('SIGTERM');
    return Date.now() - start;
  }

  /** It holds what it holds, and does nothing, until it goes on. */
  pause(): void {
    this.child?.kill('SIGSTOP');
  }

  goOn(): void {
    this.child?.kill('SIGCONT');
  }

  async stop(): Promise<void> {
    if (this.child?.exitCode === null && this.child.signalCode === null) await this.kill();
  }

  /** Status of a path; undefined when there is no answer. */
  async status(path: string): Promise<number | undefined> {
    try {
      return (await fetch(`${this.url}${path}`)).status;
    } catch {
      return undefined;
    }
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const { child } = this;
    if (child === undefined) throw new Error('the service is not running');
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }
}
