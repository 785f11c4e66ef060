import { Companion } from '../process.js';
import type { Scope } from '../scope.js';
import type { Question, ServerReady, ServerUsage, Variant } from './server-process.js';
import { requestsPerSecond } from './wire-load.js';

export const dialogId = '0194a1b2-3c4d-7e5f-8a9b-0c1d2e3f4a5b';
export const connections = 32;

/** One of the servers that are compared, and what it has shown so far. */
export class Contender {
  readonly perSecond: number[] = [];
  /** Processor time of the server for one request, in microseconds. */
  readonly cpuUs: number[] = [];

  private constructor(
    readonly variant: Variant,
    private readonly server: Companion<ServerReady>,
    private readonly nextToken: () => string | undefined,
  ) {}

  static async start(
    scope: Scope,
    variant: Variant,
    args: readonly string[],
    nextToken: () => string | undefined,
  ): Promise<Contender> {
    const program = new URL('server-process.js', import.meta.url);
    return new Contender(variant, await Companion.start<ServerReady>(scope, program, [variant, ...args]), nextToken);
  }

  usage(): Promise<ServerUsage> {
    return this.server.ask<ServerUsage>('processor time' satisfies Question);
  }

  /** The memory that it keeps after a collection, in bytes. */
  async keptBytes(): Promise<number> {
    return (await this.server.ask<ServerUsage>('memory' satisfies Question)).keptBytes;
  }

  load(milliseconds: number): Promise<number> {
    const { port } = this.server.ready;
    const path = `/dialogs/${dialogId}`;
    return requestsPerSecond({ port, path, nextToken: this.nextToken, connections }, milliseconds);
  }

  async measure(milliseconds: number): Promise<void> {
    const before = await this.usage();
    const perSecond = await this.load(milliseconds);
    const { cpuUs } = await this.usage();
    this.perSecond.push(perSecond);
    this.cpuUs.push((cpuUs - before.cpuUs) / (perSecond * (milliseconds / 1000)));
  }
}
