import { municipality, oneself, organisations, personas } from '../../../emulator/personas.js';
import type { Policy } from '../../../emulator/policy.js';
import { mooringPermitClient, mooringPermitScope } from './client.js';

const mooringPermit = 'urn:altinn:resource:mooring-permit';

const { kid, n, e } = mooringPermitClient.privateJwk;

/** Rules: people have their own applications. The personas and the roles that they have are in `personas.ts`. */
export const mooringPermitPolicy: Policy = {
  serviceResources: [{ urn: mooringPermit, type: 'GenericAccessResource', owner: municipality, ownerCode: 'kommune' }],
  personas,
  organisations,
  rules: ['read', 'pay'].map((action) => ({ role: oneself, serviceResource: mooringPermit, action })),
  clients: [
    {
      id: mooringPermitClient.clientId,
      organisation: municipality,
      scopes: [
        'digdir:dialogporten.serviceprovider',
        'digdir:dialogporten.serviceprovider.search',
        'digdir:dialogporten.serviceprovider.changetransmissions',
        'altinn:authorization/authorize',
        mooringPermitScope,
      ],
      publicJwk: { kty: 'RSA', kid, alg: 'RS256', use: 'sig', n, e },
    },
  ],
};
