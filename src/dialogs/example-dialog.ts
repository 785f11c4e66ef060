import type { DialogDefinition } from './dialog-definition.js';
import type { Dialog, DialogState } from './dialog.js';
import { type Actor, representative, serviceOwner } from './history.js';

export const exampleId = '0194a1b2-3c4d-7e5f-8a9b-0c1d2e3f4a5b';

export const exampleParty = 'urn:altinn:organization:identifier-no:991825827';

/** Something may be for one side only to do. */
export const exampleActors: readonly Actor[] = [representative(exampleParty), serviceOwner];

/** Something may be possible before or after some time only, and the examples have times that stand still. */
const exampleTimes = [new Date(0), new Date(), new Date(Date.UTC(9999, 11, 31))];

/** Either side, at different times. */
export const occasions = exampleActors.flatMap((actor) => exampleTimes.map((at) => ({ at, actor })));

/** A dialog of a definition, in one of its states, to hold against rules what the definition makes of it. */
export function exampleOf({ serviceResource }: Pick<DialogDefinition, 'serviceResource'>, state: DialogState): Dialog {
  const at = new Date(0);
  const versions = { version: 1, deliveredVersion: 0, rejectedVersions: [] };
  return { id: exampleId, party: exampleParty, serviceResource, state, ...versions, createdAt: at, changedAt: at };
}
