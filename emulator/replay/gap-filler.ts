import type { OurAnswer } from './comparison.js';
import type { ReplayClock } from './clock.js';
import type { Counterparts } from './counterparts.js';
import { likelyCreation, missingEntries, missingReaders, titleOf } from './gaps.js';
import { dialogIn, type Exchange, isCreation, isObject } from './recording.js';

type Members = Record<string, unknown>;
type Send = (exchange: Exchange) => Promise<OurAnswer>;

const api = '/api/v1/serviceowner/dialogs';

/** Does before an exchange what the recordings left out and the exchange takes for granted. */
export class GapFiller {
  readonly #exchanges: readonly Exchange[];
  readonly #counterparts: Counterparts;
  readonly #clock: ReplayClock;
  readonly #send: Send;

  constructor(exchanges: readonly Exchange[], counterparts: Counterparts, clock: ReplayClock, send: Send) {
    this.#exchanges = exchanges;
    this.#counterparts = counterparts;
    this.#clock = clock;
    this.#send = send;
  }

  async fillBefore(index: number): Promise<void> {
    const exchange = this.#exchanges[index]!;
    const dialogId = dialogIn(exchange.path);
    if (dialogId === undefined || isCreation(exchange)) return;
    if (!this.#counterparts.has(dialogId)) await this.#create(dialogId, index);
    if (!this.#counterparts.has(dialogId)) return;
    const { status, body } = exchange.answer;
    const isFoundDeleted = status === 410 || (isObject(body) && body['deletedAt'] !== undefined);
    const ours = await this.#read(dialogId);
    if (!ours) return;
    await this.#append(dialogId, index, ours);
    for (const reader of missingReaders(this.#exchanges, index, ours))
      await this.#send({ ...request('GET', `/api/v1/enduser/dialogs/${dialogId}`), as: reader });
    if (isFoundDeleted && ours['deletedAt'] === undefined) await this.#send(request('DELETE', `${api}/${dialogId}`));
    this.#nameTransmission(exchange, ours);
  }

  async #create(dialogId: string, index: number): Promise<void> {
    const { status } = this.#exchanges[index]!.answer;
    const body = likelyCreation(this.#exchanges, index, dialogId);
    // A dialog that the recording never found was not there.
    if (!body || status === 404) return;
    this.#clock.reachId(dialogId);
    const answer = await this.#send(request('POST', api, body));
    if (answer.status === 201) this.#counterparts.bind(dialogId, String(answer.body));
  }

  async #append(dialogId: string, index: number, ours: Members): Promise<void> {
    for (const kind of ['transmissions', 'activities'] as const) {
      const isKnown = (id: string) => this.#counterparts.has(id);
      for (const entry of missingEntries(this.#exchanges, index, ours, kind, isKnown)) {
        await this.#send(request('POST', `${api}/${dialogId}/${kind}`, entry));
      }
    }
  }

  async #read(dialogId: string): Promise<Members | undefined> {
    const { status, body } = await this.#send(request('GET', `${api}/${dialogId}`));
    return status === 200 ? (body as Members) : undefined;
  }

  /** The transmission that a request means which the platform did not refuse: the only one, or that of the answer. */
  #nameTransmission({ path, body, answer }: Exchange, ours: Members): void {
    if (answer.status >= 404) return;
    const own = ours['transmissions'] as readonly Members[];
    const title = isObject(answer.body) ? titleOf(answer.body) : undefined;
    const meant =
      own.length === 1 ? own[0] : own.find((transmission) => title !== undefined && titleOf(transmission) === title);
    const mentioned = isObject(body)
      ? `${String(body['transmissionId'])} ${String(body['relatedTransmissionId'])}`
      : '';
    if (!meant) return;
    for (const id of this.#counterparts.unknownIn(`${path} ${mentioned}`))
      this.#counterparts.bind(id, String(meant['id']));
  }
}

function request(method: string, path: string, body?: unknown): Exchange {
  return { method, path, as: '', answer: { status: 200 }, ...(body !== undefined && { body }) };
}
