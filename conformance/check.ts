import type { Need } from './needs.js';
import type { World } from './world.js';

/** One thing that the platform promises to a service provider. */
export interface Check {
  /** In plain words; it completes the name of its group. */
  readonly promise: string;
  /** The file in the platform's source (github.com/Altinn/dialogporten) that says so. */
  readonly source: string;
  readonly needs: readonly Need[];
  /** Asks the platform. Throws a Difference where the promise is not kept. */
  readonly ask: (world: World) => Promise<void>;
}

/** Promises about one subject. */
export interface Group {
  readonly subject: string;
  readonly checks: readonly Check[];
}

/** Writes down a promise, and how to see whether it is kept. */
export function check(promise: string, source: string, ask: Check['ask'], ...needs: Need[]): Check {
  return { promise, source, ask, needs };
}
