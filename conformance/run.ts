import { Difference } from './agreement.js';
import { Unreachable } from './caller.js';
import type { Check, Group } from './check.js';
import { type Need, novelties, reasonFor } from './needs.js';
import type { World } from './world.js';

/** Outcome of a check. */
export type Outcome =
  | { readonly kind: 'holds' }
  | { readonly kind: 'differs'; readonly differences: readonly string[] }
  /** The platform, or what we know of it, does not let us ask. */
  | { readonly kind: 'not asked'; readonly reason: string }
  /** The promise is newer than the platform. */
  | { readonly kind: 'not known to this version'; readonly reason: string };

/** A check together with what became of it. */
export interface Finding {
  readonly subject: string;
  readonly check: Check;
  readonly outcome: Outcome;
}

/** Asks everything, one after the other, and leaves nothing behind. */
export async function askAll(groups: readonly Group[], world: World): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { subject, checks } of groups) {
    for (const check of checks) findings.push({ subject, check, outcome: await outcomeOf(check, world) });
  }
  return findings;
}

/** Asks one thing. */
export async function outcomeOf(check: Check, world: World): Promise<Outcome> {
  const missing = check.needs.find((need) => world.lacking.has(need));
  if (missing !== undefined) return { kind: kindOf(missing), reason: reasonFor(missing) };
  try {
    await check.ask(world);
    return { kind: 'holds' };
  } catch (error) {
    // Only an unreachable platform ends the run; any other error is the outcome of its check.
    if (error instanceof Unreachable) throw error;
    return { kind: 'differs', differences: error instanceof Difference ? error.lines : [String(error)] };
  } finally {
    await world.tidy();
  }
}

function kindOf(missing: Need): 'not asked' | 'not known to this version' {
  return missing in novelties ? 'not known to this version' : 'not asked';
}
