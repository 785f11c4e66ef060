import { randomUUID } from 'node:crypto';
import { fetchClientToken } from '../../../emulator/client-token.js';
import { servingLicenceBackend } from '../../../emulator/sample/clients.js';
import type { Emulator } from '../../../emulator/emulator.js';
import type { TestService } from '../../support/service.js';

/** The restaurant whose licence the tests are about. */
export const restaurant = 'urn:altinn:organization:identifier-no:310456799';

/** Buttons that the portal offers an end user, where the state allows it. */
export type Button = 'confirm' | 'submit' | 'sign' | 'withdraw' | 'delete';

/** A dialog as the portal gets it. */
export interface PortalDialog {
  readonly id: string;
  readonly dialogToken: string;
  readonly status: string;
  readonly content: Record<string, { mediaType: string; value: { languageCode: string; value: string }[] }>;
  readonly guiActions: readonly {
    readonly action: string;
    readonly url: string;
    readonly httpMethod: string;
    readonly isAuthorized: boolean;
  }[];
  readonly activities: readonly { readonly type: string }[];
}

/** The agency's own systems and the portal, as callers of the service, in the words of the tests. */
export class Parties {
  constructor(
    private readonly emulator: Emulator,
    private readonly service: TestService,
  ) {}

  /** A Maskinporten token that opens `/service-owner/*`. */
  serviceOwnerToken(): Promise<string> {
    return fetchClientToken(this.emulator.url, servingLicenceBackend, 'serving-licence:dialogs.write');
  }

  /** Sends a request as the service owner's own system. */
  async asServiceOwner(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    return fetch(`${this.service.url}/service-owner/dialogs${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${await this.serviceOwnerToken()}`,
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  }

  /** Opens a dialog. @returns its id. */
  async openDialog(body: Record<string, unknown> = {}): Promise<string> {
    const key = { 'Idempotency-Key': randomUUID() };
    const response = await this.asServiceOwner('POST', '', { party: restaurant, ...body }, key);
    if (response.status !== 201) throw new Error(`opening answered ${response.status}: ${await response.text()}`);
    return ((await response.json()) as { dialogId: string }).dialogId;
  }

  /** The dialog as that persona's portal gets it: in all languages, where fetch by itself asks for any one. */
  async dialogFor(persona: string, dialogId: string): Promise<PortalDialog> {
    const response = await fetch(`${this.emulator.url}/dialogporten/api/v1/enduser/dialogs/${dialogId}`, {
      headers: { 'X-Persona': persona, 'Accept-Language': '' },
    });
    if (!response.ok) throw new Error(`the dialog answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as PortalDialog;
  }

  /** A fresh dialog token of that persona. */
  async tokenOf(persona: string, dialogId: string): Promise<string> {
    return (await this.dialogFor(persona, dialogId)).dialogToken;
  }

  /** Presses a button as the portal does. */
  press(action: Button, dialogId: string, token: string): Promise<Response> {
    const path = action === 'delete' ? '' : `/actions/${action}`;
    return fetch(`${this.service.url}/dialogs/${dialogId}${path}`, {
      method: action === 'delete' ? 'DELETE' : 'POST',
      headers: { Authorization: `Bearer ${token}`, Accept: 'application/json' },
    });
  }

  /** Presses that button with a fresh token of that persona. */
  async pressAs(persona: string, action: Button, dialogId: string) {
    return this.press(action, dialogId, await this.tokenOf(persona, dialogId));
  }

  /** Fetches the main embed as the portal does. */
  embed(dialogId: string, token: string, { query = '', headers = {} }: { query?: string; headers?: object } = {}) {
    return fetch(`${this.service.url}/embeds/dialogs/${dialogId}${query}`, {
      headers: { 'Content-Type': 'text/plain', Authorization: `Bearer ${token}`, ...headers },
    });
  }
}
