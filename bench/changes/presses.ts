import { fetchClientToken } from '../../emulator/client-token.js';
import { servingLicenceBackend } from '../../emulator/demo-clients.js';
import type { EndUserChange } from '../../src/dialogs/licence.js';
import type { HttpClient } from '../http-client.js';
import { type Platform, restaurant } from '../platform.js';

/** The life of a dialog: three changes, each by a button of its own. */
export const buttons = ['confirm', 'submit', 'sign'] as const satisfies readonly EndUserChange['type'][];
export type Button = (typeof buttons)[number];

const actions: Readonly<Record<Button, string>> = {
  confirm: 'read;confirm;delete',
  submit: 'read;write;delete',
  sign: 'read;sign,urn:altinn:task:signing;delete',
};

/** One press of a button, with a token that was never used before. */
export interface Press {
  readonly dialogId: string;
  readonly button: Button;
  readonly token: string;
}

const atTheSameTime = 16;
let opened = 0;

/** Opens that many dialogs through the service, and waits until Dialogporten has them. @returns their ids. */
export async function openDialogs(http: HttpClient, platform: Platform, serviceUrl: string, count: number) {
  const token = await fetchClientToken(platform.url, servingLicenceBackend, 'serving-licence:dialogs.write');
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
    body: JSON.stringify({ party: restaurant }),
  });
  return (JSON.parse(body) as { dialogId: string }).dialogId;
}

/** All presses in the lives of those dialogs: every first button, then every second one, then every third. */
export async function pressesOf(platform: Platform, dialogIds: readonly string[]): Promise<readonly Press[]> {
  const presses: Press[] = [];
  for (const button of buttons) {
    const tokens = await platform.dialogTokens(dialogIds, actions[button]);
    presses.push(...dialogIds.map((dialogId, index) => ({ dialogId, button, token: tokens[index]! })));
  }
  return presses;
}

/** Presses a button as the portal does. @throws when the answer is not the one expected. */
export async function press(
  http: HttpClient,
  serviceUrl: string,
  { dialogId, button, token }: Press,
  expected: 204 | 202,
): Promise<void> {
  await http.expect(expected, {
    method: 'POST',
    url: `${serviceUrl}/dialogs/${dialogId}/actions/${button}`,
    headers: {
      Authorization: `Bearer ${token}`,
      Accept: 'application/json',
      ...(expected === 202 && { Prefer: 'respond-async' }),
    },
  });
}
