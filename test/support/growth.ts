/** How many times longer the second text is. */
const factor = 8;

/** Lowest duration of a task, in milliseconds: below it there is nothing but noise. */
const floorMs = 1;

const attempts = 5;

/** CPU time in milliseconds, which a busy machine does not add to; the least of a few attempts. */
function cost(work: () => void): number {
  let least = Infinity;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, (user + system) / 1000);
  }
  return least;
}

/** A measurement that something else has disturbed is made again, so many times; a square is never found linear. */
const rounds = 20;

/**
 * Whether work on a text takes a time that grows with its length, rather than with the square of it: eight times the text
 * may cost twenty-four times as much, where a square would be sixty-four.
 */
export function growsLinearly(work: (text: string) => void, textOf: (length: number) => string): boolean {
  const length = 16_000;
  const [short, long] = [textOf(length), textOf(length * factor)];
  for (let round = 0; round < rounds; round += 1) {
    const shortMs = cost(() => work(short));
    if (cost(() => work(long)) <= 3 * factor * Math.max(floorMs, shortMs)) return true;
  }
  return false;
}
