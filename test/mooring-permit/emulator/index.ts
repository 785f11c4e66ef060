import { randomUUID } from 'node:crypto';
import { fetchClientToken } from '../../../emulator/client-token.js';
import { personas } from '../../../emulator/personas.js';
import type { StandIn } from '../../../emulator/stand-in.js';
import { mooringPermitClient, mooringPermitScope } from './client.js';
import { mooringPermitPolicy } from './policy.js';

const serviceResource = 'urn:altinn:resource:mooring-permit';

/** The person who applies. */
export const applicant = personas.find(({ id }) => id === 'privatperson')!.consumer;

const payWithinMs = 14 * 86_400_000;

/** Our half of the stand-in: policy, the agency's own system, and a dialog to begin with. */
export const mooringPermitStandIn: StandIn = {
  policy: mooringPermitPolicy,
  desk: (serviceUrl) => ({ serviceUrl, client: mooringPermitClient, scope: mooringPermitScope, changes: [] }),
  async openDialogs(emulator, serviceUrl, { client, scope }) {
    const earlier = emulator.dialogs
      .all()
      .find((dialog) => dialog.serviceResource === serviceResource && dialog.guiActions.length > 0);
    const id = earlier?.id ?? (await opened(serviceUrl, await fetchClientToken(emulator.url, client, scope)));
    return [{ id, persona: 'privatperson', description: 'is to be paid' }];
  },
};

/** Opens a dialog as the agency's own system does. @returns its id. */
async function opened(serviceUrl: string, token: string): Promise<string> {
  const payBy = new Date(Date.now() + payWithinMs).toISOString();
  const response = await fetch(`${serviceUrl}/service-owner/dialogs`, {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${token}`,
      'Content-Type': 'application/json',
      'Idempotency-Key': randomUUID(),
    },
    body: JSON.stringify({
      party: applicant,
      serviceResource,
      performedBy: { actorId: applicant },
      content: { boat: 'Terna', lengthMetres: 9, agreement: 'agreement-1', payBy },
    }),
  });
  if (!response.ok) throw new Error(`opening a dialog answered ${response.status}: ${await response.text()}`);
  return ((await response.json()) as { dialogId: string }).dialogId;
}
