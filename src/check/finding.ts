import { reasonOf } from '../logging/error-report.js';
import { scrub } from '../logging/personal-data.js';

/** `ok`; `note`, worth knowing, though nothing is wrong; `fault`, to be mended before the service can do its work. */
export type Verdict = 'ok' | 'note' | 'fault';

/** The result of a check. It names no person and carries no token, for any answer of the platform. */
export interface Finding {
  readonly verdict: Verdict;
  readonly about: string;
  readonly message: string;
}

/** Findings, one after the other, as soon as there is one. */
export type Findings<Learnt = void> = AsyncGenerator<Finding, Learnt>;

const longestMessage = 500;

export function finding(verdict: Verdict, about: string, message: string): Finding {
  return { verdict, about, message: scrub(message).replaceAll(/\s+/g, ' ').slice(0, longestMessage) };
}

/** Something could not be done; the message is what the error says of it. */
export function fault(about: string, error: unknown): Finding {
  return finding('fault', about, reasonOf(error));
}

/** How far, in milliseconds, our clock is ahead of another; negative: behind. */
export function saysTheDifference(milliseconds: number): string {
  const seconds = (Math.abs(milliseconds) / 1000).toFixed(1);
  if (seconds === '0.0') return 'agrees with ours';
  return `ours is ${seconds} s ${milliseconds > 0 ? 'ahead' : 'behind'}`;
}
