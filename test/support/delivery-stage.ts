import { Pool } from 'pg';
import type { Emulator, Fault } from '../../emulator/emulator.js';
import type { TestService } from './service.js';
import { until } from './until.js';

/** Path of Dialogporten's service owner API, in a fault or in the log of requests. */
export const serviceOwnerApi = '/dialogporten/api/v1/serviceowner';

/** Path of that dialog there. */
export function pathOf(dialogId: string): string {
  return `${serviceOwnerApi}/dialogs/${dialogId}`;
}

/** A stand-in platform and our database, and what can be seen there of the deliveries of a service. */
export abstract class DeliveryStage {
  protected readonly database: Pool;

  protected constructor(
    readonly emulator: Emulator,
    readonly databaseUrl: string,
  ) {
    this.database = new Pool({ connectionString: databaseUrl, max: 1 });
  }

  /** The replica whose metrics are read. */
  protected abstract readonly observed: TestService;

  /** Lets those faults strike as well. */
  strike(...faults: readonly Fault[]): void {
    this.emulator.faults.set([...this.emulator.faults.list(), ...faults]);
  }

  /** The types of a dialog's activities in Dialogporten, in their order there; none when it has no such dialog. */
  activities(dialogId: string): string[] {
    return (this.emulator.dialogs.get(dialogId)?.activities ?? []).map(({ type }) => type);
  }

  /** The calls about that dialog that have reached Dialogporten. */
  calls(dialogId: string) {
    return this.emulator.requests.list().filter(({ path }) => path === pathOf(dialogId));
  }

  /** The statuses of the PUTs of that dialog, null where the caller has no answer. */
  putsTo(dialogId: string): (number | null)[] {
    return this.calls(dialogId).flatMap(({ method, status }) => (method === 'PUT' ? [status] : []));
  }

  /** Puts a question to our database. */
  async sql<Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    return (await this.database.query<Row>(text, [...values])).rows;
  }

  async metrics(): Promise<string> {
    return (await fetch(`${this.observed.url}/metrics`)).text();
  }

  /** The value of a metric without labels. */
  async metric(name: string): Promise<number> {
    const line = (await this.metrics()).split('\n').find((each) => each.startsWith(`${name} `));
    if (line === undefined) throw new Error(`there is no metric ${name}`);
    return Number(line.slice(name.length + 1));
  }

  /** Number of dialogs that are still to be delivered, or are being delivered. */
  async dueDialogs(): Promise<number> {
    const [row] = await this.sql<{ count: number }>(
      'SELECT count(*)::int AS count FROM dialogs WHERE next_attempt_at IS NOT NULL',
    );
    return row!.count;
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

  private async isQuiet(): Promise<boolean> {
    return (await this.dueDialogs()) === 0 && (await this.metric('dialog_changes_waiting')) === 0;
  }
}
