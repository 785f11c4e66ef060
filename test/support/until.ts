import { setTimeout as pause } from 'node:timers/promises';

const betweenLooks = 20;

/**
 * Waits until a condition holds, looking again and again.
 *
 * @param withinMs how long to keep looking
 * @throws when it does not come to hold in that time
 */
export async function until(condition: () => boolean | Promise<boolean>, withinMs = 10_000): Promise<void> {
  const end = Date.now() + withinMs;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`within ${withinMs} ms this did not come true: ${condition.toString()}`);
    await pause(betweenLooks);
  }
}
