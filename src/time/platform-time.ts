import { Injectable } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { platformFetch } from '../dialogporten/platform-fetch.js';

const timeoutMs = 2_000;

/** Asks Dialogporten what time it is: a witness for when our own clock and the database's differ. */
@Injectable()
export class PlatformTime {
  constructor(private readonly settings: Settings) {}

  /**
   * The time by the `Date` header of an answer (RFC 9110 §6.6.1), to the second, and as old as a cache says that its copy
   * is (RFC 9111 §5.1).
   *
   * @returns milliseconds since 1970; undefined when there is no answer, or none that tells.
   */
  async now(): Promise<number | undefined> {
    try {
      const { headers } = await platformFetch(
        `${this.settings.DIALOGPORTEN_BASE_URL}/api/v1/.well-known/jwks.json`,
        timeoutMs,
      );
      return timeIn(headers);
    } catch {
      return undefined;
    }
  }
}

/** The header has whole seconds, so half of one is added. */
export function timeIn(headers: Headers): number | undefined {
  const time = Date.parse(headers.get('date') ?? '') + Number(headers.get('age') ?? 0) * 1000 + 500;
  return Number.isNaN(time) ? undefined : time;
}
