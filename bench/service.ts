import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from './free-port.js';
import type { Platform } from './platform.js';
import { startProcess } from './process.js';
import type { Scope } from './scope.js';

const readyWithinMs = 30_000;

/** The service with tallies: the smallest dialog that needs all of the machinery. */
const tallyService = new URL('../test/programs/tally-service.js', import.meta.url);

export interface ServiceOptions {
  /** None: on the embedded database, in a folder of its own. */
  readonly databaseUrl?: string;
  readonly program?: URL;
  readonly settings?: Readonly<Record<string, string>>;
}

/** The compiled service in a process of its own, which can be killed and started again. It ends with the scope. */
export class Service {
  private child: ChildProcess | undefined;

  private constructor(
    private readonly scope: Scope,
    readonly url: string,
    private program: URL,
    private readonly environment: Readonly<Record<string, string>>,
  ) {}

  /** Starts it, and waits until it is ready. */
  static async start(scope: Scope, platform: Platform, options: ServiceOptions): Promise<Service> {
    const { databaseUrl, program = tallyService, settings } = options;
    const port = await freePort();
    const service = new Service(scope, `http://127.0.0.1:${port}`, program, {
      NODE_ENV: 'development',
      HOST: '127.0.0.1',
      PORT: String(port),
      DIALOGPORTEN_BASE_URL: platform.dialogportenUrl,
      MASKINPORTEN_ISSUER: platform.maskinportenIssuer,
      RATE_LIMIT_PER_MINUTE: '1000000',
      DATABASE_URL: databaseUrl ?? '',
      ...(databaseUrl === undefined && { DATA_DIR: await folder(scope) }),
      ...settings,
    });
    await service.startAgain();
    return service;
  }

  /** Starts it with the port and the data that it had. @returns how long it took until it was ready, in milliseconds. */
  async startAgain(): Promise<number> {
    const startedAt = performance.now();
    const child = startProcess(this.scope, this.program, [], this.environment);
    this.child = child;
    while (!(await this.isReady())) {
      if (child.exitCode !== null) throw new Error(`the service ended with ${child.exitCode}`);
      if (performance.now() - startedAt > readyWithinMs) throw new Error('the service did not become ready');
      await pause(10);
    }
    return performance.now() - startedAt;
  }

  /** Starts another build of it with the port and the data that it had. */
  async become(program: URL): Promise<void> {
    this.program = program;
    await this.startAgain();
  }

  /** Ends it: at once, as if the power were cut, or as an orchestrator does. */
  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const { child } = this;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }

  /** One of its metrics, by its name. */
  async metric(name: string): Promise<number> {
    const metrics = await (await fetch(`${this.url}/metrics`)).text();
    return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(metrics)![1]);
  }

  async cpuMs(): Promise<number> {
    return (await this.metric('process_cpu_seconds_total')) * 1000;
  }

  async residentMegabytes(): Promise<number> {
    return (await this.metric('process_resident_memory_bytes')) / 2 ** 20;
  }

  private async isReady(): Promise<boolean> {
    try {
      return (await fetch(`${this.url}/health/ready`)).ok;
    } catch {
      return false;
    }
  }
}

/** {@link Service.start} for those who need only its URL. */
export async function startService(scope: Scope, platform: Platform, databaseUrl?: string): Promise<string> {
  const { url } = await Service.start(scope, platform, databaseUrl === undefined ? {} : { databaseUrl });
  return url;
}

async function folder(scope: Scope): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'bench-data-'));
  scope.add(() => rm(path, { recursive: true, force: true }));
  return path;
}
