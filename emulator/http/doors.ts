import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Addresses } from '../addresses.js';
import { BareRefusal } from './problem.js';

/** Names that lead to this machine wherever they are asked for (RFC 6761 §6.3). */
const ownNames = /^(?:localhost|.+\.localhost|127\.0\.0\.1|\[::1\])$/;

/** Where pages of other origins may ask: as there, for portals on the same machine. */
const forPortals = '/dialogporten/';

/** Is it the origin of a page that this machine serves? */
export function isLocalOrigin(origin: string): boolean {
  return URL.canParse(origin) && ownNames.test(new URL(origin).hostname);
}

/**
 * Keeps pages of other sites out, since the stand-in does everything for every caller: no name but its own
 * leads to it (a name that is pointed here later would make its page one of ours), and only its own pages change anything.
 */
export function addDoors(app: FastifyInstance, addresses: Addresses): void {
  app.addHook('onRequest', async (request) => {
    const named = `http://${request.headers.host ?? ''}`;
    const hostname = URL.canParse(named) ? new URL(named).hostname : '';
    if (!ownNames.test(hostname) && hostname !== new URL(addresses.base).hostname) {
      throw refused(421, 'The stand-in goes by localhost and by EMULATOR_PUBLIC_URL, and answers to no other name.');
    }
    if (!['GET', 'HEAD', 'OPTIONS'].includes(request.method) && !isFromHere(request)) {
      throw refused(403, 'Only pages of the stand-in itself may change anything here.');
    }
  });
}

/** Programs say nothing of where they come from; browsers do. */
function isFromHere({ headers, url }: FastifyRequest): boolean {
  const { origin, host, 'sec-fetch-site': site } = headers;
  if (site === 'same-origin' || site === 'none') return true;
  if (origin === undefined) return site === undefined;
  if (!isLocalOrigin(origin)) return false;
  return url.startsWith(forPortals) || new URL(origin).host === host;
}

function refused(status: number, detail: string): BareRefusal {
  return new BareRefusal(
    status,
    { type: 'about:blank', title: 'Refused by the stand-in', status, detail },
    'application/problem+json; charset=utf-8',
  );
}
