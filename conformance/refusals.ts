import { type Complaints, refused } from './agreement.js';
import { type Check, check } from './check.js';
import type { Need } from './needs.js';

/**
 * A dialog that is refused: its fault, the platform's source for the rule, its fields, and the errors of the refusal.
 */
export type Refused = readonly [
  what: string,
  source: string,
  fields: Readonly<Record<string, unknown>>,
  complaints: Complaints,
  ...needs: Need[],
];

/** A check for each dialog that must not be created. */
export function refusals(dialogs: readonly Refused[]): readonly Check[] {
  return dialogs.map(([what, source, fields, complaints, ...needs]) =>
    check(
      `refuses a dialog ${what}`,
      source,
      async (world) => {
        refused(await world.offer(fields), 400, complaints);
      },
      ...needs,
    ),
  );
}
