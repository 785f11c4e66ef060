import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { tallyKeeper } from './tally/index.js';
import { TallyStage } from './tally/tally-stage.js';
import { until } from './support/until.js';

/** One span, as OTLP has it in JSON. */
interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly attributes: readonly { readonly key: string; readonly value: { readonly stringValue?: string } }[];
}

interface ExportRequest {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: Span['attributes'] };
    readonly scopeSpans: readonly { readonly spans: readonly Span[] }[];
  }[];
}

const [server, client] = [2, 3];
const tracing = new URL('../dist-programs/src/tracing.js', import.meta.url);
const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
const parent = '00f067aa0ba902b7';

describe('OpenTelemetry, where it is loaded before the service', () => {
  const received: ExportRequest[] = [];
  let collector: Server;
  let stage: TallyStage;
  let id: string;

  beforeAll(async () => {
    collector = createServer(async (request, response) => {
      received.push((await json(request)) as ExportRequest);
      response.setHeader('Content-Type', 'application/json').end('{}');
    });
    await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
    stage = await TallyStage.set();
    await stage.addProcess({
      LOG_LEVEL: 'info',
      NODE_OPTIONS: `--import=${tracing}`,
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(collector.address() as AddressInfo).port}`,
      OTEL_BSP_SCHEDULE_DELAY: '100',
    });
    id = await stage.open();
    await stage.untilDelivered(id);
  });

  afterAll(async () => {
    await stage.clear();
    collector.closeAllConnections();
    collector.close();
  });

  const spans = () =>
    received.flatMap(({ resourceSpans }) =>
      resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((of) => of.spans)),
    );
  const spansOf = (traceId: string) => spans().filter((span) => span.traceId === traceId);
  const has = (span: Span, key: string, value: RegExp) =>
    span.attributes.some((each) => each.key === key && value.test(each.value.stringValue ?? ''));

  it("shows a write action as one trace, from the portal's request to the statements and the call to Dialogporten", async () => {
    stage.emulator.requests.clear();
    const headers = { traceparent: `00-${trace}-${parent}-01` };
    expect((await stage.count(id, { headers })).status).toBe(204);

    await until(() => spansOf(trace).some(({ kind }) => kind === server));
    await until(() => spansOf(trace).some((span) => has(span, 'http.request.method', /^PUT$/)));
    const request = spansOf(trace).find(({ kind }) => kind === server);
    expect(request).toMatchObject({ name: 'POST /tallies/{id}/count', parentSpanId: parent });
    const clients = spansOf(trace).filter(({ kind }) => kind === client);
    const statements = clients.filter(({ name }) => name.startsWith('pg'));
    const call = clients.find((span) => has(span, 'http.request.method', /^PUT$/));
    expect(statements.length).toBeGreaterThan(0);
    const calls = stage.emulator.requests.list().filter(({ method }) => method === 'PUT');
    expect(calls.map(({ traceparent }) => traceparent)).toEqual([`00-${trace}-${call!.spanId}-01`]);
  });

  it('logs the trace of its spans, also where the caller brought none', async () => {
    const refused = await stage.count(id, { token: 'x' });
    const { traceId } = (await refused.json()) as { traceId: string };

    await until(() => spansOf(traceId).some(({ kind }) => kind === server));
    const [service] = stage.services;
    await until(() => service!.log.join('').includes(`"traceId":"${traceId}"`));
  });

  it('says of which service they are, and nothing of who it was', () => {
    const [{ resource }] = received[0]!.resourceSpans as [ExportRequest['resourceSpans'][0]];
    expect(resource.attributes).toEqual(
      expect.arrayContaining([
        { key: 'service.name', value: { stringValue: 'dialogporten-serviceprovider' } },
        { key: 'service.version', value: { stringValue: expect.stringMatching(/^\d/) } },
      ]),
    );
    const sent = JSON.stringify(received);
    expect(sent).not.toContain(tallyKeeper.split(':').at(-1));
    for (const name of ['client.address', 'url.query', 'eyJ']) expect(sent).not.toContain(name);
  });
});
