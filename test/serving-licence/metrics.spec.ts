import { describe, expect, it } from '@jest/globals';
import { pathOf } from '../support/delivery-stage.js';
import { manager, sharedStage } from './support/durable-stage.js';
import { until } from '../support/until.js';

const identityNumber = manager.split(':').at(-1)!;

/** One line of Prometheus' text format. */
interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

function samplesIn(exposition: string): Sample[] {
  return exposition
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, name = '', inBraces = '', value] = /^([a-z_0-9]+)(?:\{(.*)\})? (\S+)$/i.exec(line) ?? [];
      const labels = [...inBraces.matchAll(/([a-z_]+)="((?:[^"\\]|\\.)*)"/gi)];
      return { name, labels: Object.fromEntries(labels.map(([, key, text]) => [key, text])), value: Number(value) };
    });
}

describe('what is measured', () => {
  const stage = sharedStage();

  async function requests(): Promise<Sample[]> {
    return samplesIn(await stage().metrics()).filter(({ name }) => name === 'http_request_duration_seconds_count');
  }

  it('is offered in the format that Prometheus reads, with an explanation of each metric, and not to be kept', async () => {
    const answer = await fetch(`${stage().service.url}/metrics`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('Content-Type')).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(answer.headers.get('Cache-Control')).toBe('no-store');
    const exposition = await answer.text();
    for (const [name, type] of [
      ['http_request_duration_seconds', 'histogram'],
      ['http_problems_total', 'counter'],
      ['dialog_token_keys_ready', 'gauge'],
      ['dialog_token_keys_age_seconds', 'gauge'],
      ['dialog_token_verifications_total', 'counter'],
      ['dialog_token_verifier_info', 'gauge'],
      ['dialog_token_cache_lookups_total', 'counter'],
      ['dialog_token_cache_entries', 'gauge'],
      ['dialog_token_cache_bytes', 'gauge'],
      ['dialogporten_call_duration_seconds', 'histogram'],
      ['dialog_deliveries_in_progress', 'gauge'],
      ['dialog_deliveries_stopped', 'gauge'],
      ['database_connections', 'gauge'],
      ['database_connection_waiters', 'gauge'],
      ['database_failures_total', 'counter'],
      ['database_takes_writes', 'gauge'],
      ['serviceprovider_build_info', 'gauge'],
      ['dialogporten_circuit_open', 'gauge'],
      ['dialogporten_credentials_refused', 'gauge'],
      ['dialog_delivery_attempt_duration_seconds', 'histogram'],
      ['dialog_changes_waiting', 'gauge'],
      ['dialog_changes_oldest_waiting_seconds', 'gauge'],
      ['dialog_changes_dead_letters', 'gauge'],
      ['dialog_changes_failing', 'gauge'],
      ['dialog_deliveries_unreadable', 'gauge'],
      ['dialog_changes_rejected_total', 'counter'],
      ['dialog_effects_total', 'counter'],
      ['dialog_effects_due', 'gauge'],
      ['dialog_effects_oldest_due_seconds', 'gauge'],
      ['dialog_effects_refused', 'gauge'],
      ['events_total', 'counter'],
      ['process_resident_memory_bytes', 'gauge'],
      ['nodejs_eventloop_lag_seconds', 'gauge'],
    ]) {
      expect(exposition).toContain(`# TYPE ${name} ${type}\n`);
      expect(exposition).toMatch(new RegExp(`# HELP ${name} \\S`));
    }
    expect(samplesIn(exposition).filter(({ value }) => Number.isNaN(value))).toEqual([]);
  });

  it('is every request by its route, method and status, and nothing about who it was', async () => {
    const id = await stage().dialogAfter('confirm');
    await stage().parties.embed(id, stage().token(id));
    await stage().press('confirm', id, 'not-a-token');
    await fetch(`${stage().service.url}/people/${identityNumber}?p=${manager}`);
    await fetch(`${stage().service.url}/dialogs/${identityNumber}/actions/${identityNumber}`, { method: 'POST' });
    await fetch(`${stage().service.url}/dialogs/${id}/actions/confirm`, { method: 'OPTIONS' });

    // A request is counted right after its answer is sent.
    await until(async () => (await requests()).some(({ labels }) => labels['status'] === '401'));
    const counted = (await requests()).map(
      ({ labels }) => `${labels['method']} ${labels['route']} ${labels['status']}`,
    );

    expect(counted).toEqual(
      expect.arrayContaining([
        'POST /service-owner/dialogs 201',
        'POST /dialogs/:dialogId/actions/confirm 204',
        'POST /dialogs/:dialogId/actions/confirm 401',
        'GET /embeds/dialogs/:dialogId 200',
        'GET /metrics 200',
      ]),
    );
    const exposition = await stage().metrics();
    for (const personal of [identityNumber, id, 'urn:altinn']) expect(exposition).not.toContain(personal);
    for (const { labels } of samplesIn(exposition)) {
      for (const value of Object.values(labels)) expect(value).not.toMatch(/\d{9}|[0-9a-f]{8}-/);
    }
  });

  it('is how long they took, in buckets that add up', async () => {
    const id = await stage().dialogAfter();
    await stage().parties.embed(id, stage().token(id));
    await until(async () => (await requests()).some(({ labels }) => labels['route'] === '/embeds/dialogs/:dialogId'));
    const samples = samplesIn(await stage().metrics()).filter(
      ({ labels }) => labels['route'] === '/embeds/dialogs/:dialogId' && labels['status'] === '200',
    );
    const buckets = samples.filter(({ name }) => name === 'http_request_duration_seconds_bucket');
    const of = (name: string) => samples.find((sample) => sample.name === name)!.value;

    expect(buckets.map(({ labels }) => Number(labels['le'] === '+Inf' ? Infinity : labels['le']))).toEqual([
      0.001,
      0.005,
      0.01,
      0.025,
      0.05,
      0.1,
      0.25,
      0.5,
      1,
      2.5,
      5,
      10,
      Infinity,
    ]);
    const counts = buckets.map(({ value }) => value);
    expect(counts).toEqual(counts.toSorted((a, b) => a - b));
    expect(counts.at(-1)).toBe(of('http_request_duration_seconds_count'));
    expect(of('http_request_duration_seconds_sum')).toBeGreaterThan(0);
  });

  it('is every refusal by the name of its problem, every verification, and whether it was remembered', async () => {
    const id = await stage().dialogAfter();
    const count = async (name: string, labels: Record<string, string>) => {
      const samples = samplesIn(await stage().metrics());
      return samples.find((sample) => sample.name === name && JSON.stringify(sample.labels) === JSON.stringify(labels))!
        .value;
    };
    const of = async () => ({
      invalid: await count('http_problems_total', { problem: 'invalid-token' }),
      conflict: await count('http_problems_total', { problem: 'conflict' }),
      accepted: await count('dialog_token_verifications_total', { outcome: 'accepted' }),
      refused: await count('dialog_token_verifications_total', { outcome: 'refused' }),
      hits: await count('dialog_token_cache_lookups_total', { result: 'hit' }),
      misses: await count('dialog_token_cache_lookups_total', { result: 'miss' }),
    });
    const before = await of();
    const token = stage().token(id);

    for (let turn = 0; turn < 3; turn += 1) await stage().parties.embed(id, token);
    await stage().press('sign', id, stage().token(id));
    await stage().press('confirm', id, `${token.slice(0, -10)}AAAAAAAAAA`);
    await until(async () => (await of()).invalid > before.invalid);

    expect(await of()).toEqual({
      invalid: before.invalid + 1,
      conflict: before.conflict + 1,
      accepted: before.accepted + 4,
      refused: before.refused + 1,
      hits: before.hits + 2,
      misses: before.misses + 3,
    });
    expect(await stage().metric('dialog_token_cache_entries')).toBeGreaterThan(1);
    expect(await stage().metric('dialog_token_cache_bytes')).toBeGreaterThan(2_000);
  });

  it('is every call to Dialogporten, the connections to the database, and what runs', async () => {
    await stage().dialogAfter('confirm');
    await stage().untilQuiet();
    const samples = samplesIn(await stage().metrics());
    const labelsOf = (name: string) => samples.filter((sample) => sample.name === name).map(({ labels }) => labels);

    expect(labelsOf('dialogporten_call_duration_seconds_count')).toEqual(
      expect.arrayContaining([
        { operation: 'create', status: '201' },
        { operation: 'replace', status: '204' },
      ]),
    );
    expect(labelsOf('dialog_deliveries_stopped')).toEqual([
      { reason: 'clock-differs' },
      { reason: 'credentials-refused' },
      { reason: 'dialogporten-away' },
    ]);
    expect(samples.filter(({ name }) => name === 'database_connections').map(({ value }) => value)).toEqual([
      expect.any(Number),
      expect.any(Number),
    ]);
    expect(labelsOf('serviceprovider_build_info')).toEqual([
      { version: expect.stringMatching(/^\d/), commit: '', node: process.version },
    ]);
    expect(await stage().metric('dialog_token_keys_age_seconds')).toBeLessThan(3_600);
  });

  it('does not grow with the addresses that are tried', async () => {
    const routes = async () => new Set((await requests()).map(({ labels }) => labels['route']));
    await fetch(`${stage().service.url}/nothing-here`);
    await until(async () => (await requests()).some(({ labels }) => labels['status'] === '404'));
    const before = await routes();
    for (let attempt = 0; attempt < 20; attempt++) await fetch(`${stage().service.url}/nothing-here/${attempt}`);
    expect(await routes()).toEqual(before);
  });

  it('is how many changes wait for Dialogporten, and the oldest for how long, until none does', async () => {
    const ids = [await stage().dialogAfter(), await stage().dialogAfter()];
    await stage().untilQuiet();
    expect(await stage().metric('dialog_changes_oldest_waiting_seconds')).toBe(0);
    stage().strike(...ids.map((id) => ({ match: pathOf(id), absent: true as const })));

    for (const id of ids) expect((await stage().press('confirm', id)).status).toBe(202);
    expect((await stage().press('submit', ids[0]!)).status).toBe(202);

    expect(await stage().metric('dialog_changes_waiting')).toBe(2);
    const age = await stage().metric('dialog_changes_oldest_waiting_seconds');
    expect(age).toBeGreaterThan(0);
    await until(async () => (await stage().metric('dialog_changes_oldest_waiting_seconds')) > age + 0.1);
    await until(async () => {
      await stage().passTime();
      return (await stage().metric('dialogporten_circuit_open')) === 1;
    });

    stage().emulator.faults.clear();
    await stage().soonQuiet();
    expect(await stage().metric('dialog_changes_oldest_waiting_seconds')).toBe(0);
    await until(async () => (await stage().metric('dialogporten_circuit_open')) === 0);
  });

  it('is the age of the opening, where that is what waits, however old its dialog is', async () => {
    const id = await stage().dialogAfter('confirm', 'submit');
    await stage().untilQuiet();
    await stage().sql("UPDATE dialogs SET changed_at = now() - interval '40 days' WHERE id = $1", [id]);
    stage().strike({ match: pathOf(id), absent: true });

    await stage().fetchEmbed(id, stage().there(id).transmissions[0]!.id);

    await until(async () => (await stage().metric('dialog_changes_waiting')) === 1);
    expect(await stage().metric('dialog_changes_oldest_waiting_seconds')).toBeLessThan(60);
    expect(await stage().readiness()).toMatchObject({ status: 200, report: { status: 'ready' } });
  });
});

describe('readiness', () => {
  const stage = sharedStage();

  it('is degraded, and still ready for requests, while a change has waited for too long', async () => {
    const checks = { keys: 'ok', database: 'ok' };
    const id = await stage().dialogAfter();
    expect(await stage().readiness()).toEqual({
      status: 200,
      report: { status: 'ready', checks: { ...checks, changes: 'ok' } },
    });
    stage().strike({ match: pathOf(id), absent: true });
    expect((await stage().press('confirm', id)).status).toBe(202);
    expect(await stage().readiness()).toMatchObject({ report: { status: 'ready' } });

    await stage().sql("UPDATE dialogs SET undelivered_since = now() - interval '1 hour' WHERE id = $1", [id]);

    expect(await stage().readiness()).toEqual({
      status: 200,
      report: { status: 'degraded', checks: { ...checks, changes: 'late' } },
    });
    expect(await stage().metric('dialog_changes_oldest_waiting_seconds')).toBeGreaterThan(3_599);
    expect((await stage().parties.embed(id, stage().token(id))).status).toBe(200);
    stage().emulator.faults.clear();
    await stage().soonQuiet();
    expect(await stage().readiness()).toMatchObject({ status: 200, report: { status: 'ready' } });
  });
});
