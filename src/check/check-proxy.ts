import type { Settings } from '../config/settings.js';
import { nameOf, proxyFor } from '../outgoing/egress-proxy.js';
import { fault, finding, type Findings } from './finding.js';

/** The proxy to each of the platform's servers; silent where there is none. */
export async function* checkProxy(settings: Settings): Findings {
  const { DIALOGPORTEN_BASE_URL, MASKINPORTEN_ISSUER, IDPORTEN_ISSUER, ALTINN_AUTHORIZATION_URL, ALTINN_EXCHANGE_URL } =
    settings;
  const urls = [
    DIALOGPORTEN_BASE_URL,
    MASKINPORTEN_ISSUER,
    ALTINN_EXCHANGE_URL,
    IDPORTEN_ISSUER,
    ALTINN_AUTHORIZATION_URL,
  ].filter((url) => url !== undefined);
  for (const origin of new Set(urls.map((url) => new URL(url).origin))) {
    try {
      const proxy = proxyFor(new URL(origin));
      if (proxy !== undefined) yield finding('ok', 'egress proxy', `${nameOf(proxy)} leads to ${origin}`);
    } catch (error) {
      yield fault('egress proxy', error);
    }
  }
}
