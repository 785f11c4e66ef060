/** Callers besides the service owner, by name. */
export const roles = {
  'other owner': 'a service owner that has nothing to do with the service resource',
  'owner without search': 'the service owner, without the scope for searching',
  'caller without scope': 'the service owner, without any scope of Dialogporten',
  user: 'an end user who may read, write, and sign in the task Task_1',
  'user without read': 'an end user who may write but not read',
  stranger: 'an end user who may do nothing for the party',
  'weak user': 'an end user whose authentication level is too low for the service resource',
  'system user': 'a system user that may read',
} as const;

/** Resources and persons that only some platforms have. */
export const names = {
  'resource without access': 'a service resource of the same owner, where the end users may do nothing',
  'unowned resource': 'a service resource of another owner',
  'known actor': 'a person whom the name register knows, as a URN',
  'nameless actor': 'a valid person whom the name register does not know, as a URN',
} as const;

/** Properties of a platform whose switches for local development are off. */
export const switches = {
  authentication: 'it lets everybody in (LocalDevelopment:DisableAuth)',
  scopes: 'every caller is an administrator with every scope (LocalDevelopment:UseLocalDevelopmentUser)',
  decisions: 'it grants everything to everybody (LocalDevelopment:UseLocalDevelopmentAltinnAuthorization)',
  'signed tokens': 'its dialog tokens are none (LocalDevelopment:UseLocalDevelopmentCompactJwsGenerator)',
  'resource register':
    'it takes every service resource for one of the caller’s (LocalDevelopment:UseLocalDevelopmentUser)',
  'name register': 'its name register knows everybody (LocalDevelopment:UseLocalDevelopmentPartyNameRegistry)',
} as const;

/** Features of a later version of the platform. */
export const novelties = {
  'authorization contexts': 'it ignores authorizationContext',
  'listed entities': 'its dialog tokens do not list entities in `e`',
  'context tokens': 'it issues no tokens for authorization contexts',
} as const;

export type Role = keyof typeof roles;
export type Name = keyof typeof names;
export type Switch = keyof typeof switches;
export type Novelty = keyof typeof novelties;

/** Requirement of a check. */
export type Need = Role | Name | Switch | Novelty;

/** Why there is no asking, when a need is not met. */
export function reasonFor(need: Need): string {
  if (need in roles) return `no token was given for ${roles[need as Role]}`;
  if (need in names) return `it was not said which is ${names[need as Name]}`;
  return need in switches ? switches[need as Switch] : novelties[need as Novelty];
}
