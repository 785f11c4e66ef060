import { fetchClientToken } from '../client-token.js';
import type { DeskOptions } from '../desk/desk-options.js';
import type { Emulator } from '../emulator.js';

/**
 * Has the stand-in forget the dialogs that the service does not know. They are left over when the service's part of
 * `.data` was deleted, and nothing in them would work.
 */
export async function forgetUnknownDialogs(
  emulator: Emulator,
  { serviceUrl, client, scope }: DeskOptions,
): Promise<void> {
  const headers = { Authorization: `Bearer ${await fetchClientToken(emulator.url, client, scope)}` };
  for (const { id } of emulator.dialogs.all()) {
    const { status } = await fetch(`${serviceUrl}/service-owner/dialogs/${id}`, { headers });
    if (status === 404) emulator.forget(id);
  }
}
