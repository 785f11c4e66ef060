import { fetchClientToken } from '../../emulator/client-token.js';
import { tallyParty } from '../../test/tally/index.js';
import { tallyClient, tallyScope } from '../../test/tally/tally.client.js';
import type { HttpClient } from '../http-client.js';
import type { Platform } from '../platform.js';

/** How many changes are made of each dialog. */
export const changesPerDialog = 3;

/** One press of a button, with a token that was never used before. */
export interface Press {
  readonly dialogId: string;
  readonly token: string;
}

const atTheSameTime = 16;
let opened = 0;

/** Opens that many dialogs through the service, and waits until Dialogporten has them. @returns their ids. */
export async function openDialogs(http: HttpClient, platform: Platform, serviceUrl: string, count: number) {
  const token = await fetchClientToken(platform.url, tallyClient, tallyScope);
  const ids: string[] = [];
  let remaining = count;
  const open = async () => {
    while (remaining-- > 0) ids.push(await openDialog(http, serviceUrl, token));
  };
  await Promise.all(Array.from({ length: atTheSameTime }, open));
  return ids as readonly string[];
}

async function openDialog(http: HttpClient, serviceUrl: string, token: string): Promise<string> {
  const { body } = await http.expect(201, {
    method: 'POST',
    url: `${serviceUrl}/service-owner/dialogs`,
    headers: {
      Authorization: `Bearer ${token}`,
      'Content-Type': 'application/json',
      'Idempotency-Key': `bench-${process.pid}-${++opened}`,
    },
    body: JSON.stringify({ party: tallyParty }),
  });
  return (JSON.parse(body) as { dialogId: string }).dialogId;
}

/** All changes of those dialogs: the first one of each, then the second of each, and so on. */
export async function pressesOf(platform: Platform, dialogIds: readonly string[]): Promise<readonly Press[]> {
  const presses: Press[] = [];
  for (let count = 0; count < changesPerDialog; count++) {
    const tokens = await platform.dialogTokens(dialogIds, 'read;write');
    presses.push(...dialogIds.map((dialogId, index) => ({ dialogId, token: tokens[index]! })));
  }
  return presses;
}

/** Presses a button as the portal does. @throws when the answer is not the one expected. */
export async function press(
  http: HttpClient,
  serviceUrl: string,
  { dialogId, token }: Press,
  expected: 204 | 202,
): Promise<void> {
  await http.expect(expected, {
    method: 'POST',
    url: `${serviceUrl}/tallies/${dialogId}/count`,
    headers: {
      Authorization: `Bearer ${token}`,
      Accept: 'application/json',
      ...(expected === 202 && { Prefer: 'respond-async' }),
    },
  });
}
