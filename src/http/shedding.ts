import { exposedHeaders, isAllowed } from './cors.js';
import { type Language, languages } from './languages.js';
import { forOrchestrators } from './operations-routes.js';
import { Problem, problemDocument, problemMediaType } from './problem.js';
import { instanceOf, languageOf } from './problem.filter.js';
import type { Shed } from './server.js';
import { traceIdOf } from '../logging/trace-id.js';

export interface SheddingOptions {
  /** Whose pages may read the refusal. */
  readonly corsOrigins: readonly string[];
  /** When the caller is to come again, in seconds. */
  readonly retryAfter: () => string;
  /** Whether each answer ends its connection. */
  readonly endsConnections: () => boolean;
  /** Is told of every refusal. */
  readonly onShed: (method: string) => void;
}

const languageInUrl = /[?&]lang=(nb|nn|en)(?:&|$)/;

/** As an error, one for each refusal would cost more to make than all the rest of it. */
const overloaded = new Problem('overloaded');

/** The document up to what differs between two refusals. */
const beginnings = Object.fromEntries(
  languages.map((language) => [
    language,
    JSON.stringify(problemDocument(overloaded, { language, instance: '', traceId: '' })).replace(
      /"","traceId":""}$/,
      '',
    ),
  ]),
) as Record<Language, string>;

const alwaysSent = [
  ['Access-Control-Expose-Headers', exposedHeaders.join(', ')],
  ['Vary', 'Origin, Accept-Language'],
  ['Content-Type', problemMediaType],
  ['Cache-Control', 'no-store'],
].flat();

/**
 * Refuses requests before Fastify has them: what a process can do goes into those that it serves, and refusals that cost a
 * tenth of an answer would leave them less. What orchestrators ask comes in, and so do preflights: without their answer
 * a browser could not read the refusal.
 */
export function shedding({ corsOrigins, retryAfter, endsConnections, onShed }: SheddingOptions): Shed {
  return (request, response, headers) => {
    const { method = '', url = '/' } = request;
    if (method === 'OPTIONS' || forOrchestrators.test(url)) return false;
    const { origin } = request.headers;
    const language = languageOf({ query: { lang: languageInUrl.exec(url)?.[1] }, headers: request.headers });
    const instance = JSON.stringify(instanceOf({ url }));
    const body = `${beginnings[language]}${instance},"traceId":"${traceIdOf(request)}"}`;
    const sent = [...alwaysSent, 'Content-Language', language, 'Content-Length', String(Buffer.byteLength(body))];
    for (const [name, value] of headers) sent.push(name, value);
    if (origin !== undefined && isAllowed(origin, corsOrigins)) sent.push('Access-Control-Allow-Origin', origin);
    if (endsConnections()) sent.push('Connection', 'close');
    response.writeHead(overloaded.status, [...sent, 'Retry-After', retryAfter()]).end(body);
    onShed(method);
    return true;
  };
}
