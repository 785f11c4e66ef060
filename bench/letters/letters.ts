import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { fetchClientToken } from '../../emulator/client-token.js';
import { restaurant } from '../../emulator/personas.js';
import { officialLetterClient, officialLetterScope } from '../../test/official-letter/emulator/client.js';
import { HttpClient } from '../http-client.js';
import { Platform } from '../platform.js';
import { startPostgres } from '../postgres.js';
import { fixed, hold, printTable, whole } from '../report.js';
import type { Scope } from '../scope.js';
import { Service } from '../service.js';
import type { LettersThere } from './letters-platform.js';

const letters = 10_000;
const connections = 16;

/** Requests of the sender that each replica takes in a minute: fewer than are sent, so that the sender has to wait. */
const perMinute = 2_000;

/** Letters that are accepted before a replica is killed, and the time until it is started again, in milliseconds. */
const killedAt = letters / 2;
const downMs = 5_000;

/** How long a sender waits where there was no answer, in milliseconds. */
const betweenTriesMs = 200;

/** How long a token is used, in milliseconds: half of its life. */
const tokenForMs = 60_000;

const serviceResource = 'urn:altinn:resource:official-letter';

/**
 * A bulk of letters by a sender that comes again after 429, 503 and no answer at all, with the same idempotency key, to two
 * replicas, of which one is killed in the middle. In the end each is counted.
 */
export async function measureLetters(scope: Scope): Promise<void> {
  const http = new HttpClient();
  scope.add(() => http.close());
  const platform = await Platform.start<LettersThere>(scope, new URL('letters-platform.js', import.meta.url));
  const databaseUrl = await startPostgres(scope);
  const program = new URL('../../test/programs/official-letter-service.js', import.meta.url);
  const settings = { SERVICE_OWNER_RATE_LIMIT_PER_MINUTE: String(perMinute) };
  const options = { databaseUrl, program, settings };
  const replicas = [
    await Service.start(scope, platform, options),
    await Service.start(scope, platform, options),
  ] as const;
  const sender = new Sender(
    http,
    replicas.map(({ url }) => url),
    () => fetchClientToken(platform.url, officialLetterClient, officialLetterScope),
  );

  const kill = async () => {
    while (sender.ids.size < killedAt) await pause(10);
    await replicas[0].end('SIGKILL');
    await pause(downMs);
    await replicas[0].startAgain();
  };
  const startedAt = performance.now();
  await Promise.all([sender.sendAll(), kill()]);
  const sentAfterMs = performance.now() - startedAt;
  const database = new Client({ connectionString: databaseUrl });
  await database.connect();
  scope.add(() => database.end());
  const count = async (of: string) => (await database.query<{ count: number }>(`SELECT ${of}`)).rows[0]!.count;
  while ((await count('count(*)::int AS count FROM dialogs WHERE delivered_version < version')) > 0) await pause(50);
  const deliveredAfterMs = performance.now() - startedAt;

  const there = await platform.ask();
  const here = await count('count(*)::int AS count FROM dialogs');
  const reminders = await count('count(DISTINCT dialog_id)::int AS count FROM effects');
  const effects = await count('count(*)::int AS count FROM effects');
  printTable(
    `${whole(letters).text} letters, ${connections} connections, two replicas of which one is killed half-way, ${whole(perMinute).text} a minute each`,
    ['', ''],
    [
      ['accepted (201), each under a dialog of its own', whole(new Set(sender.ids.values()).size)],
      ['answered 429', whole(sender.outcomes.get('429') ?? 0)],
      ['answered 503', whole(sender.outcomes.get('503') ?? 0)],
      ['not answered', whole(sender.outcomes.get('none') ?? 0)],
      ['all accepted after, s', fixed(sentAfterMs / 1_000, 1)],
      ['all in Dialogporten after, s', fixed(deliveredAfterMs / 1_000, 1)],
      ['letters in our database', whole(here)],
      ['reminders that wait, of as many letters', `${whole(effects).text}, ${whole(reminders).text}`],
      ['letters in Dialogporten', whole(there.dialogs)],
      ['of those, with words, enclosures and one activity', whole(there.whole)],
    ],
  );
  const missing = letters - Math.min(there.references, there.whole, reminders);
  const surplus = Math.max(there.dialogs, here, effects) - letters;
  hold('letters that are missing, or not whole', whole(missing), 'at most', whole(0));
  hold('letters or reminders that are there twice', whole(surplus), 'at most', whole(0));
}

