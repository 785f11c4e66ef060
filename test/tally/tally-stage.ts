import { randomUUID } from 'node:crypto';
import { fetchClientToken } from '../../emulator/client-token.js';
import { type Emulator, type EmulatorOptions, startEmulator } from '../../emulator/emulator.js';
import type { Feature } from '../../src/feature.js';
import { DeliveryStage } from '../support/delivery-stage.js';
import { fewAtATime } from '../support/few-at-a-time.js';
import { sharedDatabase } from '../support/postgres.js';
import { ServiceProcess } from '../support/service-process.js';
import { startService, type TestService } from '../support/service.js';
import { until } from '../support/until.js';
import { tallyFeature, tallyKeeper, tallyParty, tallyPolicy } from './index.js';
import { tallyClient, tallyScope } from './tally.client.js';
import { approvalTask, tallyResource } from './tally.js';

/** A button that the portal offers, where the state allows it. */
export type TallyButton = 'count' | 'approve' | 'delete';

/** A tally as the portal gets it. */
export interface PortalTally {
  readonly dialogToken: string;
  readonly content: Record<string, { readonly value: readonly { languageCode: string; value: string }[] }>;
  readonly guiActions: readonly {
    readonly action: string;
    readonly url: string;
    readonly httpMethod: string;
    readonly isAuthorized: boolean;
  }[];
}

/** The stand-in platform, and tallies served by any number of replicas on one database of their own. */
export class TallyStage extends DeliveryStage {
  readonly services: TestService[] = [];

  private constructor(
    emulator: Emulator,
    databaseUrl: string,
    private readonly settings: Record<string, string>,
    private readonly features: readonly Feature[],
  ) {
    super(emulator, databaseUrl);
  }

  protected get observed(): TestService {
    return this.services[0]!;
  }

  static async set(
    settings: Record<string, string> = {},
    {
      features = [tallyFeature],
      ...options
    }: Partial<EmulatorOptions> & { readonly features?: readonly Feature[] } = {},
  ): Promise<TallyStage> {
    const emulator = await startEmulator({ policy: tallyPolicy, ...options });
    const databaseUrl = settings['DATABASE_URL'] ?? (await sharedDatabase());
    return new TallyStage(emulator, databaseUrl, settings, features);
  }

  /** One more replica, in this process; of another version of the service where it has other features. */
  async addService(settings: Record<string, string> = {}, features = this.features): Promise<TestService> {
    const service = await startService(this.emulator, this.given(settings), features);
    this.services.push(service);
    return service;
  }

  /** One more replica, as a process of its own, which can be killed and started again. */
  async addProcess(
    settings: Record<string, string> = {},
    program = 'test/programs/tally-service.js',
  ): Promise<ServiceProcess> {
    const service = await ServiceProcess.start(this.emulator, this.given(settings), program);
    this.services.push(service);
    return service;
  }

  /** Opens a tally. @returns its id. */
  async open(body: Record<string, unknown> = {}, at = 0): Promise<string> {
    const response = await this.asServiceOwner(
      'POST',
      '/service-owner/dialogs',
      { party: tallyParty, ...body },
      { at },
    );
    if (response.status !== 201) throw new Error(`opening answered ${response.status}: ${await response.text()}`);
    return ((await response.json()) as { dialogId: string }).dialogId;
  }

  /** Opens that many tallies. @returns their ids. */
  openMany(count: number, at = 0): Promise<string[]> {
    return fewAtATime(Array.from({ length: count }), () => this.open({}, at));
  }

