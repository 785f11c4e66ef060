/** Who may do what in the stand-in: its people, organisations, roles, rules and Maskinporten clients. All synthetic. */
export interface Policy {
  readonly serviceResources: readonly ServiceResource[];
  readonly personas: readonly Persona[];
  readonly rules: readonly Rule[];
  readonly clients: readonly MaskinportenClient[];
}

/** A service in the resource registry, and the organisation that owns it. */
export interface ServiceResource {
  readonly urn: string;
  readonly type: string;
  /** The owner's organisation number. */
  readonly owner: string;
  /** The owner's short name, a dialog's `org`. */
  readonly ownerCode: string;
}

/** Somebody who can be logged in, and how well they proved who they are. */
export interface Persona {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** The authenticated person or organisation: the token's `c`. */
  readonly consumer: string;
  /** Authentication level: the token's `l`. */
  readonly level: 0 | 3 | 4;
  readonly roles: readonly RoleForParty[];
  /** Set when a system user acts: the token's `y` and `o`. */
  readonly systemUser?: { readonly id: string; readonly organisation: string };
}

/** A role that a persona holds on behalf of a party. */
export interface RoleForParty {
  readonly party: string;
  readonly role: string;
}

/** Lets a role do an action: on the service resource itself, or on one part of it (a subresource or task). */
export interface Rule {
  readonly role: string;
  readonly serviceResource: string;
  readonly action: string;
  readonly resource?: string;
}

/** A client registered in Maskinporten. */
export interface MaskinportenClient {
  readonly id: string;
  readonly organisation: string;
  readonly scopes: readonly string[];
  readonly publicJwk: PublicRsaJwk;
}

/** The public half of an RSA signing key. */
export interface PublicRsaJwk {
  readonly kty: 'RSA';
  readonly kid: string;
  readonly alg: 'RS256';
  readonly use: 'sig';
  readonly n: string;
  readonly e: string;
}

const person = (nationalIdentityNumber: string) => `urn:altinn:person:identifier-no:${nationalIdentityNumber}`;
const organisation = (number: string) => `urn:altinn:organization:identifier-no:${number}`;

const municipality = '991825827';
const otherAgency = '310456829';
const restaurant = organisation('310456799');
const accountants = organisation('310456802');
const tillVendor = organisation('310456810');
const manager = person('14886498226');
const privatePerson = person('21848510170');

const servingLicence = 'urn:altinn:resource:serving-licence';
const unrelatedService = 'urn:altinn:resource:unrelated-service';
const everything: readonly Omit<Rule, 'role' | 'serviceResource'>[] = [
  { action: 'read' },
  { action: 'write' },
  { action: 'confirm' },
  { action: 'delete' },
  { action: 'sign', resource: 'urn:altinn:task:signing' },
  { action: 'transmissionread', resource: 'urn:altinn:subresource:decision' },
];

const generalManager = 'urn:altinn:rolecode:dagl';
const formFiller = 'urn:altinn:rolecode:utinn';
const accountant = 'urn:altinn:rolecode:regn';
const oneself = 'urn:altinn:rolecode:priv';
const systemPackage = 'urn:altinn:accesspackage:serveringsbevilling';

function allow(role: string, grants: readonly Omit<Rule, 'role' | 'serviceResource'>[]): Rule[] {
  return grants.map((grant) => ({ role, serviceResource: servingLicence, ...grant }));
}

