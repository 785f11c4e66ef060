import { fetchClientToken } from '../../emulator/client-token.js';
import { tallyParty } from '../../test/tally/index.js';
import { tallyClient, tallyScope } from '../../test/tally/tally.client.js';
import { openDialogs } from '../changes/presses.js';
import type { HttpClient, HttpRequest } from '../http-client.js';
import type { Platform } from '../platform.js';

/** Kinds of requests, and the share of each in a hundred. */
const shares = {
  'embed, a token used again': 40,
  'embed, a new token': 15,
  'write action, waits for Dialogporten': 20,
  'write action, respond-async': 8,
  'refused: no such action in the token': 4,
  'refused: signature spoilt': 3,
  'service owner opens': 5,
  'service owner decides': 3,
  deletion: 2,
} as const;

export type Kind = keyof typeof shares;

export const kinds = Object.keys(shares) as Kind[];

/** One request, with everything that it needs, made beforehand. */
export interface Planned {
  readonly kind: Kind;
  readonly request: Omit<HttpRequest, 'url'> & { readonly path: string };
  readonly expected: readonly number[];
  /** None for one that opens a dialog. */
  readonly dialogId?: string;
}

const sharedDialogs = 60;

/** That many requests, the kinds in a mix that is the same every time; the dialogs that they need are opened. */
export async function planLoad(
  http: HttpClient,
  platform: Platform,
  serviceUrl: string,
  count: number,
): Promise<readonly Planned[]> {
  const mix = kinds.flatMap((kind) => Array.from({ length: shares[kind] }, () => kind));
  // 37 and 100 have no divisor in common: every hundred requests are the whole mix, well stirred.
  const order = Array.from({ length: count }, (_, index) => mix[(index * 37) % mix.length]!);
  const own = order.filter((kind) => kind === 'service owner decides' || kind === 'deletion').length;
  const shared = await openDialogs(http, platform, serviceUrl, sharedDialogs);
  const ownDialogs = [...(await openDialogs(http, platform, serviceUrl, own))];
  const dialogIds = order.map((kind, index) =>
    kind === 'service owner decides' || kind === 'deletion' ? ownDialogs.pop()! : shared[index % shared.length]!,
  );
  const again = await platform.dialogTokens(shared, 'read;write');
  const readOnly = await platform.dialogTokens(dialogIds, 'read');
  const fresh = await platform.dialogTokens(dialogIds, 'read;write;delete');
  const serviceOwner = await fetchClientToken(platform.url, tallyClient, tallyScope);

  return order.map((kind, index): Planned => {
    const dialogId = dialogIds[index]!;
    const token = fresh[index]!;
    const get = (bearer: string) => asked('GET', `/tallies/${dialogId}/embed`, bearer);
    const press = (bearer: string, more = {}) => asked('POST', `/tallies/${dialogId}/count`, bearer, more);
    const asOwner = { 'Idempotency-Key': `load-${process.pid}-${index}` };
    switch (kind) {
      case 'embed, a token used again':
        return { kind, dialogId, request: get(again[index % shared.length]!), expected: [200] };
      case 'embed, a new token':
        return { kind, dialogId, request: get(token), expected: [200] };
      case 'write action, waits for Dialogporten':
        return { kind, dialogId, request: press(token), expected: [204, 202] };
      case 'write action, respond-async':
        return { kind, dialogId, request: press(token, { Prefer: 'respond-async' }), expected: [202] };
      case 'refused: no such action in the token':
        return { kind, dialogId, request: press(readOnly[index]!), expected: [403] };
      case 'refused: signature spoilt':
        return { kind, dialogId, request: press(spoilt(token)), expected: [401] };
      case 'service owner opens': {
        const headers = { ...asOwner, 'Content-Type': 'application/json' };
        const request = asked('POST', '/service-owner/dialogs', serviceOwner, headers);
        return { kind, request: { ...request, body: JSON.stringify({ party: tallyParty }) }, expected: [201] };
      }
      case 'service owner decides': {
        const request = asked('POST', `/service-owner/tallies/${dialogId}/close`, serviceOwner, asOwner);
        return { kind, dialogId, request, expected: [204, 202] };
      }
      case 'deletion':
        return { kind, dialogId, request: asked('DELETE', `/tallies/${dialogId}`, token), expected: [204, 202] };
    }
  });
}

function asked(method: string, path: string, bearer: string, headers: Readonly<Record<string, string>> = {}) {
  return { method, path, headers: { Authorization: `Bearer ${bearer}`, Accept: 'application/json', ...headers } };
}

/** Another signature of the same length. */
function spoilt(token: string): string {
  const start = token.lastIndexOf('.') + 1;
  return token.slice(0, start) + (token[start] === 'A' ? 'B' : 'A') + token.slice(start + 1);
}
