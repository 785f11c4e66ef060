import { afterAll, afterEach, beforeAll } from '@jest/globals';
import {
  standInMaskinportenClientId,
  standInMaskinportenPrivateJwk,
} from '../../../src/serving-licence/stand-in-client.js';
import { type Dialog, type Emulator, startEmulator } from '../../../emulator/emulator.js';
import { samplePolicy } from '../../../emulator/sample/policy.js';
import { MaskinportenCaller } from '../../../emulator/testing/maskinporten-caller.js';
import { Parties, restaurant } from './parties.js';
import { DeliveryStage } from '../../support/delivery-stage.js';
import { sharedDatabase } from '../../support/postgres.js';
import { startService, type TestService } from '../../support/service.js';

export type Press = 'confirm' | 'submit' | 'sign' | 'delete';

/** The general manager, in whose name buttons are pressed. */
export const manager = 'urn:altinn:person:identifier-no:14886498226';

/** A dialog as the service owner gets it from us. */
export interface OurDialog {
  readonly state: string;
  readonly version: number;
  readonly deliveredVersion: number;
  readonly delivery: { readonly status: string; readonly reason?: string };
}

/** The stand-in platform and the service on a PostgreSQL database of their own, which outlives the service. */
export class DurableStage extends DeliveryStage {
  /** Another system of the service owner's, which changes dialogs in Dialogporten behind our back. */
  readonly colleague: MaskinportenCaller;
  private parts: { readonly service: TestService; readonly parties: Parties };

  private constructor(
    emulator: Emulator,
    databaseUrl: string,
    private readonly startAgain: () => Promise<TestService>,
    service: TestService,
  ) {
    super(emulator, databaseUrl);
    this.colleague = new MaskinportenCaller(emulator.url, standInMaskinportenClientId, standInMaskinportenPrivateJwk);
    this.parts = { service, parties: new Parties(emulator, service) };
  }

  static async set(settings: Record<string, string> = {}): Promise<DurableStage> {
    const emulator = await startEmulator({ policy: samplePolicy });
    const databaseUrl = await sharedDatabase();
    const startIt = () => startService(emulator, { DATABASE_URL: databaseUrl, ...settings });
    const service = await startIt();
    return new DurableStage(emulator, databaseUrl, startIt, service);
  }

  get service(): TestService {
    return this.parts.service;
  }

  protected get observed(): TestService {
    return this.service;
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

  /** The dialog as we have it. */
  async here(dialogId: string): Promise<OurDialog> {
    return (await (await this.parties.asServiceOwner('GET', `/${dialogId}`)).json()) as OurDialog;
  }

  async readiness(): Promise<{ status: number; report: unknown }> {
    const answer = await fetch(`${this.service.url}/health/ready`);
    return { status: answer.status, report: await answer.json() };
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
