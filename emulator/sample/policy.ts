import {
  accountant,
  formFiller,
  generalManager,
  municipality,
  oneself,
  organisations,
  personas,
  selfRegistered,
  systemPackage,
} from '../personas.js';
import type { Policy, Rule } from '../policy.js';

const servingLicence = 'urn:altinn:resource:serving-licence';

const everything: readonly Omit<Rule, 'role' | 'serviceResource'>[] = [
  { action: 'read' },
  { action: 'write' },
  { action: 'confirm' },
  { action: 'delete' },
  { action: 'sign', resource: 'urn:altinn:task:signing' },
  { action: 'elementread', resource: 'urn:altinn:subresource:decision' },
  { action: 'transmissionread', resource: 'urn:altinn:subresource:decision' },
];

function allow(role: string, grants: readonly Omit<Rule, 'role' | 'serviceResource'>[]): Rule[] {
  return grants.map((grant) => ({ role, serviceResource: servingLicence, ...grant }));
}

/** Roles and rules for a licence, and the clients of the municipality. */
export const samplePolicy: Policy = {
  serviceResources: [
    {
      urn: servingLicence,
      type: 'GenericAccessResource',
      owner: municipality,
      ownerCode: 'kommune',
      // Those who log in by e-mail only have level 0, and may look after their own licence.
      minimumLevel: 0,
      title: [
        { languageCode: 'nb', value: 'Fornyelse av skjenkebevilling' },
        { languageCode: 'nn', value: 'Fornying av skjenkeløyve' },
        { languageCode: 'en', value: 'Renewal of licence to serve alcohol' },
      ],
    },
  ],
  personas,
  organisations,
  rules: [
    ...allow(generalManager, everything),
    ...allow(oneself, everything),
    ...allow(selfRegistered, everything),
    ...allow(formFiller, [{ action: 'read' }, { action: 'confirm' }, { action: 'write' }]),
    ...allow(systemPackage, [{ action: 'read' }, { action: 'confirm' }, { action: 'write' }]),
    ...allow(accountant, [{ action: 'read' }]),
  ],
  clients: [
    {
      id: 'serving-licence-provider',
      organisation: municipality,
      scopes: [
        'digdir:dialogporten.serviceprovider',
        'digdir:dialogporten.serviceprovider.search',
        'altinn:authorization/authorize',
        'altinn:events.subscribe',
        'altinn:serviceowner',
        'serving-licence:dialogs.write',
      ],
      publicJwk: {
        kty: 'RSA',
        kid: 'serving-licence-provider-1',
        alg: 'RS256',
        use: 'sig',
        e: 'AQAB',
        n: 'rkL3oGqkp9qT7Pe-g_2L0oaJGbaYV0At8y7NkEoDX-W5iFMONAD8vTaRS5OGN7F0nbJXvyg5Df_veFA7a_pozeR83W16ZLHNdbGZD7At6uvHNTiVNJZDZDYg3ijFqpMnFa5OPmcxcD1FfxFbACHsuNlNXS_cXowaLD7afTVl1uyFArW0ZQUiD5ftITiXHx6hlmcOM0rJUBmIOYC8S_se0PAS-s7dLo_JBTyCop_t2yjZEKfhWX8H1xWyB4RrZq1pUWzhu13P9EyS6WYHT7gzFJwPkjv_iCc_L7dgGKA_bgUqnfsRflc26UosTBUgsfilWGny7tJYMl_JuJAk2g9Y0Q',
      },
    },
    {
      id: 'serving-licence-backend',
      organisation: municipality,
      scopes: ['serving-licence:dialogs.write'],
      publicJwk: {
        kty: 'RSA',
        kid: 'serving-licence-backend-1',
        alg: 'RS256',
        use: 'sig',
        e: 'AQAB',
        n: 's9m7MNDb2XMugfZCJnOI9ewrhG5dAnNsgfvunpvNnGqDY1_yidho5Z6R6TcCjgIsVQ9TLYiQeBPFyBUYnmxSrs6mCBpptx003Of6asyF3Qr4AF2sRwCy5FakQ1llmca3r3KCS4TVwKorW5GDnNeU69TlMpuTVUkZIt752tt6cXEq4sNZiHT3Ap2RL6_Cfxsy5uWeqsvNMpWaMWPSHfVDRnC2JV07D9tE-EIX68fKP7TaYN8l1IxjGaG6duVCjKzGDfcxRriovU-mgFvh9ZTJpQ51z65P-ZafMq4zrGtWlfigKHvERUHGxweLDHW1-JdDsfpulxVQY50DrNfCovZ1QQ',
      },
    },
  ],
};
