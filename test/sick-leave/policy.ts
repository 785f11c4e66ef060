import { accountant, generalManager, municipality, organisations, personas } from '../../emulator/personas.js';
import type { Policy, Rule } from '../../emulator/policy.js';
import { sickLeaveClient, sickLeaveScope } from './sick-leave.client.js';

const sickLeave = 'urn:altinn:resource:sick-leave';

const allow = (role: string, actions: readonly string[]): readonly Rule[] =>
  actions.map((action) => ({ role, serviceResource: sickLeave, action }));

const { kid, n, e } = sickLeaveClient.privateJwk;

/** Rules and clients. The personas and the roles that they have are in `personas.ts`. */
export const sickLeavePolicy: Policy = {
  serviceResources: [{ urn: sickLeave, type: 'GenericAccessResource', owner: municipality, ownerCode: 'kommune' }],
  personas,
  organisations,
  rules: [...allow(generalManager, ['read', 'write']), ...allow(accountant, ['read', 'write'])],
  clients: [
    {
      id: sickLeaveClient.clientId,
      organisation: municipality,
      scopes: [
        'digdir:dialogporten.serviceprovider',
        'digdir:dialogporten.serviceprovider.search',
        'altinn:authorization/authorize',
        sickLeaveScope,
      ],
      publicJwk: { kty: 'RSA', kid, alg: 'RS256', use: 'sig', n, e },
    },
  ],
};
