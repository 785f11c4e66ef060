import type { OutgoingHttpHeaders } from 'node:http';
import { type Answer, ask, toResponse } from '../outgoing/outgoing.js';
import { DialogportenError } from './dialogporten-error.js';

/** A request to the platform. */
export interface PlatformRequest {
  readonly method?: string | undefined;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string | undefined;
}

/**
 * Asks the platform and reads the whole answer, within `timeoutMs`. Redirects are not followed.
 *
 * @throws {DialogportenError} `retry` when there is no whole answer, for any reason. Every other status is an answer.
 */
export async function askPlatform(url: string, timeoutMs: number, asked: PlatformRequest = {}): Promise<Answer> {
  try {
    return await ask(url, { ...asked, timeoutMs });
  } catch (error) {
    throw new DialogportenError('retry', (error as Error).message);
  }
}

/** {@link askPlatform}, for an answer of which more is read than its status and its bytes. */
export async function platformFetch(url: string, timeoutMs: number, asked?: PlatformRequest): Promise<Response> {
  return toResponse(await askPlatform(url, timeoutMs, asked));
}
