import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { text as textOf } from 'node:stream/consumers';
import { type PlatformVersion, startEmulator } from '../emulator.js';
import { Callers } from './callers.js';
import { ReplayClock } from './clock.js';
import { differences } from './comparison.js';
import { Counterparts } from './counterparts.js';
import type { OurAnswer } from './comparison.js';
import { GapFiller } from './gap-filler.js';
import { askersOf, type Exchange, leftOut } from './recording.js';
import { stageOf } from './stage.js';

/** How one exchange went. */
export interface Outcome {
  readonly exchange: Exchange;
  /** `unsaid` where the recording does not say what was sent. */
  readonly result: 'same' | 'differs' | 'unsaid';
  readonly differences: readonly string[];
}

/**
 * Plays recorded requests, in their order, against a stand-in of its own, and compares its answers with the recorded ones.
 *
 * @param plays the version that was recorded
 */
export async function replay(exchanges: readonly Exchange[], plays: PlatformVersion): Promise<Outcome[]> {
  const clock = new ReplayClock(exchanges);
  const callers = await Callers.of(exchanges, clock);
  const stage = stageOf(exchanges, callers);
  // The real one takes no exception for the machine that it runs on.
  const emulator = await startEmulator({ policy: stage.policy, plays, allowsLocalHttp: false, now: () => clock.now });
  const counterparts = new Counterparts();
  const send = (exchange: Exchange, headers: Record<string, string>) =>
    ask(emulator.url, exchange, headers, counterparts);
  const headersOf = (exchange: Exchange) => callers.headersOf(exchange, emulator.url);
  const gaps = new GapFiller(exchanges, counterparts, clock, async (exchange) =>
    send(exchange, await (exchange.as === '' ? callers.ownerHeaders(emulator.url) : headersOf(exchange))),
  );
  try {
    const outcomes: Outcome[] = [];
    for (const [index, exchange] of exchanges.entries()) {
      if (exchange.body === leftOut) {
        outcomes.push({ exchange, result: 'unsaid', differences: [] });
        continue;
      }
      await gaps.fillBefore(index);
      clock.reach(exchange);
      stage.setFor(exchange);
      const headers = await headersOf(exchange);
      const answers = await Promise.all(Array.from({ length: askersOf(exchange) }, () => send(exchange, headers)));
      const ours = answers.find(({ status }) => status === exchange.answer.status) ?? answers[0]!;
      const found = differences(exchange.answer, ours, counterparts);
      outcomes.push({ exchange, result: found.length > 0 ? 'differs' : 'same', differences: found });
    }
    return outcomes;
  } finally {
    await emulator.stop();
  }
}

async function ask(
  url: string,
  { method, path, headers, body }: Exchange,
  identity: Record<string, string>,
  counterparts: Counterparts,
): Promise<OurAnswer> {
  const base = `${url}/dialogporten`;
  const sent = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body);
  const ownHeaders = Object.entries(headers ?? {}).map(([name, value]) => [name, counterparts.translate(value)]);
  // Not fetch, which asks for any language (`Accept-Language: *`) where the recording asked for none.
  const asked = request(`${base}${counterparts.translate(path)}`, {
    method,
    headers: {
      ...(sent !== undefined && { 'content-type': 'application/json' }),
      ...(Object.fromEntries(ownHeaders) as Record<string, string>),
      ...identity,
    },
  });
  asked.end(sent === undefined ? undefined : counterparts.translate(sent));
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  const text = await textOf(response);
  const { 'content-type': contentType, etag } = response.headers;
  const wwwAuthenticate = response.headersDistinct['www-authenticate']?.join(', ');
  return {
    base,
    status: response.statusCode!,
    ...(contentType && { contentType }),
    ...(etag && { etag }),
    ...(wwwAuthenticate && { wwwAuthenticate }),
    ...(text !== '' && { body: contentType?.includes('json') ? (JSON.parse(text) as unknown) : text }),
  };
}