  async asServiceOwner(
    method: string,
    path: string,
    body?: unknown,
    { at = 0, headers = {} }: { at?: number; headers?: Record<string, string> } = {},
  ): Promise<Response> {
    const token = await fetchClientToken(this.emulator.url, tallyClient, tallyScope);
    return fetch(`${this.services[at]!.url}${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${token}`,
        'Idempotency-Key': randomUUID(),
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
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
      a: `read;write;delete;sign,${approvalTask}`,
      ...claims,
    });
  }

  /** The tally as that persona's portal gets it: in all languages, where fetch by itself asks for any one. */
  async shownTo(persona: string, dialogId: string): Promise<PortalTally> {
    const response = await fetch(`${this.emulator.url}/dialogporten/api/v1/enduser/dialogs/${dialogId}`, {
      headers: { 'X-Persona': persona, 'Accept-Language': '' },
    });
    if (!response.ok) throw new Error(`the dialog answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as PortalTally;
  }

  /** A fresh token of that persona, as the portal gets it. */
  async tokenOf(persona: string, dialogId: string): Promise<string> {
    return (await this.shownTo(persona, dialogId)).dialogToken;
  }

  /** Presses a button as the portal does. */
  press(
    button: TallyButton,
    dialogId: string,
    { token = this.token(dialogId), headers = {}, at = 0 }: { token?: string; headers?: object; at?: number } = {},
  ): Promise<Response> {
    return fetch(`${this.services[at]!.url}/tallies/${dialogId}${button === 'delete' ? '' : `/${button}`}`, {
      method: button === 'delete' ? 'DELETE' : 'POST',
      headers: { Authorization: `Bearer ${token}`, Accept: 'application/json', ...headers },
    });
  }

  /** Counts one more, as a button in the portal does. */
  count(
    dialogId: string,
    options: { readonly token?: string; readonly headers?: object; readonly at?: number } = {},
  ): Promise<Response> {
    return this.press('count', dialogId, options);
  }

  /** Fetches the main embed as the portal does. */
  embed(
    dialogId: string,
    {
      token = this.token(dialogId),
      query = '',
      headers = {},
    }: { token?: string; query?: string; headers?: object } = {},
  ): Promise<Response> {
    return fetch(`${this.services[0]!.url}/tallies/${dialogId}/embed${query}`, {
      headers: { 'Content-Type': 'text/plain', Authorization: `Bearer ${token}`, ...headers },
    });
  }

  /** Fetches the embed of its report, or of any other transmission, as the portal does. */
  report(
    dialogId: string,
    transmissionId: string,
    { token = this.token(dialogId), headers = {} }: { token?: string; headers?: object } = {},
  ): Promise<Response> {
    return fetch(`${this.services[0]!.url}/tallies/${dialogId}/reports/${transmissionId}`, {
      headers: { 'Content-Type': 'text/plain', Authorization: `Bearer ${token}`, ...headers },
    });
  }

  /** Closes it, as the service owner does, which sends a report. */
  close(dialogId: string): Promise<Response> {
    return this.asServiceOwner('POST', `/service-owner/tallies/${dialogId}/close`);
  }

  /** How often Dialogporten has been told that it was counted. */
  countedThere(dialogId: string): number {
    const activities = this.emulator.dialogs.get(dialogId)?.activities ?? [];
    return activities.filter(({ type }) => type === 'Information').length;
  }

  /** The tally as the service owner gets it from us. */
  async here(dialogId: string, at = 0): Promise<Record<string, unknown>> {
    const response = await this.asServiceOwner('GET', `/service-owner/dialogs/${dialogId}`, undefined, { at });
    return (await response.json()) as Record<string, unknown>;
  }

  /** Stops the newest replica, and starts another in its place. */
  async startAnew(between: () => void = () => {}): Promise<TestService> {
    await this.services.pop()!.stop();
    between();
    return this.addService();
  }

  /** Waits until Dialogporten has the newest version of those tallies, or none is waited for any more. */
  async untilDelivered(...dialogIds: readonly string[]): Promise<void> {
    await until(async () => {
      const rows = await this.sql('SELECT FROM dialogs WHERE id = ANY($1) AND next_attempt_at IS NOT NULL', [
        dialogIds,
      ]);
      return rows.length === 0;
    });
  }

  /** These settings and those of all replicas; with a data directory, on a database embedded there. */
  private given(settings: Record<string, string>): Record<string, string> {
    const given = { ...this.settings, ...settings };
    return 'DATA_DIR' in given ? given : { DATABASE_URL: this.databaseUrl, ...given };
  }

  async clear(): Promise<void> {
    try {
      await Promise.all(this.services.map((service) => service.stop()));
    } finally {
      await this.emulator.stop();
      await this.database.end();
    }
  }
}
