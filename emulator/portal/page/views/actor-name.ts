import type { Actor } from '../dialog-types.js';

/** An actor's name as the portal writes it: Dialogporten has the last name of a person first, the portal turns that round. */
export function actorName({ actorType, actorId, actorName: name }: Actor, serviceOwner: string): string {
  if (!name) return actorType === 'SERVICE_OWNER' ? serviceOwner : '';
  const isPerson = actorType !== 'SERVICE_OWNER' && !/urn:altinn:(organization|systemuser):/.test(actorId ?? '');
  const [last, ...first] = name.split(' ');
  return isPerson ? [...first, last].join(' ') : name;
}
