import { afterAll, afterEach, beforeAll } from '@jest/globals';
import { Pool } from 'pg';
import {
  standInMaskinportenClientId,
  standInMaskinportenPrivateJwk,
} from '../../../src/serving-licence/stand-in-client.js';
import { type Dialog, type Emulator, type Fault, startEmulator } from '../../../emulator/emulator.js';
import { samplePolicy } from '../../../emulator/sample/policy.js';
import { MaskinportenCaller } from '../../../emulator/testing/maskinporten-caller.js';
import { Parties, restaurant } from './parties.js';
import { sharedDatabase } from '../../support/postgres.js';
import { startService, type TestService } from '../../support/service.js';
import { until } from '../../support/until.js';

export type Press = 'confirm' | 'submit' | 'sign' | 'delete';

/** The general manager, in whose name buttons are pressed. */
export const manager = 'urn:altinn:person:identifier-no:14886498226';

/** Where Dialogporten's service owner API is, as a fault or the log of requests names it. */
export const serviceOwnerApi = '/dialogporten/api/v1/serviceowner';

/** Where it has that dialog. */
export function pathOf(dialogId: string): string {
  return `${serviceOwnerApi}/dialogs/${dialogId}`;
}

/** A dialog as the service owner gets it from us. */
export interface OurDialog {
  readonly state: string;
  readonly version: number;
  readonly deliveredVersion: number;
  readonly delivery: { readonly status: string; readonly reason?: string };
}

/** The stand-in platform and the service on a PostgreSQL database of their own, which outlives the service. */
export class DurableStage {
  /** Another system of the service owner's, which changes dialogs in Dialogporten behind our back. */
  readonly colleague: MaskinportenCaller;
  private parts: { readonly service: TestService; readonly parties: Parties };

  private constructor(
    readonly emulator: Emulator,
    readonly databaseUrl: string,
    private readonly database: Pool,
    private readonly startAgain: () => Promise<TestService>,
    service: TestService,
  ) {
    this.colleague = new MaskinportenCaller(emulator.url, standInMaskinportenClientId, standInMaskinportenPrivateJwk);
    this.parts = { service, parties: new Parties(emulator, service) };
  }

  static async set(settings: Record<string, string> = {}): Promise<DurableStage> {
    const emulator = await startEmulator({ policy: samplePolicy });
    const databaseUrl = await sharedDatabase();
    const startIt = () => startService(emulator, { DATABASE_URL: databaseUrl, ...settings });
    const service = await startIt();
    const database = new Pool({ connectionString: databaseUrl, max: 1 });
    return new DurableStage(emulator, databaseUrl, database, startIt, service);
  }

  get service(): TestService {
    return this.parts.service;
  }

  get parties(): Parties {
    return this.parts.parties;
  }

  /** Stops the service, and starts it again on the same database, elsewhere. */
  async restart(between: () => void = () => {}): Promise<void> {
    await this.service.stop();
    between();
    const service = await this.startAgain();
    this.parts = { service, parties: new Parties(this.emulator, service) };
  }

  /** A token for that dialog that may do everything, also what its present state does not offer. */
  token(dialogId: string, claims: Record<string, unknown> = {}): string {
    return this.emulator.signDialogToken({
      c: manager,
      l: 4,
      p: restaurant,
      s: 'urn:altinn:resource:serving-licence',
      i: dialogId,
      a: 'read;write;confirm;delete;sign,urn:altinn:task:signing',
      e: ['decision'],
      ...claims,
    });
  }

  /** Presses a button as the portal does: with a token of its own, unless one is given. */
  press(
    action: Press,
    dialogId: string,
    token: string = this.token(dialogId),
    headers: Record<string, string> = {},
  ): Promise<Response> {
    const path = action === 'delete' ? '' : `/actions/${action}`;
    return fetch(`${this.service.url}/dialogs/${dialogId}${path}`, {
      method: action === 'delete' ? 'DELETE' : 'POST',
      headers: { Authorization: `Bearer ${token}`, Accept: 'application/json', ...headers },
    });
  }

  /** Opens a dialog and presses those buttons, each of which is made. @returns its id. */
  async dialogAfter(...presses: readonly Press[]): Promise<string> {
    const id = await this.parties.openDialog();
    for (const action of presses) {
      const { status } = await this.press(action, id);
      if (status !== 204) throw new Error(`${action} answered ${status}`);
    }
    return id;
  }

  decide(dialogId: string, decision: unknown = { granted: true }, headers: Record<string, string> = {}) {
    return this.parties.asServiceOwner('POST', `/${dialogId}/decision`, decision, headers);
  }

