import type { Settings } from '../config/settings.js';
import { MaskinportenTokens } from '../dialogporten/maskinporten-tokens.js';
import type { Dialog } from '../dialogs/dialog.js';
import { send } from '../http/outgoing.js';
import { Problem } from '../http/problem.js';
import { decisionIn } from './decision.js';
import { type Access, OwnPartyAccess, PartyAccess, type Subject, type Wish } from './party-access.js';

/** Where Altinn's policy decision point is, and what opens it. */
export interface DecisionPoint {
  readonly url: string;
  readonly subscriptionKey: string | undefined;
  readonly tokens: Pick<MaskinportenTokens, 'token' | 'forget'>;
}

/** The scope that its caller must have. */
export const decisionPointScope = 'altinn:authorization/authorize';

const timeoutMs = 5_000;
const actionId = 'urn:oasis:names:tc:xacml:1.0:action:action-id';

/**
 * Asks Altinn Authorization, which knows who has which role for whom, by the policy of the dialog's service resource: the
 * same that Dialogporten asks before it makes a dialog token. One's own dialogs need no role: for them it is not asked.
 */
export class AltinnPartyAccess extends PartyAccess {
  constructor(private readonly decisionPoint: DecisionPoint) {
    super();
  }

  override async may(subject: Subject, dialog: Pick<Dialog, 'party' | 'serviceResource'>, wish: Wish): Promise<Access> {
    if (subject.urn === dialog.party) return true;
    try {
      return await this.decide(subject, dialog, wish);
    } catch (cause) {
      throw new Problem('unavailable', { cause });
    }
  }

  /** @throws Error when there is no decision. It does not quote the request, which holds a national identity number. */
  private async decide(
    { urn }: Subject,
    { party, serviceResource }: Pick<Dialog, 'party' | 'serviceResource'>,
    { action, resource }: Wish,
  ): Promise<Access> {
    const { url, subscriptionKey, tokens } = this.decisionPoint;
    const token = await tokens.token();
    const asked = [serviceResource, party, ...(resource === undefined ? [] : [resource])];
    const response = await send(url, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${token}`,
        Accept: 'application/json',
        'Content-Type': 'application/json',
        ...(subscriptionKey !== undefined && { 'Ocp-Apim-Subscription-Key': subscriptionKey }),
      },
      body: JSON.stringify({
        Request: {
          AccessSubject: [{ Attribute: [attribute(urn)] }],
          Action: [{ Attribute: [{ AttributeId: actionId, Value: action }] }],
          Resource: [{ Attribute: asked.map(attribute) }],
        },
      }),
      timeoutMs,
    });
    if (response.status === 401) tokens.forget(token);
    if (!response.ok) throw new Error(`the policy decision point answered ${response.status}`);
    return decisionIn(await response.json(), { isSystem: urn.startsWith('urn:altinn:systemuser:') });
  }
}

/** A URN as an attribute of XACML: all but its last part names the attribute, and that part is the value. */
function attribute(urn: string): { AttributeId: string; Value: string } {
  const end = urn.lastIndexOf(':');
  return { AttributeId: urn.slice(0, end), Value: urn.slice(end + 1) };
}

/** Roles by Altinn where it is set up; without it, users have access to their own dialogs only. */
export function partyAccess(settings: Settings): PartyAccess {
  const { ALTINN_AUTHORIZATION_URL: url, ALTINN_SUBSCRIPTION_KEY: subscriptionKey } = settings;
  if (url === undefined) return new OwnPartyAccess();
  const tokens = new MaskinportenTokens({
    issuer: settings.MASKINPORTEN_ISSUER,
    clientId: settings.MASKINPORTEN_CLIENT_ID,
    privateJwk: settings.MASKINPORTEN_PRIVATE_JWK,
    scope: decisionPointScope,
    exchangeUrl: settings.ALTINN_EXCHANGE_URL,
  });
  return new AltinnPartyAccess({ url, subscriptionKey, tokens });
}
