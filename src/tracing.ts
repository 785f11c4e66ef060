/*
 * OpenTelemetry traces, for those who want them: load this file before the service, and spans of requests, statements and
 * calls go to a collector. Without one, none of the packages is needed, and it costs nothing.
 *
 *   node --import ./dist/src/tracing.js dist/src/main.js
 *
 * Its settings are OpenTelemetry's own: OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_TRACES_SAMPLER, OTEL_SERVICE_NAME and so on.
 */
import { IncomingMessage } from 'node:http';
import { register } from 'node:module';
import type { Attributes, Span } from '@opentelemetry/api';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace-node';
import { scrub } from './logging/personal-data.js';
import { buildInfo } from './logging/logger.js';

/** These versions run on Node.js 20 and newer. */
const packages = [
  'sdk-trace-node@2',
  'resources@2',
  'exporter-trace-otlp-http@0.223',
  'instrumentation@0.223',
  'instrumentation-http@0.223',
  'instrumentation-pg@0.76',
].map((name) => `@opentelemetry/${name}`);

/** Modules that the service loads by `import`, and that are to be observed: all others are loaded as they are. */
const observed = ['http', 'https', 'node:http', 'node:https', 'pg', 'pg-pool'];

/** Attributes that say who a person is, or that hold what a login hands over. */
const left = ['client.address', 'network.peer.address', 'url.query', 'user_agent.original'];

const uuid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;

/** Routes that an orchestrator calls every few seconds. */
const unobserved = /^\/(?:health\/|metrics$)/;

/** Takes out of spans what no log holds either. */
const scrubber: SpanProcessor = {
  onStart: () => undefined,
  onEnd({ attributes, events, status }: ReadableSpan) {
    for (const name of left) delete (attributes as Attributes)[name];
    for (const each of [attributes, ...events.map((event) => event.attributes ?? {})]) scrubAll(each);
    if (status.message !== undefined) status.message = scrub(status.message);
  },
  forceFlush: async () => undefined,
  shutdown: async () => undefined,
};

function scrubAll(attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes))
    if (typeof value === 'string') attributes[name] = scrub(value);
}

/** Before a request is handled: the service takes its trace from here, and so logs the one of the spans. */
function joinTrace(span: Span, request: object): void {
  if (!(request instanceof IncomingMessage)) return;
  const { traceId, spanId, traceFlags } = span.spanContext();
  request.headers['traceparent'] = `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
  const [path = ''] = (request.url ?? '').split('?', 1);
  span.updateName(`${request.method} ${scrub(path.replaceAll(uuid, '{id}'))}`);
}

async function start(): Promise<void> {
  register('@opentelemetry/instrumentation/hook.mjs', import.meta.url, { data: { include: observed } });
  const { registerInstrumentations } = await import('@opentelemetry/instrumentation');
  const { BatchSpanProcessor, NodeTracerProvider } = await import('@opentelemetry/sdk-trace-node');
  const { defaultResource, detectResources, envDetector, resourceFromAttributes } =
    await import('@opentelemetry/resources');
  const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-http');
  const { HttpInstrumentation } = await import('@opentelemetry/instrumentation-http');
  const { PgInstrumentation } = await import('@opentelemetry/instrumentation-pg');

  const named = resourceFromAttributes({ 'service.name': buildInfo.name, 'service.version': buildInfo.version });
  const resource = defaultResource()
    .merge(named)
    .merge(detectResources({ detectors: [envDetector] }));
  const provider = new NodeTracerProvider({
    resource,
    spanProcessors: [scrubber, new BatchSpanProcessor(new OTLPTraceExporter())],
  });
  provider.register();
  registerInstrumentations({
    instrumentations: [
      new HttpInstrumentation({
        ignoreIncomingRequestHook: ({ url = '' }) => unobserved.test(url),
        requestHook: joinTrace,
      }),
      new PgInstrumentation(),
    ],
  });
  // We are not told when the process ends: from now on no span waits for long.
  process.once('SIGTERM', () => setInterval(() => void provider.forceFlush().catch(() => undefined), 500).unref());
}

try {
  await start();
} catch (cause) {
  const isMissing = (cause as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND';
  if (!isMissing) throw cause;
  throw new Error(`tracing needs packages that the service does not: npm install --no-save ${packages.join(' ')}`, {
    cause,
  });
}
