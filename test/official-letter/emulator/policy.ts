import {
  accountant,
  formFiller,
  generalManager,
  municipality,
  oneself,
  organisations,
  personas,
} from '../../../emulator/personas.js';
import type { Policy, Rule } from '../../../emulator/policy.js';
import { officialLetterClient, officialLetterScope } from './client.js';

const officialLetter = 'urn:altinn:resource:official-letter';

const allow = (role: string, actions: readonly string[]): readonly Rule[] =>
  actions.map((action) => ({ role, serviceResource: officialLetter, action }));

const { kid, n, e } = officialLetterClient.privateJwk;

/** Rules and clients. The personas and the roles that they have are in `personas.ts`. */
export const officialLetterPolicy: Policy = {
  serviceResources: [
    { urn: officialLetter, type: 'GenericAccessResource', owner: municipality, ownerCode: 'kommune', minimumLevel: 4 },
  ],
  personas,
  organisations,
  rules: [
    ...allow(generalManager, ['read', 'confirm']),
    ...allow(oneself, ['read', 'confirm']),
    ...allow(formFiller, ['read', 'confirm']),
    ...allow(accountant, ['read']),
  ],
  clients: [
    {
      id: officialLetterClient.clientId,
      organisation: municipality,
      scopes: [
        'digdir:dialogporten.serviceprovider',
        'digdir:dialogporten.serviceprovider.search',
        'altinn:authorization/authorize',
        officialLetterScope,
      ],
      publicJwk: { kty: 'RSA', kid, alg: 'RS256', use: 'sig', n, e },
    },
  ],
};
