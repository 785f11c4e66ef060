import type { ClientWithKey } from '../client-with-key.js';
import {
  accountant,
  formFiller,
  generalManager,
  municipality,
  oneself,
  organisations,
  otherAgency,
  personas,
  selfRegistered,
  systemPackage,
} from '../personas.js';
import type { MaskinportenClient, Policy, PublicRsaJwk, Rule } from '../policy.js';
import { testBackend, testProvider, testSupplier, unrelatedAgency } from './clients.js';

/** The service of the tests, and one that is another agency's. */
export const testService = 'urn:altinn:resource:test-service';
export const unrelatedService = 'urn:altinn:resource:unrelated-service';

/** One that only Altinn's own correspondence service makes dialogs of. */
export const correspondenceService = 'urn:altinn:resource:correspondence';

/** A client of Dialogporten's own people, with the key of the tests' service provider. */
export const platformAdmin = 'platform-admin';

/** Scope of the clients of an agency's own systems. */
export const testScope = 'test-service:dialogs.write';

type Grant = Omit<Rule, 'role' | 'serviceResource'>;

const some: readonly Grant[] = [{ action: 'read' }, { action: 'confirm' }, { action: 'write' }];
const everything: readonly Grant[] = [
  ...some,
  { action: 'delete' },
  { action: 'sign', resource: 'urn:altinn:task:signing' },
  { action: 'transmissionread', resource: 'urn:altinn:subresource:decision' },
  { action: 'elementread', resource: 'urn:altinn:subresource:decision' },
];

function allow(role: string, grants: readonly Grant[], serviceResource = testService): Rule[] {
  return grants.map((grant) => ({ role, serviceResource, ...grant }));
}

/** A client as Maskinporten has it registered. */
export function registered(
  { clientId, privateJwk }: ClientWithKey,
  organisation: string,
  ...scopes: string[]
): MaskinportenClient {
  const { kty, kid, alg, use, n, e } = privateJwk;
  return { id: clientId, organisation, scopes, publicJwk: { kty, kid, alg, use, n, e } as PublicRsaJwk };
}

const provider = 'digdir:dialogporten.serviceprovider';

/** Policy of the stand-in's own tests. */
export const testPolicy: Policy = {
  serviceResources: [
    { urn: testService, type: 'GenericAccessResource', owner: municipality, ownerCode: 'kommune' },
    { urn: unrelatedService, type: 'GenericAccessResource', owner: otherAgency, ownerCode: 'etat' },
    { urn: correspondenceService, type: 'CorrespondenceService', owner: municipality, ownerCode: 'kommune' },
  ],
  personas,
  organisations,
  rules: [
    ...allow(generalManager, everything),
    ...allow(oneself, everything),
    ...allow(selfRegistered, everything),
    ...allow(formFiller, some),
    ...allow(systemPackage, some),
    ...allow(accountant, [{ action: 'read' }]),
    ...allow(generalManager, [{ action: 'read' }, { action: 'confirm' }], unrelatedService),
  ],
  clients: [
    registered(
      testProvider,
      municipality,
      provider,
      `${provider}.search`,
      `${provider}.changetransmissions`,
      testScope,
    ),
    registered({ ...testProvider, clientId: platformAdmin }, municipality, provider, `${provider}.admin`),
    registered(testBackend, municipality, testScope),
    registered(unrelatedAgency, otherAgency, provider),
    { ...registered(testSupplier, otherAgency, provider), actsFor: [municipality] },
  ],
};
