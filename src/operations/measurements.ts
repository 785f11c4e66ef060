import { Injectable } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { Database } from '../database/database.js';
import { DeadLetters } from '../redrive/dead-letters.js';
import { type AttemptOutcome, Attempts } from '../delivery/attempts.js';
import { FailingDialogs } from '../redrive/failing-dialogs.js';
import { type Backlog, Outbox } from '../delivery/outbox.js';
import { DialogTokenVerifier, ed25519Implementation, KeySet } from 'nestjs-dialog-token';
import { DialogportenClient } from '../dialogporten/dialogporten-client.js';
import { type EffectBacklog, EffectQueue } from '../effects/effect-queue.js';
import { EffectRunner } from '../effects/effect-runner.js';
import { EventInbox } from '../events/event-inbox.js';
import { buildInfo } from '../logging/logger.js';
import { Metrics } from './metrics.js';
import { WriteProbe } from './write-probe.js';

const stops = ['clock-differs', 'credentials-refused', 'dialogporten-away'] as const;

/** Feeds {@link Metrics} with everything but requests: the counts of the other modules are read at each scrape. */
@Injectable()
export class Measurements {
  /** One question to the database answers several gauges. */
  private backlog: Promise<Backlog> | undefined;
  private effectBacklog: Promise<EffectBacklog> | undefined;

  constructor(
    private readonly metrics: Metrics,
    private readonly outbox: Outbox,
    letters: DeadLetters,
    failing: FailingDialogs,
    keys: KeySet,
    verifier: DialogTokenVerifier,
    deliveries: Attempts,
    private readonly effectQueue: EffectQueue,
    effects: EffectRunner,
    events: EventInbox,
    dialogporten: DialogportenClient,
    database: Database,
    writes: WriteProbe,
    { BUILD_COMMIT }: Settings,
  ) {
    this.ofTokens(keys, verifier);
    this.ofDeliveries(deliveries, dialogporten);
    this.ofOutbox(letters, failing);
    this.ofEffects(effects);
    metrics.counters('events_total', 'Events of Altinn Events, by what became of them', 'result', () => events.counts);
    this.ofDatabase(database, writes);
    metrics.gauges('serviceprovider_build_info', 'What runs; always 1', () => [
      [{ version: buildInfo.version, commit: BUILD_COMMIT ?? '', node: process.version }, 1],
    ]);
  }

  private ofTokens(keys: KeySet, verifier: DialogTokenVerifier): void {
    const { metrics } = this;
    metrics.gauge('dialog_token_keys_ready', 'Whether dialog tokens can be verified', () => Number(keys.ready));
    metrics.gauge('dialog_token_keys_age_seconds', "How long ago Dialogporten's keys were fetched", () =>
      keys.fetchedAt === undefined ? Number.NaN : (Date.now() - keys.fetchedAt.getTime()) / 1000,
    );
    metrics.gauges('dialog_token_verifier_info', 'The library that verifies signatures; always 1', () => [
      [{ library: ed25519Implementation.name }, 1],
    ]);
    metrics.counters('dialog_token_verifications_total', 'Dialog tokens that were verified', 'outcome', () => {
      const { accepted, refused, unavailable } = verifier.counts;
      return { accepted, refused, unavailable };
    });
    metrics.counters('dialog_token_cache_lookups_total', 'Whether they had been verified before', 'result', () => {
      return { hit: verifier.counts.remembered, miss: verifier.counts.anew };
    });
    metrics.gauge('dialog_token_cache_entries', 'Verified dialog tokens that are remembered', () => {
      return verifier.counts.cacheEntries;
    });
    metrics.gauge('dialog_token_cache_bytes', 'The memory that they take, as near as it can be told', () => {
      return verifier.counts.cacheBytes;
    });
  }