/** The sender's system: it goes on with a letter until that is accepted. */
class Sender {
  /** The dialogs of the letters, by their numbers. */
  readonly ids = new Map<number, string>();
  /** How often it was answered otherwise: by status, or `none`. */
  readonly outcomes = new Map<string, number>();
  private readonly restsUntil: number[];
  private token: { readonly value: Promise<string>; readonly since: number } | undefined;
  private next = 0;

  constructor(
    private readonly http: HttpClient,
    private readonly urls: readonly string[],
    private readonly newToken: () => Promise<string>,
  ) {
    this.restsUntil = urls.map(() => 0);
  }

  async sendAll(): Promise<void> {
    await Promise.all(Array.from({ length: connections }, () => this.sendOneByOne()));
  }

  private async sendOneByOne(): Promise<void> {
    for (let letter = this.next++; letter < letters; letter = this.next++) {
      while (!this.ids.has(letter)) await this.send(letter);
    }
  }

  private async send(letter: number): Promise<void> {
    const at = await this.turn(letter);
    const answer = await this.http
      .send({
        method: 'POST',
        url: `${this.urls[at]}/service-owner/dialogs`,
        headers: {
          Authorization: `Bearer ${await this.freshToken()}`,
          'Content-Type': 'application/json',
          'Idempotency-Key': `brev-${letter}`,
        },
        body: bodyOf(letter),
      })
      .catch(() => undefined);
    if (answer?.status === 201) {
      this.ids.set(letter, (JSON.parse(answer.body) as { dialogId: string }).dialogId);
      return;
    }
    const outcome = answer === undefined ? 'none' : String(answer.status);
    if (answer !== undefined && answer.status !== 429 && answer.status !== 503) {
      throw new Error(`a letter was answered ${answer.status}: ${answer.body}`);
    }
    this.outcomes.set(outcome, (this.outcomes.get(outcome) ?? 0) + 1);
    const retryAfterMs = Number(answer?.headers['retry-after'] ?? 0) * 1_000;
    this.restsUntil[at] = performance.now() + Math.max(betweenTriesMs, retryAfterMs);
  }

  private freshToken(): Promise<string> {
    if (this.token === undefined || performance.now() - this.token.since > tokenForMs) {
      this.token = { value: this.newToken(), since: performance.now() };
    }
    return this.token.value;
  }

  /** The replicas in turns, but for one that has asked to be left alone for a while. */
  private async turn(letter: number): Promise<number> {
    for (;;) {
      const now = performance.now();
      const free = this.restsUntil.flatMap((until, replica) => (until <= now ? [replica] : []));
      const found = free[letter % free.length];
      if (found !== undefined) return found;
      await pause(Math.max(1, Math.min(...this.restsUntil) - now));
    }
  }
}

const enclosure = (name: string) => ({ name, mediaType: 'application/pdf', document: 'kart-12' });

function bodyOf(letter: number): string {
  const subject = `Brev ${letter}`;
  const body = `Til nummer ${letter}.\n\n${'Du får båtplass fra 1. mai. '.repeat(70)}`;
  const content = { subject, body, enclosures: [enclosure('Kart.pdf'), enclosure('Skjema.pdf')] };
  return JSON.stringify({ party: restaurant, serviceResource, externalReference: subject, content });
}
