import type { Violations } from '../validation/violations.js';
import type { Transmission } from '../model/dialog.js';

/** How long a chain of answers may be, and how many answers one transmission may have (TransmissionHierarchyValidator.cs). */
const deepest = 100;
const widest = 100;

type Related = Pick<Transmission, 'id' | 'relatedTransmissionId'>;

/** Checks what is added to the transmissions of a dialog: no circle, and neither too deep nor too wide. */
export function checkHierarchy(violations: Violations, existing: readonly Related[], added: readonly Related[]): void {
  const parents = new Map([...existing, ...added].map(({ id, relatedTransmissionId }) => [id, relatedTransmissionId]));
  const depths = added.map(({ id }) => depthOf(id, parents));
  const inCircles = added.filter((_, index) => depths[index] === Infinity);
  const tooDeep = added.filter((_, index) => depths[index] === deepest + 1);
  const answered = new Set(added.flatMap(({ relatedTransmissionId: id }) => id ?? []));
  const tooWide = [...answered].filter((id) => [...parents.values()].filter((parent) => parent === id).length > widest);
  refuse(violations, `is deeper than ${deepest} answers`, tooDeep.map(idOf));
  refuse(violations, 'goes round in a circle', inCircles.map(idOf).slice(0, 10));
  refuse(violations, `has more than ${widest} answers`, tooWide);
}

/** 1 for one that answers none; infinite for what leads back to itself. */
function depthOf(id: string, parents: ReadonlyMap<string, string | undefined>): number {
  let depth = 0;
  for (let at: string | undefined = id; at !== undefined; at = parents.get(at)) {
    depth += 1;
    if (depth > parents.size) return Infinity;
  }
  return depth;
}

function refuse(violations: Violations, fault: string, ids: readonly string[]): void {
  if (ids.length > 0) violations.add('Transmissions', `The hierarchy of transmissions ${fault}: [${ids.join(',')}].`);
}

const idOf = ({ id }: Related) => id;
