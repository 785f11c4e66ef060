import { setTimeout as pause } from 'node:timers/promises';
import type { HttpClient } from '../http-client.js';
import type { Planned } from './plan.js';

/** How often a client without a proper answer asks again, with the same token or key, and how long it waits before, in ms. */
const mostTries = 15;
const pauseMs = 1_000;

export interface Try {
  /** The status; or, where there was no answer, why. */
  readonly outcome: number | string;
  readonly ms: number;
}

/** A request, and every answer to it. */
export interface Asked {
  readonly planned: Planned;
  /** In milliseconds after the start. */
  readonly at: number;
  readonly tries: readonly Try[];
  /** The dialog that it was about, or that it opened. */
  readonly dialogId: string | undefined;
  readonly isAnswered: boolean;
}

/**
 * Sends the requests one after the other, so many a second whether or not those before have been answered, and repeats
 * those that get no proper answer, as people and systems do.
 */
export async function run(
  http: HttpClient,
  url: string,
  plan: readonly Planned[],
  perSecond: number,
): Promise<readonly Asked[]> {
  const startedAt = performance.now();
  const all = plan.map(async (planned, index) => {
    const at = (index * 1000) / perSecond;
    await pause(startedAt + at - performance.now());
    return ask(http, url, planned, at);
  });
  return Promise.all(all);
}

async function ask(http: HttpClient, url: string, planned: Planned, at: number): Promise<Asked> {
  const { path, ...request } = planned.request;
  const tries: Try[] = [];
  let dialogId = planned.dialogId;
  let isAnswered = false;
  while (!isAnswered && tries.length < mostTries) {
    if (tries.length > 0) await pause(pauseMs);
    const startedAt = performance.now();
    const answer = await http.send({ ...request, url: `${url}${path}` }).catch((error: Error) => error);
    const ms = performance.now() - startedAt;
    tries.push({ outcome: answer instanceof Error ? answer.message : answer.status, ms });
    if (answer instanceof Error) continue;
    isAnswered = planned.expected.includes(answer.status);
    if (answer.status === 201) dialogId = (JSON.parse(answer.body) as { dialogId: string }).dialogId;
  }
  return { planned, at, tries, dialogId, isAnswered };
}
