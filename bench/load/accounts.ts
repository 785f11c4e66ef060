import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { fetchClientToken } from '../../emulator/client-token.js';
import { tallyClient } from '../../test/tally/tally.client.js';
import type { HttpClient } from '../http-client.js';
import type { Platform } from '../platform.js';
import type { Asked } from './run.js';

/** The activity by which Dialogporten shows each kind of change. */
const activityTypes = {
  'write action, waits for Dialogporten': 'Information',
  'write action, respond-async': 'Information',
  'service owner decides': 'DialogClosed',
  deletion: 'DialogDeleted',
} as const;

const deliveredWithinMs = 60_000;

export interface Accounts {
  /** Changes that were answered with success, opened dialogs among them. */
  readonly answered: number;
  /** Those of them that Dialogporten does not have. */
  readonly missing: number;
  /** Changes that Dialogporten has more often than they were asked for: also of a request that was never answered. */
  readonly surplus: number;
  /** Requests that never got a proper answer. */
  readonly unanswered: number;
  /** How long after the last answer Dialogporten had everything, in ms. */
  readonly settledAfterMs: number;
}

/** Compares what was answered with what Dialogporten has, change by change, once nothing is waiting any more. */
export async function settleAccounts(
  http: HttpClient,
  platform: Platform,
  databaseUrl: string,
  asked: readonly Asked[],
  openedBefore: number,
): Promise<Accounts> {
  const settledAfterMs = await nothingWaits(databaseUrl);
  const unanswered = asked.filter(({ isAnswered }) => !isAnswered);
  const wanted = new Map<string, string[]>();
  let opened = 0;
  for (const { planned, dialogId } of asked.filter(({ isAnswered }) => isAnswered)) {
    const entries = wanted.get(dialogId!) ?? [];
    wanted.set(dialogId!, entries);
    if (planned.kind === 'service owner opens') opened += 1;
    const type = activityTypes[planned.kind as keyof typeof activityTypes] as string | undefined;
    if (type !== undefined) entries.push(type);
  }
  const token = await fetchClientToken(platform.url, tallyClient, 'digdir:dialogporten.serviceprovider');
  let missing = 0;
  let surplus = 0;
  for (const [dialogId, entries] of wanted) {
    const there = await activitiesOf(http, platform, token, dialogId);
    if (there === undefined) missing += 1 + entries.length;
    for (const type of there === undefined ? [] : new Set([...entries, ...Object.values(activityTypes)])) {
      const difference = count(there!, type) - count(entries, type);
      missing += Math.max(0, -difference);
      surplus += Math.max(0, difference);
    }
  }
  const unknown = (await dialogsOfOurs(databaseUrl)) - openedBefore - opened;
  const changes = [...wanted.values()].reduce((sum, entries) => sum + entries.length, 0);
  return {
    answered: changes + opened,
    missing: missing + Math.max(0, -unknown),
    surplus: surplus + Math.max(0, unknown),
    unanswered: unanswered.length,
    settledAfterMs,
  };
}

function count(types: readonly string[], type: string): number {
  return types.filter((one) => one === type).length;
}

/** The types of a dialog's activities; none when Dialogporten does not know it. A deleted one is answered too. */
async function activitiesOf(http: HttpClient, platform: Platform, token: string, dialogId: string) {
  const { status, body } = await http.send({
    method: 'GET',
    url: `${platform.dialogportenUrl}/api/v1/serviceowner/dialogs/${dialogId}`,
    headers: { Authorization: `Bearer ${token}` },
  });
  if (status !== 200) return undefined;
  return (JSON.parse(body) as { activities: readonly { readonly type: string }[] }).activities.map(({ type }) => type);
}

async function nothingWaits(databaseUrl: string): Promise<number> {
  const startedAt = performance.now();
  while ((await numberOf(databaseUrl, 'next_attempt_at IS NOT NULL')) > 0) {
    if (performance.now() - startedAt > deliveredWithinMs) break;
    await pause(50);
  }
  return performance.now() - startedAt;
}

function dialogsOfOurs(databaseUrl: string): Promise<number> {
  return numberOf(databaseUrl, 'true');
}

async function numberOf(databaseUrl: string, condition: string): Promise<number> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows } = await client.query<{ number: number }>(
    `SELECT count(*)::int AS number FROM dialogs WHERE ${condition}`,
  );
  await client.end();
  return rows[0]!.number;
}
