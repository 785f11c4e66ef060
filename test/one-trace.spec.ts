import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { buildInfo } from '../src/logging/logger.js';
import { problemIn } from './support/problems.js';
import type { TestService } from './support/service.js';
import { TallyStage } from './tally/tally-stage.js';
import { until } from './support/until.js';

const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
const traceparent = `00-${trace}-00f067aa0ba902b7-01`;

describe('one trace id', () => {
  let stage: TallyStage;
  let service: TestService;
  let id: string;

  beforeAll(async () => {
    stage = await TallyStage.set();
    service = await stage.addService();
    id = await stage.open();
    await stage.untilDelivered(id);
  });
  afterAll(() => stage.clear());
  beforeEach(() => stage.emulator.requests.clear());

  const lines = () => service.log.map((line) => JSON.parse(line) as Record<string, unknown>);
  const linesOf = (msg: string) => lines().filter((line) => line['msg'] === msg);
  /** Traces of the calls to Dialogporten about that dialog. */
  const traceparents = (dialogId = id) =>
    stage.emulator.requests.list().flatMap((request) => {
      return request.path.endsWith(`/dialogs/${dialogId}`) ? [String(request.traceparent)] : [];
    });

  it("is the caller's, from its request to the call to Dialogporten that the request causes, with a span of our own", async () => {
    expect((await stage.count(id, { headers: { traceparent } })).status).toBe(204);

    expect(traceparents()).toEqual([expect.stringMatching(new RegExp(`^00-${trace}-[0-9a-f]{16}-01$`))]);
    expect(traceparents()[0]).not.toBe(traceparent);
    await until(() => linesOf('request').some(({ traceId }) => traceId === trace));
  });

  it('is made where the caller has none, or one that is malformed', async () => {
    await stage.count(id);
    await stage.count(id, { headers: { traceparent: traceparent.toUpperCase() } });

    const [first, second] = traceparents().map((sent) => sent.split('-')[1]);
    for (const made of [first, second]) expect(made).toMatch(/^[0-9a-f]{32}$/);
    expect(second).not.toBe(first);
    expect([first, second]).not.toContain(trace);
  });

  it('is kept by the report of an opening, which no request waits for, and by all calls of one change', async () => {
    const closed = await stage.open();
    await stage.asServiceOwner('POST', `/service-owner/tallies/${closed}/close`, undefined, {
      headers: { traceparent },
    });
    const report = stage.emulator.dialogs.get(closed)!.transmissions[0]!.id;
    stage.emulator.requests.clear();

    const token = stage.token(closed);
    const url = `${service.url}/tallies/${closed}/reports/${report}`;
    const opened = await fetch(url, { headers: { Authorization: `Bearer ${token}`, traceparent } });
    expect(opened.status).toBe(200);
    await until(() => traceparents(closed).length > 0);
    expect((await stage.count(closed, { token: stage.token(closed), headers: { traceparent } })).status).toBe(409);

    for (const sent of traceparents(closed)) expect(sent).toContain(trace);
  });

  it('is in the problem document, in the line of the refusal, and in the line of the request, with its route', async () => {
    const forged = `${stage.token(id).slice(0, -10)}AAAAAAAAAA`;
    const refused = await stage.count(id, {
      token: forged,
      headers: { traceparent: traceparent.replace(trace, 'a'.repeat(32)) },
    });

    expect(await problemIn(refused, 401, 'invalid-token')).toMatchObject({ traceId: 'a'.repeat(32) });
    const whereabouts = { method: 'POST', route: '/tallies/:dialogId/count', traceId: 'a'.repeat(32) };
    await until(() => linesOf('request').some(({ traceId }) => traceId === whereabouts.traceId));
    expect(linesOf('request')).toContainEqual(
      expect.objectContaining({ ...whereabouts, status: 401, problem: 'invalid-token' }),
    );
    expect(linesOf('a token was refused')).toContainEqual(
      expect.objectContaining({ ...whereabouts, level: 'info', problem: 'invalid-token' }),
    );
    expect(service.log.join()).not.toContain(forged.slice(0, 40));
  });

  it('leads to the dialog, where a change is delivered later, in a trace of its own', async () => {
    stage.emulator.faults.set([{ match: `/dialogporten/api/v1/serviceowner/dialogs/${id}`, status: 503, times: 1 }]);
    const late = 'b'.repeat(32);
    const answer = await stage.count(id, { headers: { traceparent: traceparent.replace(trace, late) } });
    expect(answer.status).toBe(202);
    await stage.untilDelivered(id);

    expect(linesOf('a change is left to the outbox')).toContainEqual(
      expect.objectContaining({ dialogId: id, traceId: late, reason: expect.stringContaining('503') }),
    );
    const [first, ...later] = traceparents();
    expect(first).toContain(late);
    expect(later.length).toBeGreaterThan(0);
    for (const sent of later) expect(sent).not.toContain(late);
  });

  it('stands in lines that say of which service and version they are', () => {
    expect(lines().length).toBeGreaterThan(10);
    for (const line of lines()) expect(line).toMatchObject({ service: buildInfo.name, version: buildInfo.version });
    expect(buildInfo.version).toMatch(/^\d+\.\d+\.\d+/);
  });
});
