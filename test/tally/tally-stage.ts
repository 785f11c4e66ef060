import { randomUUID } from 'node:crypto';
import { fetchClientToken } from '../../emulator/client-token.js';
import { type Emulator, type EmulatorOptions, startEmulator } from '../../emulator/emulator.js';
import type { Feature } from '../../src/feature.js';
import { sharedDatabase } from '../support/postgres.js';
import { ServiceProcess } from '../support/service-process.js';
import { startService, type TestService } from '../support/service.js';
import { tallyFeature, tallyKeeper, tallyParty, tallyPolicy } from './index.js';
import { tallyClient, tallyScope } from './tally.client.js';
import { tallyResource } from './tally.js';

/** The stand-in platform, and tallies served by any number of replicas on one database of their own. */
export class TallyStage {
  readonly services: TestService[] = [];

  private constructor(
    readonly emulator: Emulator,
    readonly databaseUrl: string,
    private readonly settings: Record<string, string>,
    private readonly features: readonly Feature[],
  ) {}

  static async set(
    settings: Record<string, string> = {},
    {
      features = [tallyFeature],
      ...options
    }: Partial<EmulatorOptions> & { readonly features?: readonly Feature[] } = {},
  ): Promise<TallyStage> {
    const emulator = await startEmulator({ policy: tallyPolicy, ...options });
    return new TallyStage(emulator, await sharedDatabase(), settings, features);
  }

  /** One more replica, in this process. */
  async addService(settings: Record<string, string> = {}): Promise<TestService> {
    const given = { DATABASE_URL: this.databaseUrl, ...this.settings, ...settings };
    const service = await startService(this.emulator, given, this.features);
    this.services.push(service);
    return service;
  }

  /** One more replica, as a process of its own, which can be killed and started again. */
  async addProcess(settings: Record<string, string> = {}): Promise<ServiceProcess> {
    const given = { DATABASE_URL: this.databaseUrl, ...this.settings, ...settings };
    const service = await ServiceProcess.start(this.emulator, given, 'test/programs/tally-service.js');
    this.services.push(service);
    return service;
  }

  /** Opens a tally. @returns its id. */
  async open(body: Record<string, unknown> = {}): Promise<string> {
    const response = await this.asServiceOwner('POST', '/service-owner/dialogs', { party: tallyParty, ...body });
    if (response.status !== 201) throw new Error(`opening answered ${response.status}: ${await response.text()}`);
    return ((await response.json()) as { dialogId: string }).dialogId;
  }

  async asServiceOwner(method: string, path: string, body?: unknown, at = 0): Promise<Response> {
    const token = await fetchClientToken(this.emulator.url, tallyClient, tallyScope);
    return fetch(`${this.services[at]!.url}${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${token}`,
        'Idempotency-Key': randomUUID(),
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  }

  /** A fresh token that may do everything with that tally. */
  token(dialogId: string, claims: Record<string, unknown> = {}): string {
    return this.emulator.signDialogToken({
      c: tallyKeeper,
      l: 4,
      p: tallyParty,
      s: tallyResource,
      i: dialogId,
      a: 'read;write;delete',
      ...claims,
    });
  }

  /** Counts one more, as a button in the portal does. */
  count(
    dialogId: string,
    { token = this.token(dialogId), headers = {}, at = 0 }: { token?: string; headers?: object; at?: number } = {},
  ): Promise<Response> {
    return fetch(`${this.services[at]!.url}/tallies/${dialogId}/count`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, Accept: 'application/json', ...headers },
    });
  }

  /** How often Dialogporten has been told that it was counted. */
  countedThere(dialogId: string): number {
    const activities = this.emulator.dialogs.get(dialogId)?.activities ?? [];
    return activities.filter(({ type }) => type === 'Information').length;
  }

  /** The tally as the service owner gets it from us. */
  async here(dialogId: string, at = 0): Promise<Record<string, unknown>> {
    const response = await this.asServiceOwner('GET', `/service-owner/dialogs/${dialogId}`, undefined, at);
    return (await response.json()) as Record<string, unknown>;
  }

  async clear(): Promise<void> {
    await Promise.all(this.services.map((service) => service.stop()));
    await this.emulator.stop();
  }
}
