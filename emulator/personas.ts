import type { Organisation, Persona } from './policy.js';

/*
 * The people and organisations that a stand-in may have, with the roles that they hold for each other. A policy says
 * what a role may do. All are synthetic.
 */
const person = (nationalIdentityNumber: string) => `urn:altinn:person:identifier-no:${nationalIdentityNumber}`;
const organisation = (number: string) => `urn:altinn:organization:identifier-no:${number}`;

/** Organisation numbers of service owners. */
export const municipality = '991825827';
export const otherAgency = '310456829';

export const organisations: readonly Organisation[] = [
  { number: municipality, name: 'Fjordvik kommune' },
  { number: otherAgency, name: 'Etaten' },
  { number: '310456799', name: 'Rolig Restaurant AS' },
  { number: '310456802', name: 'Nøyaktig Regnskap AS' },
  { number: '310456810', name: 'Kasse og Kvittering AS' },
];

export const restaurant = organisation('310456799');
const accountants = organisation('310456802');
const tillVendor = organisation('310456810');
const manager = person('14886498226');
const privatePerson = person('21848510170');
const emailUser = 'urn:altinn:person:idporten-email:nysgjerrig.kanne@epost.example';

export const generalManager = 'urn:altinn:rolecode:dagl';
export const formFiller = 'urn:altinn:rolecode:utinn';
export const accountant = 'urn:altinn:rolecode:regn';
export const oneself = 'urn:altinn:rolecode:priv';
export const selfRegistered = 'urn:altinn:rolecode:seln';
export const systemPackage = 'urn:altinn:accesspackage:serveringsbevilling';

export const personas: readonly Persona[] = [
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
    id: 'epostbruker',
    name: 'Nysgjerrig Kanne',
    description: 'Logged in by e-mail only (level 0): may do everything with their own dialogs',
    consumer: emailUser,
    level: 0,
    roles: [{ party: emailUser, role: selfRegistered }],
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
];
