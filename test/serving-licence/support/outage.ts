import { setTimeout as outage } from 'node:timers/promises';
import { Applicants } from './applicants.js';
import type { Stage } from './stage.js';

const outageMs = 10_000;

/** Time, in milliseconds, that changes accepted during the outage may take after its end. */
const promisedMs = 10_000;

/** Statuses answered during the outage, and the differences to Dialogporten ten seconds after its end. */
export interface OutageReport {
  readonly statuses: readonly number[];
  readonly discrepancies: readonly string[];
}

/**
 * Opens dialogs, takes Dialogporten away, presses a button in each, and gives Dialogporten back. On a machine so busy that
 * three times what the openings took is longer than the ten seconds that are promised, the changes may take so long.
 */
export async function actDuringOutage({ emulator, service }: Stage, actions: number): Promise<OutageReport> {
  const applicants = new Applicants(emulator, [service.url]);
  const startedAt = performance.now();
  const ids = await applicants.open(actions);
  await applicants.untilAllArrived();
  const healthyMs = performance.now() - startedAt;

  await emulator.pause();
  const end = outage(outageMs);
  const statuses: number[] = [];
  const pressNext = async () => {
    for (let id = ids.pop(); id !== undefined; id = ids.pop()) {
      statuses.push(await applicants.press(id, 'confirm', applicants.tokenFor(id)));
    }
  };
  await Promise.all(Array.from({ length: 16 }, pressNext));
  await end;
  await emulator.resume();

  await applicants.untilAllArrived(Math.max(promisedMs, 3 * healthyMs));
  return { statuses, discrepancies: applicants.discrepancies() };
}
