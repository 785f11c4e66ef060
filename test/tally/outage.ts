import { setTimeout as outage } from 'node:timers/promises';
import { Keepers } from './keepers.js';
import type { TallyStage } from './tally-stage.js';

const outageMs = 10_000;

/** Time, in milliseconds, that changes accepted during the outage may take after its end; ten seconds are promised. */
const promisedMs = 30_000;

/** Statuses answered during the outage, and the differences to Dialogporten some time after its end. */
export interface OutageReport {
  readonly statuses: readonly number[];
  readonly discrepancies: readonly string[];
}

/**
 * Opens tallies, takes Dialogporten away, presses a button in each, and gives Dialogporten back. On a busy machine the
 * changes may take six times what the openings took.
 */
export async function actDuringOutage(stage: TallyStage, actions: number): Promise<OutageReport> {
  const keepers = new Keepers(stage, [stage.services[0]!.url]);
  const startedAt = performance.now();
  const ids = await keepers.open(actions);
  await keepers.untilAllArrived();
  const healthyMs = performance.now() - startedAt;

  await stage.emulator.pause();
  const end = outage(outageMs);
  const statuses: number[] = [];
  const pressNext = async () => {
    for (let id = ids.pop(); id !== undefined; id = ids.pop()) {
      statuses.push(await keepers.press(id, 'count', stage.token(id)));
    }
  };
  await Promise.all(Array.from({ length: 16 }, pressNext));
  await end;
  await stage.emulator.resume();

  await keepers.untilAllArrived(Math.max(promisedMs, 6 * healthyMs));
  return { statuses, discrepancies: keepers.discrepancies() };
}