  private ofDeliveries(deliveries: Attempts, dialogporten: DialogportenClient): void {
    const { metrics } = this;
    const attempts = metrics.histogram({
      name: 'dialog_delivery_attempt_duration_seconds',
      help: 'How long attempts to deliver a dialog to Dialogporten took, by outcome',
      labelNames: ['outcome'],
    });
    const calls = metrics.histogram({
      name: 'dialogporten_call_duration_seconds',
      help: 'How long calls to Dialogporten took, by operation and status; none: there was no answer',
      labelNames: ['operation', 'status'],
    });
    let rejected = 0;
    deliveries.onAttempt = (outcome: AttemptOutcome, seconds) => {
      attempts.series({ outcome }).observe(seconds);
      if (outcome === 'rejected') rejected += 1;
    };
    dialogporten.onCall = (operation, status, seconds) => {
      calls.series({ operation, status: String(status ?? 'none') }).observe(seconds);
    };
    metrics.counter('dialog_changes_rejected_total', 'Changes that Dialogporten rejected', () => rejected);
    metrics.gauge('dialog_deliveries_in_progress', 'Dialogs that this process is delivering', () => {
      return deliveries.inProgressFor(0).length;
    });
    metrics.gauges('dialog_deliveries_stopped', 'Whether nothing is delivered but probes, by the reason', () =>
      stops.map((reason) => [{ reason }, Number(deliveries.stoppedBy === reason)]),
    );
    metrics.gauge('dialog_deliveries_unreadable', 'Whether dialogs wait that no replica can read, for minutes', () =>
      Number(deliveries.hasUnreadable),
    );
    metrics.gauge('dialogporten_circuit_open', 'Whether deliveries have stopped, but for probes', () =>
      Number(deliveries.circuit.isOpen),
    );
    metrics.gauge('dialogporten_credentials_refused', 'Whether they have because our credentials are refused', () =>
      Number(deliveries.circuit.reason === 'refused'),
    );
  }

  private ofOutbox(letters: DeadLetters, failing: FailingDialogs): void {
    const { metrics } = this;
    metrics.gauge(
      'dialog_changes_waiting',
      'Dialogs whose newest version Dialogporten does not have yet; counted up to 100,000',
      async () => (await this.readBacklog()).waiting,
    );
    metrics.gauge(
      'dialog_changes_oldest_waiting_seconds',
      'How long the oldest of them has waited',
      async () => (await this.readBacklog()).oldestSeconds,
    );
    metrics.gauge(
      'dialog_changes_dead_letters',
      'Rejected changes that have not been redriven; counted up to 5,000',
      () => letters.count(),
    );
    metrics.gauge(
      'dialog_changes_failing',
      'Dialogs that have failed five times in a row or more, and are tried again',
      () => failing.count(),
    );
  }

  private ofEffects({ counts }: EffectRunner): void {
    const { metrics } = this;
    const backlog = (member: keyof EffectBacklog) => async () => (await this.readEffectBacklog())[member];
    metrics.counters(
      'dialog_effects_total',
      'Attempts to make an effect of a change, by how they ended',
      'result',
      () => counts,
    );
    metrics.gauge('dialog_effects_due', 'Effects that are due and not made yet; counted up to 100,000', backlog('due'));
    metrics.gauge(
      'dialog_effects_oldest_due_seconds',
      'How long the oldest of them has been due',
      backlog('oldestSeconds'),
    );
    metrics.gauge('dialog_effects_refused', 'Effects that their handlers have refused to make', backlog('refused'));
  }

  private ofDatabase(database: Database, writes: WriteProbe): void {
    const { metrics } = this;
    metrics.gauges('database_connections', 'Connections to the database, by whether they are in use', () => {
      const { open, idle } = database.connectionCounts;
      return [
        [{ state: 'used' }, open - idle],
        [{ state: 'idle' }, idle],
      ];
    });
    metrics.gauge('database_connection_waiters', 'Pieces of work that wait for a connection', () => {
      return database.connectionCounts.waiting;
    });
    metrics.gauge('database_takes_writes', 'Whether changes can be stored', async () =>
      Number(await writes.takesWrites()),
    );
    metrics.counters('database_failures_total', 'Work on the database that failed', 'kind', () => database.failures);
  }

  private readEffectBacklog(): Promise<EffectBacklog> {
    this.effectBacklog ??= this.effectQueue.backlog().finally(() => {
      this.effectBacklog = undefined;
    });
    return this.effectBacklog;
  }

  private readBacklog(): Promise<Backlog> {
    this.backlog ??= this.outbox.backlog().finally(() => {
      this.backlog = undefined;
    });
    return this.backlog;
  }
}
