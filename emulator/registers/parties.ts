import { createHash } from 'node:crypto';
import type { Persona, Policy } from '../policy.js';
import { ownNameOf } from '../validation/identifiers.js';

/** Roles that let a person act for the party in everything (AuthorizedPartiesHelper.cs). */
const keyRoles = new Set(['dagl', 'lede', 'innh', 'dtpr', 'dtso', 'best'].map((code) => `urn:altinn:rolecode:${code}`));
const mainAdministrator = 'urn:altinn:rolecode:hadm';
const accessManager = 'urn:altinn:rolecode:admai';

/** Those that the persona may act for: itself first, as the register knows them. */
export function parties(policy: Policy, persona: Persona) {
  const others = persona.roles.map(({ party }) => party).filter((party) => party !== persona.consumer);
  return [persona.consumer, ...new Set(others)].map((party) => {
    const roles = persona.roles.filter((held) => held.party === party).map(({ role }) => role);
    const { partyUuid, partyId } = registerIds(party);
    return {
      party,
      partyUuid,
      partyId,
      name: partyName(policy, party),
      partyType: partyType(party),
      isCurrentEndUser: party === persona.consumer,
      hasKeyRole: roles.some((role) => keyRoles.has(role)),
      hasOnlyAccessToSubParties: false,
      isDeleted: false,
      isMainAdministrator: roles.includes(mainAdministrator),
      isAccessManager: roles.includes(accessManager),
    };
  });
}

/** Those without a number call themselves what they like. */
function partyType(party: string): 'Organization' | 'Person' | 'SelfIdentified' {
  if (party.startsWith('urn:altinn:organization:')) return 'Organization';
  return ownNameOf(party) === undefined ? 'Person' : 'SelfIdentified';
}

/** A person's or an organisation's name, as the registers have it; else its own URN. */
export function partyName({ personas, organisations = [] }: Policy, party: string): string {
  const person = personas.find(({ consumer, systemUser }) => consumer === party && systemUser === undefined);
  const organisation = organisations.find(({ number }) => party.endsWith(`:${number}`));
  return person?.name ?? organisation?.name ?? party;
}

/** The ids that the register has for a party: always the same for the same one. */
function registerIds(party: string): { readonly partyUuid: string; readonly partyId: number } {
  const digest = createHash('sha256').update(party).digest();
  digest[6] = (digest[6]! & 0x0f) | 0x80;
  digest[8] = (digest[8]! & 0x3f) | 0x80;
  const hex = digest.toString('hex');
  const groups = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)];
  return { partyUuid: groups.join('-'), partyId: digest.readUInt32BE(16) >>> 1 };
}
