import { Module } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { partyPrefixes } from 'nestjs-dialog-token';
import { MaskinportenTokens } from '../dialogporten/maskinporten-tokens.js';
import type { Dialog } from '../dialogs/dialog.js';
import type { Grant } from '../dialogs/transmission-access.js';
import { send } from '../outgoing/outgoing.js';
import { Problem } from '../http/problem.js';
import { type Access, OwnPartyAccess, PartyAccess, type Subject } from './party-access.js';
import type { Level } from './visitor.js';

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

  override async may(
    subject: Subject,
    dialog: Pick<Dialog, 'party' | 'serviceResource'>,
    grant: Grant,
  ): Promise<Access> {
    if (subject.urn === dialog.party) return true;
    try {
      return await this.decide(subject, dialog, grant);
    } catch (cause) {
      throw new Problem('unavailable', { cause });
    }
  }

  /** @throws Error when there is no decision. It does not quote the request, which holds a national identity number. */
  private async decide(
    { urn }: Subject,
    { party, serviceResource }: Pick<Dialog, 'party' | 'serviceResource'>,
    { action, resource }: Grant,
  ): Promise<Access> {
    const { url, subscriptionKey, tokens } = this.decisionPoint;
    const token = await tokens.token();
    const asked = [serviceResource, party, ...(resource === undefined ? [] : [partUrn(resource)])];
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
    return accessIn(await response.json(), { isSystem: urn.startsWith(partyPrefixes.systemUser) });
  }
}

/** The URN of a part of a dialog: a bare name is that of a subresource, as in a token. */
function partUrn(resource: string): string {
  return resource.startsWith('urn:') ? resource : `urn:altinn:subresource:${resource}`;
}

/** A URN as an attribute of XACML: all but its last part names the attribute, and that part is the value. */
function attribute(urn: string): { AttributeId: string; Value: string } {
  const end = urn.lastIndexOf(':');
  return { AttributeId: urn.slice(0, end), Value: urn.slice(end + 1) };
}

/** Roles by Altinn where it is set up; without it, users have access to their own dialogs only. */
function partyAccess(settings: Settings): PartyAccess {
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

/** The one {@link PartyAccess} of the service: for pages and files, and for system users. */
@Module({
  providers: [{ provide: PartyAccess, inject: [Settings], useFactory: partyAccess }],
  exports: [PartyAccess],
})
export class PartyAccessModule {}

/** Obligation of the policy: the level that a person must have. */
const minimumLevel = 'urn:altinn:minimum-authenticationlevel';

/** The same of organisations and their systems, which never come to a page: of a person there is nothing to fulfil. */
const minimumLevelOfOrganisations = 'urn:altinn:minimum-authenticationlevel-org';

type Members = Readonly<Record<string, unknown>>;

/**
 * The decision in an answer of the policy decision point (JSON Profile of XACML 3.0). Every result must permit, and
 * every obligation is one that we can fulfil: else it is a refusal (XACML 3.0 §7.18).
 *
 * @param isSystem whether a system user asked: it has the level that is asked for of either
 * @throws Error when there is no decision in it.
 */
export function accessIn(answer: unknown, { isSystem } = { isSystem: false }): Access {
  const { response: results } = membersOf(answer);
  if (!Array.isArray(results) || results.length === 0) throw new Error('the answer has no decision');
  const levels = results.flatMap((result) => levelsIn(result, isSystem));
  if (levels.includes(undefined)) return false;
  return { level: Math.max(0, ...(levels as Level[])) as Level };
}

/** The levels that a result asks for; `undefined` among them stands for a result that lets no visitor in. */
function levelsIn(result: unknown, isSystem: boolean): readonly (Level | undefined)[] {
  const { decision, obligations } = membersOf(result);
  if (typeof decision !== 'string') throw new Error('the answer has no decision');
  if (decision !== 'Permit') return [undefined];
  if (obligations === undefined || obligations === null) return [];
  return Array.isArray(obligations) ? obligations.flatMap((obligation) => levelsOf(obligation, isSystem)) : [undefined];
}

function levelsOf(obligation: unknown, isSystem: boolean): readonly (Level | undefined)[] {
  const { attributeassignment: assignments } = membersOf(obligation);
  if (!Array.isArray(assignments) || assignments.length === 0) return [undefined];
  return assignments.map((assignment) => {
    const { category, value } = membersOf(assignment);
    if (category === minimumLevelOfOrganisations && !isSystem) return 0;
    const isLevel = category === minimumLevel || category === minimumLevelOfOrganisations;
    return isLevel ? leastLevelOf(value) : undefined;
  });
}

/** Altinn has levels that ID-porten does not give: the next higher one is asked for. */
function leastLevelOf(value: unknown): Level | undefined {
  const digit = /^[0-4]$/.exec(String(value))?.[0];
  return digit === undefined ? undefined : ([0, 3, 4] as const).find((level) => level >= Number(digit));
}

/** The members of an object by their names in lower case: Altinn spells them in one way and documents them in another. */
function membersOf(value: unknown): Members {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name.toLowerCase(), member as unknown]));
}
