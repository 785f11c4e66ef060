import type { DialogDefinition } from './dialog-definition.js';
import type { Dialog, DialogState } from './dialog.js';

export const exampleId = '0194a1b2-3c4d-7e5f-8a9b-0c1d2e3f4a5b';

/** A dialog of a definition, in one of its states, to hold against rules what the definition makes of it. */
export function exampleOf({ serviceResource }: Pick<DialogDefinition, 'serviceResource'>, state: DialogState): Dialog {
  const party = 'urn:altinn:organization:identifier-no:991825827';
  const at = new Date(0);
  const versions = { version: 1, deliveredVersion: 0, rejectedVersions: [] };
  return { id: exampleId, party, serviceResource, state, ...versions, createdAt: at, changedAt: at };
}
