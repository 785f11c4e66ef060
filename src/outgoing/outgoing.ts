import * as http from 'node:http';
import * as https from 'node:https';
import { HttpProxyAgent, HttpsProxyAgent } from 'hpagent';
import { nameOf, proxyFor } from './egress-proxy.js';
import type { Agent } from 'node:http';
import type { Socket } from 'node:net';

/** A dialog with thousands of transmissions stays far below; only something that is not Dialogporten goes above. */
const maximumBytes = 16 * 1024 * 1024;

/**
 * For how long, in milliseconds, an idle connection may be used again: less than any server keeps one, which it would cut.
 * A proxy has as long to open one.
 */
const keptIdleMs = 4_000;

/** Answers that name another place to ask. */
const redirects = new Set([301, 302, 303, 307, 308]);

/**
 * Headers of every request: a name by which operators of the platform recognise us, and no compression. A client
 * without `Accept-Encoding` accepts any (RFC 9110 §12.5.3), and we decompress nothing.
 */
const ours = { 'user-agent': 'dialogporten-serviceprovider', 'accept-encoding': 'identity' };

/** There is no whole answer. The message says from where, through which proxy, and why; a `TypeError`, as `fetch` has it. */
export class NoAnswerError extends TypeError {
  constructor(
    readonly origin: string,
    readonly reason: string,
  ) {
    super(`No answer from ${origin}: ${reason}`);
  }
}

/** A request that leaves this process. */
export interface OutgoingRequest {
  readonly method?: string | undefined;
  readonly headers?: http.OutgoingHttpHeaders | undefined;
  readonly body?: string | undefined;
  /** For how long, in milliseconds, an answer is waited for. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

interface Way {
  readonly request: typeof http.request;
  readonly agent: http.Agent;
  /** Names the proxy in the error of a failed request; empty without a proxy. */
  readonly through: string;
}

const connections = { keepAlive: true, timeout: keptIdleMs };
const direct: Readonly<Record<string, Way>> = {
  'http:': { request: http.request, agent: aging(new http.Agent(connections)), through: '' },
  'https:': { request: https.request, agent: aging(new https.Agent(connections)), through: '' },
};

/** By origin: those of the platform, which settings and its metadata name. */
const ways = new Map<string, Way>();

/** A whole answer, as it came. */
export interface Answer {
  /** From 200 to 599. */
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
}

/**
 * Sends a request and reads the whole answer. This is the one way out of the process: through a proxy where the
 * environment names one ({@link proxyFor}). Redirects are not followed, so that a token never goes where we did not
 * send it. It is made of `node:http`, where a call takes a quarter of the processor time that the global `fetch` does.
 *
 * @throws {NoAnswerError} when there is no whole answer, for any reason. Every other status is an answer. When the
 * signal ends it, the signal's reason.
 */
export async function ask(url: string, asked: OutgoingRequest = {}): Promise<Answer> {
  let through = '';
  try {
    const target = new URL(url);
    const way = wayTo(target);
    through = way.through;
    return await exchange(target, way, asked);
  } catch (error) {
    asked.signal?.throwIfAborted();
    throw new NoAnswerError(new URL(url).origin, `${whyNoAnswer(error as Error)}${through}`);
  }
}

/** {@link ask}, for an answer of which more is read than its status and its bytes. */
export async function send(url: string, asked?: OutgoingRequest): Promise<Response> {
  return toResponse(await ask(url, asked));
}

/** The members of a `RequestInit` that {@link outgoingFetch} uses. */
interface FetchOptions {
  readonly method?: string | undefined;
  readonly headers?: RequestInit['headers'] | undefined;
  /** Text, or what becomes text, such as `URLSearchParams`. */
  readonly body?: unknown;
  readonly signal?: AbortSignal | null | undefined;
}

/** {@link send}, for libraries that take a `fetch`. */
export function outgoingFetch(url: string, { method, headers, body, signal }: FetchOptions): Promise<Response> {
  return send(url, {
    method,
    headers: Object.fromEntries(new Headers(headers)),
    body: body === null || body === undefined ? undefined : String(body),
    signal: signal ?? undefined,
  });
}

function wayTo(target: URL): Way {
  const known = ways.get(target.origin);
  if (known !== undefined) return known;
  const proxy = proxyFor(target);
  const plain = direct[target.protocol];
  if (plain === undefined) throw new Error(`${target.protocol} is not spoken here`);
  const options = proxy && { ...connections, proxy };
  const way = options
    ? {
        request: plain.request,
        agent: aging(target.protocol === 'https:' ? new HttpsProxyAgent(options) : new HttpProxyAgent(options)),
        through: `, through the proxy ${nameOf(options.proxy)}`,
      }
    : plain;
  ways.set(target.origin, way);
  return way;
}

function exchange(
  target: URL,
  { request, agent }: Way,
  { method, headers, body, timeoutMs, signal }: OutgoingRequest,
): Promise<Answer> {
  const length = body !== undefined && { 'content-length': Buffer.byteLength(body) };
  let timer: NodeJS.Timeout | undefined;
  return new Promise<Answer>((resolve, reject) => {
    const sent = request(target, {
      method,
      agent,
      headers: { ...ours, ...headers, ...length },
      ...(signal !== undefined && { signal }),
    });
    const fail = (error: Error) => {
      reject(error);
      sent.destroy();
    };
    if (timeoutMs !== undefined) {
      timer = setTimeout(() => fail(new Error(`nothing within ${timeoutMs} ms`)), timeoutMs);
    }
    sent.on('error', reject);
    sent.on('response', (response) => {
      const { statusCode: status = 0, headers: answered } = response;
      if (redirects.has(status)) return fail(new Error('a redirect'));
      if (status < 200 || status > 599) return fail(new Error(`status ${status}`));
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

/** Statuses whose answers have no body, whatever was sent. */
const bodiless = new Set([204, 205, 304]);

/** The JSON of an answer; undefined where it has none: a proxy's may be anything. */
export function jsonIn({ body }: Pick<Answer, 'body'>): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}

export function toResponse({ status, headers, body }: Answer): Response {
  const named = Object.entries(headers).map(([name, value]) => [name, String(value)] as [string, string]);
  return new Response(body.length === 0 || bodiless.has(status) ? null : body, { status, headers: named });
}

/** Not the error itself: a parser's carries the bytes that it could not read. */
function whyNoAnswer({ code, message }: NodeJS.ErrnoException): string {
  return code ?? message.replace(/^Bad response: (\d+)$/, 'the proxy answered $1');
}

/** How long, in milliseconds, a kept-alive connection is used. */
const connectionAgeMs = 60_000;

/**
 * Has an agent use no connection again that is older than a minute: a new one looks up anew where the server is, so that an
 * address that has moved is followed also while there is traffic.
 *
 * @param now in milliseconds
 * @returns the same agent.
 */
export function aging<Kind extends Agent>(agent: Kind, now: () => number = () => performance.now()): Kind {
  const freeSince = new WeakMap<Socket, number>();
  // Node.js' own listener comes first, and keeps the connection; it takes none again that was destroyed.
  agent.on('free', (socket: Socket) => {
    const since = freeSince.get(socket);
    if (since === undefined) freeSince.set(socket, now());
    else if (now() - since >= connectionAgeMs) socket.destroy();
  });
  return agent;
}
