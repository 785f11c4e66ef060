import { setTimeout as outage } from 'node:timers/promises';
import { Applicants } from './applicants.js';
import type { Stage } from './stage.js';

const outageMs = 10_000;

/** What was answered during the outage, and what was wrong in Dialogporten ten seconds after its end. */
export interface OutageReport {
  readonly statuses: readonly number[];
  readonly discrepancies: readonly string[];
}

/** Opens dialogs, takes Dialogporten away, presses a button in each, and gives Dialogporten back. */
export async function actDuringOutage({ emulator, service }: Stage, actions: number): Promise<OutageReport> {
  const applicants = new Applicants(emulator, [service.url]);
  const ids = await applicants.open(actions);
  await applicants.untilAllArrived();

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

  await applicants.untilAllArrived(10_000);
  return { statuses, discrepancies: applicants.discrepancies() };
}
