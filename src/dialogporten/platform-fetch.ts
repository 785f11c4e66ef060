import * as http from 'node:http';
import * as https from 'node:https';
import { aging } from '../http/aging-agent.js';
import { DialogportenError } from './dialogporten-error.js';

/** A dialog with thousands of transmissions stays far below; only something that is not Dialogporten goes above. */
const maximumBytes = 16 * 1024 * 1024;

/** For how long, in milliseconds, an idle connection may be used again: less than any server keeps one, which it would cut. */
const keptIdleMs = 4_000;

/** Answers that name another place to ask. */
const redirects = new Set([301, 302, 303, 307, 308]);

/**
 * By what those who run the platform know us, among its callers, and that nothing is to be compressed: who says nothing
 * of that takes everything (RFC 9110 §12.5.3), and we unpack nothing.
 */
const ours = { 'user-agent': 'dialogporten-serviceprovider', 'accept-encoding': 'identity' };

/** What the platform is asked. */
export interface PlatformRequest {
  readonly method?: string | undefined;
  readonly headers?: http.OutgoingHttpHeaders;
  readonly body?: string | undefined;
}

const connections = { keepAlive: true, timeout: keptIdleMs };
const overHttp = { request: http.request, agent: aging(new http.Agent(connections)) };
const overHttps = { request: https.request, agent: aging(new https.Agent(connections)) };

/**
 * Fetches from the platform and reads the whole answer, within `timeoutMs`. Redirects are not followed, so that a token
 * never goes where we did not send it. It is made of `node:http`, where a call takes a quarter of the processor time that
 * the global `fetch` does.
 *
 * @throws {DialogportenError} `retry` when there is no whole answer, whatever the reason. Every other status is an answer.
 */
export async function platformFetch(url: string, timeoutMs: number, asked: PlatformRequest = {}): Promise<Response> {
  try {
    return toResponse(await exchange(url, timeoutMs, asked));
  } catch (error) {
    const { origin } = new URL(url);
    throw new DialogportenError('retry', `No answer from ${origin}: ${reasonOf(error as Error)}`);
  }
}

interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
}

function exchange(url: string, timeoutMs: number, { method, headers, body }: PlatformRequest): Promise<Answer> {
  const { request, agent } = url.startsWith('https:') ? overHttps : overHttp;
  const length = body !== undefined && { 'content-length': Buffer.byteLength(body) };
  let timer: NodeJS.Timeout | undefined;
  return new Promise<Answer>((resolve, reject) => {
    const sent = request(url, { method, agent, headers: { ...ours, ...headers, ...length } });
    const fail = (error: Error) => {
      reject(error);
      sent.destroy();
    };
    timer = setTimeout(() => fail(new Error(`nothing within ${timeoutMs} ms`)), timeoutMs);
    sent.on('error', reject);
    sent.on('response', (response) => {
      const { statusCode: status = 0, headers: answered } = response;
      if (redirects.has(status)) return fail(new Error('a redirect'));
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on('error', reject).on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        chunks.push(chunk);
        if (bytes > maximumBytes) fail(new Error(`more than ${maximumBytes} bytes`));
      });
      response.on('end', () => resolve({ status, headers: answered, body: Buffer.concat(chunks) }));
    });
    sent.end(body);
    // Not when the connection closes: that may be all that happens, as after a switch of protocols.
  }).finally(() => clearTimeout(timer));
}

/** @throws where a status is none, or has no body. */
function toResponse({ status, headers, body }: Answer): Response {
  const named = Object.entries(headers).map(([name, value]) => [name, String(value)] as [string, string]);
  return new Response(body.length === 0 ? null : body, { status, headers: named });
}

/** Not the error itself: a parser's carries the bytes that it could not read. */
function reasonOf({ code, message }: NodeJS.ErrnoException): string {
  return code ?? message;
}
