import { fetchClientToken } from '../client-token.js';
import { servingLicenceBackend } from './clients.js';

/** A sample dialog of the demo. */
export interface Sample {
  readonly id: string;
  /** What can be seen in it. */
  readonly description: string;
}

const restaurant = 'urn:altinn:organization:identifier-no:310456799';

/** Each sample is opened, brought to its state by the general manager's presses, and left there. */
const wanted = [
  { name: 'confirm', description: 'can be confirmed', presses: [], state: 'awaiting-confirmation' },
  { name: 'sign', description: 'can be signed', presses: ['confirm', 'submit'], state: 'awaiting-signature' },
  {
    name: 'wait',
    description: 'awaits a decision',
    presses: ['confirm', 'submit', 'sign'],
    state: 'awaiting-decision',
  },
] as const;

type Wanted = (typeof wanted)[number];

/** Opens the three samples, or finds those of an earlier run that are still as they were opened. */
export async function openSamples(emulatorUrl: string, serviceUrl: string): Promise<readonly Sample[]> {
  const token = await fetchClientToken(emulatorUrl, servingLicenceBackend, 'serving-licence:dialogs.write');
  const samples: Sample[] = [];
  for (const sample of wanted) {
    const id = await openSample(sample, { emulatorUrl, serviceUrl, token });
    samples.push({ id, description: sample.description });
  }
  return samples;
}

interface Where {
  readonly emulatorUrl: string;
  readonly serviceUrl: string;
  readonly token: string;
}

async function openSample({ name, presses, state }: Wanted, where: Where): Promise<string> {
  for (let attempt = 1; ; attempt++) {
    const id = await open(`demo-${name}-${attempt}`, where);
    if ((await stateOf(id, where)) === 'awaiting-confirmation') {
      for (const press of presses) await pressAsManager(id, press, where);
    }
    if ((await stateOf(id, where)) === state) return id;
  }
}

async function open(idempotencyKey: string, { serviceUrl, token }: Where): Promise<string> {
  const response = await fetch(`${serviceUrl}/service-owner/dialogs`, {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${token}`,
      'Content-Type': 'application/json',
      'Idempotency-Key': idempotencyKey,
    },
    body: JSON.stringify({ party: restaurant, externalReference: idempotencyKey }),
  });
  return ((await expectOk(response).json()) as { dialogId: string }).dialogId;
}

async function stateOf(id: string, { serviceUrl, token }: Where): Promise<string> {
  const headers = { Authorization: `Bearer ${token}` };
  const response = await fetch(`${serviceUrl}/service-owner/dialogs/${id}`, { headers });
  return ((await expectOk(response).json()) as { state: string }).state;
}

async function pressAsManager(id: string, action: string, { emulatorUrl, serviceUrl }: Where): Promise<void> {
  const dialog = await fetch(`${emulatorUrl}/dialogporten/api/v1/enduser/dialogs/${id}`, {
    headers: { 'X-Persona': 'daglig-leder' },
  });
  const { dialogToken } = (await expectOk(dialog).json()) as { dialogToken: string };
  const headers = { Authorization: `Bearer ${dialogToken}` };
  expectOk(await fetch(`${serviceUrl}/dialogs/${id}/actions/${action}`, { method: 'POST', headers }));
}

function expectOk(response: Response): Response {
  if (!response.ok) throw new Error(`${response.url} answered ${response.status}`);
  return response;
}
