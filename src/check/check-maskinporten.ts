import { decodeJwt } from 'jose';
import { exchangeToken, findTokenServer, type Grantee, requestToken } from '../dialogporten/maskinporten-grant.js';
import { fault, finding, type Findings } from './finding.js';

/** Claims of our Maskinporten token. */
export interface OurIdentity {
  /** The organisation number of the consumer: ours, or that of the agency that we act for. */
  readonly organisation: string | undefined;
}

interface TokenContent {
  readonly scope: readonly string[] | undefined;
  readonly organisation: string | undefined;
  /** The organisation whose client it is, where it acts for another one. */
  readonly supplier: string | undefined;
}

/** Whether Maskinporten is there, knows our client and key, and grants the scope; and whether its token can be exchanged. */
export async function* checkMaskinporten(grantee: Grantee): Findings<OurIdentity | undefined> {
  let server;
  try {
    server = await findTokenServer(grantee);
    yield finding('ok', 'Maskinporten', `issuer ${server.issuer}`);
  } catch (error) {
    yield fault('Maskinporten', error);
    return undefined;
  }
  const about = "Maskinporten's grant";
  try {
    const granted = await requestToken(grantee, server);
    const { scope, organisation, supplier } = readToken(granted.token);
    const missing = grantee.scope.split(' ').filter((name) => scope !== undefined && !scope.includes(name));
    if (missing.length > 0) {
      yield finding('fault', about, `the token does not have ${missing.join(', ')}`);
      return undefined;
    }
    if (grantee.consumerOrg !== undefined && organisation !== grantee.consumerOrg) {
      yield finding('fault', about, `the token is not for organisation ${grantee.consumerOrg}, which we act for`);
      return undefined;
    }
    const forWhom = organisation === undefined ? '' : ` for organisation ${organisation}`;
    const byWhom = supplier === undefined ? '' : `, whose supplier we are, organisation ${supplier}`;
    yield finding('ok', about, `client ${grantee.clientId} has ${grantee.scope}${forWhom}${byWhom}`);
    const isExchanged = yield* checkExchange(grantee, granted);
    return isExchanged ? { organisation } : undefined;
  } catch (error) {
    yield fault(about, error);
    return undefined;
  }
}

async function* checkExchange(grantee: Grantee, granted: Awaited<ReturnType<typeof requestToken>>): Findings<boolean> {
  const about = 'token exchange';
  if (grantee.exchangeUrl === undefined) {
    yield finding('ok', about, "ALTINN_EXCHANGE_URL is not set: Maskinporten's token is used as it is");
    return true;
  }
  try {
    await exchangeToken(grantee, grantee.exchangeUrl, granted);
    yield finding('ok', about, `${new URL(grantee.exchangeUrl).origin} gives an Altinn token`);
    return true;
  } catch (error) {
    yield fault(about, error);
    return false;
  }
}

/** The token is meant for others, and may be no JWT: without a readable claim, nothing is known. */
function readToken(token: string): TokenContent {
  try {
    const { scope, consumer, supplier } = decodeJwt(token);
    return {
      scope: typeof scope === 'string' ? scope.split(' ') : undefined,
      organisation: numberOf(consumer),
      supplier: numberOf(supplier),
    };
  } catch {
    return { scope: undefined, organisation: undefined, supplier: undefined };
  }
}

function numberOf(party: unknown): string | undefined {
  return /^0192:(\d{9})$/.exec(String((Object(party) as { ID?: unknown }).ID))?.[1];
}
