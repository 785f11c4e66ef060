import { randomUUID } from 'node:crypto';
import { fetchClientToken } from '../client-token.js';
import type { Platform } from '../platform.js';
import type { DeskChange, DeskOptions } from './desk-options.js';

/** A dialog as the service owner's API tells of it, or why it does not. */
export interface DeskDialog {
  readonly id: string;
  /** None: the service does not know it. */
  readonly described?: {
    readonly party: string;
    readonly state: string;
    readonly externalReference?: string;
    /** How far it has come on its way to Dialogporten. */
    readonly delivery: {
      readonly status: 'delivered' | 'waiting' | 'rejected' | 'gone';
      readonly failedAttempts?: number;
      readonly reason?: string;
    };
  };
}

const mostDialogs = 50;

/** The service owner's own system, as far as a developer needs one: it calls the service with Maskinporten tokens. */
export class Desk {
  /** Outcome of the last request that changes something. */
  lastOutcome: string | undefined;
  readonly #opened: string[] = [];

  constructor(
    private readonly platform: Platform,
    readonly options: DeskOptions,
  ) {}

  /** The dialogs that were opened here or have reached Dialogporten, the newest first. */
  async dialogs(): Promise<DeskDialog[]> {
    const delivered = this.platform.dialogs.all().map(({ id }) => id);
    const ids = [...new Set([...delivered, ...this.#opened])].toSorted().toReversed().slice(0, mostDialogs);
    const token = await this.token();
    return Promise.all(ids.map((id) => this.#describe(id, token)));
  }

  async open(party: string, externalReference: string): Promise<void> {
    const response = await this.#post('', { party, ...(externalReference !== '' && { externalReference }) });
    if (response.status !== 201) return this.#note('Opening a dialog', response);
    const { dialogId } = (await response.json()) as { dialogId: string };
    this.#opened.push(dialogId);
    this.lastOutcome = `Opened ${dialogId}.`;
  }

  async change(dialogId: string, change: DeskChange, choice: number, texts: URLSearchParams): Promise<void> {
    const given = change.texts.map(({ name }) => [name, texts.get(name)?.trim() ?? ''] as const);
    const body = { ...change.choices[choice]?.body, ...Object.fromEntries(given.filter(([, text]) => text !== '')) };
    await this.#note(change.title, await this.#post(`/${dialogId}/${change.path}`, body));
  }

  async #note(what: string, response: Response): Promise<void> {
    this.lastOutcome = `${what}: ${response.status} ${await response.text()}`.trim();
  }

  async #describe(id: string, token: string): Promise<DeskDialog> {
    const response = await fetch(this.#url(`/${id}`), { headers: { Authorization: `Bearer ${token}` } });
    if (!response.ok) return { id };
    return { id, described: (await response.json()) as NonNullable<DeskDialog['described']> };
  }

  async #post(path: string, body: object): Promise<Response> {
    return fetch(this.#url(path), {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${await this.token()}`,
        'Content-Type': 'application/json',
        'Idempotency-Key': randomUUID(),
      },
      body: JSON.stringify(body),
    });
  }

  #url(path: string): string {
    return `${this.options.serviceUrl}/service-owner/dialogs${path}`;
  }

  /** A Maskinporten token of the agency's own system. */
  token(): Promise<string> {
    const { client, scope } = this.options;
    return fetchClientToken(this.platform.addresses.base, client, scope);
  }
}