  /** Fetches the embed of a transmission as the portal does: with a token of its own, unless one is given. */
  fetchEmbed(
    dialogId: string,
    transmissionId: string,
    token: string = this.token(dialogId),
    headers: Record<string, string> = {},
  ): Promise<Response> {
    return fetch(`${this.service.url}/embeds/dialogs/${dialogId}/transmissions/${transmissionId}`, {
      headers: { 'Content-Type': 'text/plain', Authorization: `Bearer ${token}`, ...headers },
    });
  }

  /** The dialog as Dialogporten has it; it must have it. */
  there(dialogId: string): Dialog {
    const dialog = this.emulator.dialogs.get(dialogId);
    if (dialog === undefined) throw new Error(`Dialogporten has no dialog ${dialogId}`);
    return dialog;
  }

  /** The types of the dialog's activities in Dialogporten, in their order there; none when it has no such dialog. */
  activities(dialogId: string): string[] {
    return (this.emulator.dialogs.get(dialogId)?.activities ?? []).map(({ type }) => type);
  }

  /** The dialog as we have it. */
  async here(dialogId: string): Promise<OurDialog> {
    return (await (await this.parties.asServiceOwner('GET', `/${dialogId}`)).json()) as OurDialog;
  }

  /** The calls about that dialog that have reached Dialogporten. */
  calls(dialogId: string) {
    return this.emulator.requests.list().filter(({ path }) => path === pathOf(dialogId));
  }

  /** The statuses of the PUTs of that dialog, null where the caller has no answer. */
  putsTo(dialogId: string): (number | null)[] {
    return this.calls(dialogId).flatMap(({ method, status }) => (method === 'PUT' ? [status] : []));
  }

  /** Lets that fault strike as well. */
  strike(...faults: readonly Fault[]): void {
    this.emulator.faults.set([...this.emulator.faults.list(), ...faults]);
  }

  /** Puts a question to our database. */
  async sql<Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    return (await this.database.query<Row>(text, [...values])).rows;
  }

  /** How many dialogs are still to be delivered, or are being delivered. */
  async dueDialogs(): Promise<number> {
    const [row] = await this.sql<{ count: number }>(
      'SELECT count(*)::int AS count FROM dialogs WHERE next_attempt_at IS NOT NULL',
    );
    return row!.count;
  }

  private async isQuiet(): Promise<boolean> {
    return (await this.dueDialogs()) === 0 && (await this.metric('dialog_changes_waiting')) === 0;
  }

  /** The value of a metric without labels. */
  async metric(name: string): Promise<number> {
    const line = (await this.metrics()).split('\n').find((each) => each.startsWith(`${name} `));
    if (line === undefined) throw new Error(`there is no metric ${name}`);
    return Number(line.slice(name.length + 1));
  }

  async metrics(): Promise<string> {
    return (await fetch(`${this.service.url}/metrics`)).text();
  }

  async readiness(): Promise<{ status: number; report: unknown }> {
    const answer = await fetch(`${this.service.url}/health/ready`);
    return { status: answer.status, report: await answer.json() };
  }

  /** Waits until Dialogporten has been told all that there is to tell, in the time that this takes. */
  async untilQuiet(): Promise<void> {
    await until(() => this.isQuiet());
  }

  /** The same without the seconds that a dialog waits for its next attempt: they are taken as passed. */
  async soonQuiet(): Promise<void> {
    await until(async () => {
      await this.passTime();
      return this.isQuiet();
    });
  }

  /** Every attempt is due now. */
  async passTime(): Promise<void> {
    await this.sql('UPDATE dialogs SET next_attempt_at = now() WHERE next_attempt_at IS NOT NULL');
  }

  async clear(): Promise<void> {
    try {
      await this.service.stop();
    } finally {
      await this.emulator.stop();
      await this.database.end();
    }
  }
}

/** One stage for all the tests of a block; each finds it without faults. */
export function sharedStage(settings: Record<string, string> = {}): () => DurableStage {
  let stage: DurableStage;
  beforeAll(async () => {
    stage = await DurableStage.set(settings);
  });
  afterEach(() => stage.emulator.faults.clear());
  afterAll(() => stage.clear());
  return () => stage;
}

type Play = (stage: DurableStage) => Promise<void>;

/** A test with a stage of its own. */
export function onStage(play: Play, settings: Record<string, string> = {}) {
  return async (): Promise<void> => {
    const stage = await DurableStage.set(settings);
    try {
      await play(stage);
    } finally {
      await stage.clear();
    }
  };
}
