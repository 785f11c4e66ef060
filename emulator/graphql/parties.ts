import { createHash } from 'node:crypto';
import { oneself } from '../personas.js';
import type { Persona, Policy } from '../policy.js';

/** Those that the persona may act for: itself first, as the register knows them. */
export function parties(policy: Policy, persona: Persona) {
  const others = persona.roles.map(({ party }) => party).filter((party) => party !== persona.consumer);
  return [persona.consumer, ...new Set(others)].map((party) => {
    const isCurrentEndUser = party === persona.consumer;
    const hasKeyRole = isCurrentEndUser || persona.roles.some((held) => held.party === party && held.role === oneself);
    const { partyUuid, partyId } = registerIds(party);
    return {
      party,
      partyUuid,
      partyId,
      name: partyName(policy, party),
      partyType: party.startsWith('urn:altinn:organization:') ? 'Organization' : 'Person',
      isCurrentEndUser,
      hasKeyRole,
      hasOnlyAccessToSubParties: false,
      isDeleted: false,
      isMainAdministrator: hasKeyRole,
      isAccessManager: hasKeyRole,
      subParties: [],
    };
  });
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
