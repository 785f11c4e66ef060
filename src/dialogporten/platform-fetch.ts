import { DialogportenError } from './dialogporten-error.js';

/** A dialog with thousands of transmissions stays far below; only something that is not Dialogporten goes above. */
const maximumBytes = 16 * 1024 * 1024;

/**
 * Fetches from the platform and reads the whole answer, within `timeoutMs`. Redirects are not followed, so that a token
 * never goes where we did not send it.
 *
 * @throws {DialogportenError} `retry` when there is no whole answer, whatever the reason. Every status is an answer.
 */
export async function platformFetch(url: string, timeoutMs: number, init: RequestInit = {}): Promise<Response> {
  // Not AbortSignal.timeout: that keeps every call in memory until its time is up, however soon it is answered.
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(new TimedOut(`nothing within ${timeoutMs} ms`)), timeoutMs);
  try {
    const response = await fetch(url, { ...init, redirect: 'error', signal: controller.signal });
    const { status, headers } = response;
    return new Response(await wholeBody(response), { status, headers });
  } catch (error) {
    const { origin } = new URL(url);
    throw new DialogportenError('retry', `No answer from ${origin}: ${reasonOf(error)}`);
  } finally {
    clearTimeout(timer);
  }
}

/** The time for a call is up. */
class TimedOut extends Error {}

async function wholeBody(response: Response): Promise<Buffer | null> {
  if (response.body === null) return null;
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > maximumBytes) throw new Error(`more than ${maximumBytes} bytes`);
    chunks.push(chunk);
  }
  return bytes === 0 ? null : Buffer.concat(chunks);
}

/** The cause itself is not handed on: a parser's error carries the bytes that it could not read. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as {
    message?: string;
    cause?: { code?: string; message?: string };
  };
  return cause?.code ?? cause?.message ?? message ?? 'unknown';
}
