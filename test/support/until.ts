import { setTimeout as pause } from 'node:timers/promises';

const betweenLooks = 20;

/**
 * Waits until a condition holds, looking again and again.
 *
 * @param withinMs how long to keep looking: by default for longer than even a very busy machine takes
 * @throws when it does not come to hold in that time
 */
export async function until(condition: () => boolean | Promise<boolean>, withinMs = 120_000): Promise<void> {
  const end = Date.now() + withinMs;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`within ${withinMs} ms this did not come true: ${condition.toString()}`);
    await pause(betweenLooks);
  }
}
