import { randomUUID } from 'node:crypto';
import { fetchClientToken } from '../../emulator/client-token.js';
import { until } from '../support/until.js';
import { tallyParty } from './index.js';
import { tallyClient, tallyScope } from './tally.client.js';
import type { TallyStage } from './tally-stage.js';

/** Entries of the activity log that a tally must have once an action was accepted, and may have once. */
const activityOf = {
  open: 'DialogCreated',
  count: 'Information',
  approve: 'SignatureProvided',
} as const;

export type Step = Exclude<keyof typeof activityOf, 'open'>;

const steps: readonly Step[] = ['count', 'approve'];

/**
 * Keepers of tallies in any number: each has one opened, and takes it as far as it goes. Without an answer, or after a 503,
 * the same request is sent again with the same token, as by a browser; every 2xx is remembered.
 */
export class Keepers {
  /** Every dialog that a 201 told of, with the actions that were answered 2xx, and how. */
  readonly accepted = new Map<string, Map<string, number>>();
  /** How many answers have come so far. */
  answers = 0;
  private stopping = false;
  private turn = 0;

  constructor(
    private readonly stage: TallyStage,
    /** One base URL for each replica; they are used in turn. */
    private readonly urls: readonly string[],
  ) {}

  /** Lets so many keepers come, one after the other in each of the lines, until {@link stop}. */
  async come(lines: number): Promise<void> {
    await Promise.all(Array.from({ length: lines }, () => this.line()));
  }

  stop(): void {
    this.stopping = true;
  }

  /** Opens so many dialogs. @returns their ids. */
  async open(count: number): Promise<string[]> {
    const ids: string[] = [];
    const queue = Array.from({ length: count }, (_, index) => index);
    const openNext = async () => {
      while (queue.pop() !== undefined) ids.push(await this.openOne());
    };
    await Promise.all(Array.from({ length: 16 }, openNext));
    return ids;
  }

  /** Presses a button with a token until there is a 2xx. @returns its status. */
  async press(dialogId: string, step: Step, token: string, headers: Record<string, string> = {}): Promise<number> {
    const status = await this.untilAnswered(`/tallies/${dialogId}/${step}`, () => ({
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, ...headers },
    }));
    this.accepted.get(dialogId)?.set(step, status);
    return status;
  }

  /** Accepted actions that Dialogporten does not show, or shows more than once; empty when all is well. */
  discrepancies(): string[] {
    return [...this.accepted].flatMap(([dialogId, answered]) => {
      const types = this.stage.emulator.dialogs.get(dialogId)?.activities.map(({ type }) => type) ?? [];
      return Object.entries(activityOf).flatMap(([step, type]) => {
        const times = types.filter((each) => each === type).length;
        const isRight = answered.has(step) ? times === 1 : times <= 1;
        return isRight ? [] : [`${dialogId}: ${step} was answered ${answered.get(step)}, and is there ${times} times`];
      });
    });
  }

  /** Waits until Dialogporten shows all that was accepted, each once. */
  async untilAllArrived(withinMs = 120_000): Promise<void> {
    try {
      await until(() => this.discrepancies().length === 0, withinMs);
    } catch {
      throw new Error(`after ${withinMs} ms: ${this.discrepancies().slice(0, 10).join('\n')}`);
    }
  }

  private async line(): Promise<void> {
    while (!this.stopping) {
      const dialogId = await this.openOne();
      for (const step of steps) await this.press(dialogId, step, this.stage.token(dialogId));
    }
  }

  private async openOne(): Promise<string> {
    const key = randomUUID();
    const token = await fetchClientToken(this.stage.emulator.url, tallyClient, tallyScope);
    let dialogId = '';
    const status = await this.untilAnswered(
      '/service-owner/dialogs',
      () => ({
        method: 'POST',
        headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json', 'Idempotency-Key': key },
        body: JSON.stringify({ party: tallyParty }),
      }),
      async (response) => {
        ({ dialogId } = (await response.json()) as { dialogId: string });
      },
    );
    this.accepted.set(dialogId, new Map([['open', status]]));
    return dialogId;
  }

  private async untilAnswered(
    path: string,
    request: () => RequestInit,
    read: (response: Response) => Promise<void> = async () => {},
  ): Promise<number> {
    let status = 0;
    await until(async () => {
      const url = this.urls[this.turn++ % this.urls.length];
      try {
        const response = await fetch(`${url}${path}`, { ...request(), signal: AbortSignal.timeout(20_000) });
        if (response.ok) await read(response);
        status = response.status;
      } catch {
        return false;
      }
      if (status >= 400 && status !== 503) throw new Error(`${path} answered ${status}`);
      return status < 300;
    });
    this.answers++;
    return status;
  }
}
