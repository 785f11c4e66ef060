import { randomUUID } from 'node:crypto';
import { tallyKeeper, tallyParty } from '../test/tally/index.js';
import { tallyResource } from '../test/tally/tally.js';
import type { PlatformReady, SigningRequest } from './platform-process.js';
import { Companion } from './process.js';
import type { Scope } from './scope.js';

/** The stand-in platform, in a process of its own: it answers at once, and keeps everything in memory. */
export class Platform<Answer = unknown> {
  private constructor(private readonly companion: Companion<PlatformReady>) {}

  /** @param program with a policy of its own, that answers questions of its own */
  static async start<Answer>(
    scope: Scope,
    program = new URL('platform-process.js', import.meta.url),
  ): Promise<Platform<Answer>> {
    return new Platform(await Companion.start(scope, program));
  }

  /** Asks a program with answers of its own. */
  ask(): Promise<Answer> {
    return this.companion.ask({});
  }

  get url(): string {
    return this.companion.ready.url;
  }

  get dialogportenUrl(): string {
    return `${this.url}/dialogporten`;
  }

  get maskinportenIssuer(): string {
    return `${this.url}/maskinporten/`;
  }

  /** Has Dialogporten take that many milliseconds for every change of a dialog. */
  async delayChanges(latencyMs: number): Promise<void> {
    await this.setFaults(latencyMs === 0 ? [] : [{ match: 'PUT /dialogporten', latencyMs }]);
  }

  /** Has Dialogporten refuse every call of a service owner, as if it were away. */
  async refuseChanges(): Promise<void> {
    await this.setFaults([{ match: '/dialogporten/api/v1/serviceowner', status: 503 }]);
  }

  private async setFaults(faults: readonly object[]): Promise<void> {
    const response = await fetch(`${this.url}/emulator/faults`, {
      method: 'PUT',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(faults),
    });
    if (!response.ok) throw new Error(`the stand-in answered ${response.status}: ${await response.text()}`);
  }

  /** Fresh dialog tokens of those who may do that, in turns, one for each dialog, signed by Dialogporten. */
  async dialogTokens(
    dialogIds: readonly string[],
    actions: string,
    serviceResource = tallyResource,
    consumers: readonly string[] = [tallyKeeper],
  ): Promise<readonly string[]> {
    const request: SigningRequest = dialogIds.map((i, index) => ({
      jti: randomUUID(),
      c: consumers[index % consumers.length]!,
      l: 4,
      p: tallyParty,
      s: serviceResource,
      i,
      a: actions,
    }));
    return this.companion.ask(request);
  }
}
