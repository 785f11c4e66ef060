import { randomUUID } from 'node:crypto';
import { fetchClientToken } from '../client-token.js';
import type { DemoDialog } from '../demo/demo-dialog.js';
import type { Emulator } from '../emulator.js';
import { restaurant } from '../personas.js';
import { servingLicenceBackend } from './clients.js';

const manager = 'daglig-leder';

/** Each application is opened, brought to its state by the general manager's presses, and left there. */
const wanted = [
  { name: 'confirm', description: 'can be confirmed', presses: [], state: 'awaiting-confirmation' },
  { name: 'sign', description: 'can be signed', presses: ['confirm', 'submit'], state: 'awaiting-signature' },
  {
    name: 'wait',
    description: 'awaits a decision, which is made at the desk',
    presses: ['confirm', 'submit', 'sign'],
    state: 'awaiting-decision',
  },
] as const;

type Wanted = (typeof wanted)[number];

interface Where {
  readonly emulator: Emulator;
  readonly serviceUrl: string;
  readonly token: string;
}

/** Three applications: those of an earlier run where they are still as they were opened, else new ones. */
export async function openLicenceDialogs(emulator: Emulator, serviceUrl: string): Promise<readonly DemoDialog[]> {
  const token = await fetchClientToken(emulator.url, servingLicenceBackend, 'serving-licence:dialogs.write');
  const dialogs: DemoDialog[] = [];
  for (const application of wanted) {
    const where = { emulator, serviceUrl, token };
    const id = (await foundFromBefore(application, where)) ?? (await opened(application, where));
    dialogs.push({ id, persona: manager, description: application.description });
  }
  return dialogs;
}

function referenceOf({ name }: Wanted): string {
  return `demo-${name}`;
}

async function foundFromBefore(application: Wanted, where: Where): Promise<string | undefined> {
  const candidates = where.emulator.dialogs
    .all()
    .filter(({ externalReference, deletedAt }) => externalReference === referenceOf(application) && !deletedAt);
  for (const { id } of candidates) {
    if ((await stateOf(id, where)) === application.state) return id;
  }
  return undefined;
}

async function opened(application: Wanted, where: Where): Promise<string> {
  const response = await fetch(`${where.serviceUrl}/service-owner/dialogs`, {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${where.token}`,
      'Content-Type': 'application/json',
      'Idempotency-Key': randomUUID(),
    },
    body: JSON.stringify({ party: restaurant, externalReference: referenceOf(application) }),
  });
  const { dialogId } = (await expectOk(response).json()) as { dialogId: string };
  for (const press of application.presses) await pressAsManager(dialogId, press, where);
  return dialogId;
}

async function stateOf(id: string, { serviceUrl, token }: Where): Promise<string | undefined> {
  const headers = { Authorization: `Bearer ${token}` };
  const response = await fetch(`${serviceUrl}/service-owner/dialogs/${id}`, { headers });
  return response.ok ? ((await response.json()) as { state: string }).state : undefined;
}

async function pressAsManager(id: string, action: string, { emulator, serviceUrl }: Where): Promise<void> {
  const dialog = await fetch(`${emulator.url}/dialogporten/api/v1/enduser/dialogs/${id}`, {
    headers: { 'X-Persona': manager },
  });
  const { dialogToken } = (await expectOk(dialog).json()) as { dialogToken: string };
  const headers = { Authorization: `Bearer ${dialogToken}` };
  expectOk(await fetch(`${serviceUrl}/dialogs/${id}/actions/${action}`, { method: 'POST', headers }));
}

function expectOk(response: Response): Response {
  if (!response.ok) throw new Error(`${response.url} answered ${response.status}`);
  return response;
}
