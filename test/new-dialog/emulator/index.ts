import { randomUUID } from 'node:crypto';
import { fetchClientToken } from '../../../emulator/client-token.js';
import { restaurant } from '../../../emulator/personas.js';
import type { StandIn } from '../../../emulator/stand-in.js';
import { newDialogClient, newDialogScope } from './client.js';
import { newDialogPolicy } from './policy.js';

const serviceResource = 'urn:altinn:resource:new-dialog';

/** Our half of the stand-in: policy, the agency's own system, and a dialog to begin with. */
export const newDialogStandIn: StandIn = {
  policy: newDialogPolicy,
  desk: (serviceUrl) => ({ serviceUrl, client: newDialogClient, scope: newDialogScope, changes: [] }),
  async openDialogs(emulator, serviceUrl, { client, scope }) {
    const earlier = emulator.dialogs
      .all()
      .find((dialog) => dialog.serviceResource === serviceResource && dialog.guiActions.length > 0);
    const id = earlier?.id ?? (await opened(serviceUrl, await fetchClientToken(emulator.url, client, scope)));
    return [{ id, persona: 'daglig-leder', description: 'can be confirmed' }];
  },
};

/** Opens a dialog as the agency's own system does. @returns its id. */
async function opened(serviceUrl: string, token: string): Promise<string> {
  const response = await fetch(`${serviceUrl}/service-owner/dialogs`, {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${token}`,
      'Content-Type': 'application/json',
      'Idempotency-Key': randomUUID(),
    },
    body: JSON.stringify({ party: restaurant, serviceResource }),
  });
  if (!response.ok) throw new Error(`opening a dialog answered ${response.status}: ${await response.text()}`);
  return ((await response.json()) as { dialogId: string }).dialogId;
}