/** The policy that the stand-in runs with. */
export const policy: Policy = {
  serviceResources: [
    { urn: servingLicence, type: 'GenericAccessResource', owner: municipality, ownerCode: 'kommune' },
    {
      urn: unrelatedService,
      type: 'GenericAccessResource',
      owner: otherAgency,
      ownerCode: 'etat',
    },
  ],
  personas: [
    {
      id: 'daglig-leder',
      name: 'Varsom Lykt',
      description: 'General manager of the restaurant, logged in at level 4: may do everything',
      consumer: manager,
      level: 4,
      roles: [{ party: restaurant, role: generalManager }],
    },
    {
      id: 'lavt-niva',
      name: 'Varsom Lykt',
      description: 'The same general manager, logged in at level 3 only',
      consumer: manager,
      level: 3,
      roles: [{ party: restaurant, role: generalManager }],
    },
    {
      id: 'medarbeider',
      name: 'Ivrig Skje',
      description: 'Employee: may read, confirm and write; not sign, delete or read the decision',
      consumer: person('27897910190'),
      level: 3,
      roles: [{ party: restaurant, role: formFiller }],
    },
    {
      id: 'regnskapsforer',
      name: 'Punktlig Kulepenn',
      description: 'Accountant from another organisation: may read',
      consumer: person('11916510030'),
      level: 3,
      roles: [
        { party: restaurant, role: accountant },
        { party: accountants, role: formFiller },
      ],
    },
    {
      id: 'fremmed',
      name: 'Forundret Paraply',
      description: 'Has no role for the restaurant',
      consumer: person('05889010098'),
      level: 4,
      roles: [{ party: person('05889010098'), role: oneself }],
    },
    {
      id: 'privatperson',
      name: 'Selvstendig Gaffel',
      description: 'A person who acts for themself: may do everything with their own dialogs',
      consumer: privatePerson,
      level: 4,
      roles: [{ party: privatePerson, role: oneself }],
    },
    {
      id: 'systembruker',
      name: 'Kasse og Kvittering',
      description: "A system user of the restaurant in its till vendor's system: may read, confirm and write",
      consumer: tillVendor,
      level: 3,
      roles: [{ party: restaurant, role: systemPackage }],
      systemUser: {
        id: 'urn:altinn:systemuser:uuid:5c1f2a0e-7f0b-4c53-9d4e-0a8f7f3d2b61',
        organisation: restaurant,
      },
    },
  ],
  rules: [
    ...allow(generalManager, everything),
    ...allow(oneself, everything),
    ...allow(formFiller, [{ action: 'read' }, { action: 'confirm' }, { action: 'write' }]),
    ...allow(systemPackage, [{ action: 'read' }, { action: 'confirm' }, { action: 'write' }]),
    ...allow(accountant, [{ action: 'read' }]),
    { role: generalManager, serviceResource: unrelatedService, action: 'read' },
    { role: generalManager, serviceResource: unrelatedService, action: 'confirm' },
  ],
  clients: [
    {
      id: 'serving-licence-provider',
      organisation: municipality,
      scopes: [
        'digdir:dialogporten.serviceprovider',
        'digdir:dialogporten.serviceprovider.search',
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
    {
      id: 'unrelated-agency',
      organisation: otherAgency,
      scopes: ['digdir:dialogporten.serviceprovider'],
      publicJwk: {
        kty: 'RSA',
        kid: 'unrelated-agency-1',
        alg: 'RS256',
        use: 'sig',
        e: 'AQAB',
        n: 'pKEVhVX8abEbn87O3cjL2ZZmu22EJF2ePJAWVH8uVAPOC7ASunC2v9xMyPZen-w8Y_ANMwgit1KFv3Y6WGdZsncmlubkdO_beph54SQDWp1jw4RbpTKRf4FVoPKWJmDOlZ7jC86xb4r1o7eOVyFLwT4tvWXlcxL3ebsIe9uzyXJhBtqztQGSZWxF0rV2ghRjqTjvyCsoRI8IwXBrqKTyxE2h1Dvc3Q5kpSmb706i0qxfH8-3Bd20WEeNj6qAHuX2Wo8iQ2ca07wIQ7tu9h7rPnkkBBhWlXsIp6fCTJEv4Jw2pOWroQ2ij-k0zabMSDefl5HzVNQkUbIpFi7m0yIetQ',
      },
    },
  ],
};
