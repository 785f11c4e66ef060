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
import { newDialogClient, newDialogScope } from './client.js';

const newDialog = 'urn:altinn:resource:new-dialog';

const allow = (role: string, actions: readonly string[]): readonly Rule[] =>
  actions.map((action) => ({ role, serviceResource: newDialog, action }));

const { kid, n, e } = newDialogClient.privateJwk;

/** Rules and clients. The personas and the roles that they have are in `personas.ts`. */
export const newDialogPolicy: Policy = {
  serviceResources: [{ urn: newDialog, type: 'GenericAccessResource', owner: municipality, ownerCode: 'kommune' }],
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
      id: newDialogClient.clientId,
      organisation: municipality,
      scopes: [
        'digdir:dialogporten.serviceprovider',
        'digdir:dialogporten.serviceprovider.search',
        'altinn:authorization/authorize',
        newDialogScope,
      ],
      publicJwk: { kty: 'RSA', kid, alg: 'RS256', use: 'sig', n, e },
    },
  ],
};
