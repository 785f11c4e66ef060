import type { Platform } from '../platform.js';
import { Companion } from '../process.js';
import type { Scope } from '../scope.js';
import type { HandMadeReady, Told } from './hand-made-process.js';

/** The hand-made peer of the service, on the same database. It ends with the scope. */
export class HandMade {
  private constructor(private readonly companion: Companion<HandMadeReady>) {}

  static async start(scope: Scope, platform: Platform, databaseUrl: string): Promise<HandMade> {
    const program = new URL('hand-made-process.js', import.meta.url);
    return new HandMade(await Companion.start(scope, program, [databaseUrl, platform.dialogportenUrl]));
  }

  get port(): number {
    return this.companion.ready.port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async tell(told: Told): Promise<void> {
    await this.companion.ask(told);
  }

  /** How much processor time it has used so far, in milliseconds. */
  async cpuMs(): Promise<number> {
    return (await this.companion.ask<number>({} satisfies Told)) / 1000;
  }
}
