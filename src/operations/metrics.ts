import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { KeySet } from '../dialog-token/index.js';
import { DeadLetters } from '../delivery/dead-letters.js';
import { Deliveries } from '../delivery/deliveries.js';
import { type Backlog, Outbox } from '../delivery/outbox.js';

const buckets = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** What is measured, for Prometheus. No label holds anything about a person: routes, methods, statuses and outcomes only. */
@Injectable()
export class Metrics {
  private readonly registry = new Registry();
  private readonly requests = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'How long requests took, by route and status',
    labelNames: ['method', 'route', 'status'],
    buckets,
    registers: [this.registry],
  });
  private readonly attempts = new Histogram({
    name: 'dialog_delivery_attempt_duration_seconds',
    help: 'How long attempts to deliver a dialog to Dialogporten took, by outcome',
    labelNames: ['outcome'],
    buckets,
    registers: [this.registry],
  });
  private readonly rejections = new Counter({
    name: 'dialog_changes_rejected_total',
    help: 'Changes that Dialogporten rejected',
    registers: [this.registry],
  });
  /** One question to the database answers several gauges. */
  private backlog: Promise<Backlog> | undefined;

  constructor(
    private readonly outbox: Outbox,
    letters: DeadLetters,
    keys: KeySet,
    deliveries: Deliveries,
  ) {
    collectDefaultMetrics({ register: this.registry });
    this.gauge('dialog_token_keys_ready', 'Whether dialog tokens can be verified', () => Number(keys.ready));
    this.gauge('dialogporten_circuit_open', 'Whether deliveries have stopped, but for probes', () =>
      Number(deliveries.circuit.isOpen),
    );
    this.gauge('dialogporten_credentials_refused', 'Whether they have because our credentials are refused', () =>
      Number(deliveries.circuit.reason === 'refused'),
    );
    this.gauge(
      'dialog_changes_waiting',
      'Dialogs whose newest version Dialogporten does not have yet; counted up to 100,000',
      async () => (await this.readBacklog()).waiting,
    );
    this.gauge(
      'dialog_changes_oldest_waiting_seconds',
      'How long the oldest of them has waited',
      async () => (await this.readBacklog()).oldestSeconds,
    );
    this.gauge('dialog_changes_dead_letters', 'Rejected changes that nobody has redriven yet', () => letters.count());
    deliveries.onAttempt = (outcome, seconds) => {
      this.attempts.observe({ outcome }, seconds);
      if (outcome === 'rejected') this.rejections.inc();
    };
  }

  /** Counts a request that has been answered. */
  observeRequest(method: string, route: string, status: number, seconds: number): void {
    this.requests.observe({ method, route, status }, seconds);
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  /** Everything, in Prometheus' text format. */
  exposition(): Promise<string> {
    return this.registry.metrics();
  }

  private readBacklog(): Promise<Backlog> {
    this.backlog ??= this.outbox.backlog().finally(() => {
      this.backlog = undefined;
    });
    return this.backlog;
  }

  /** What cannot be read just now, because the database is away, is shown as not a number. */
  private gauge(name: string, help: string, read: () => number | Promise<number>): void {
    const gauge = new Gauge({
      name,
      help,
      registers: [],
      async collect() {
        this.set(await Promise.resolve(read()).catch(() => Number.NaN));
      },
    });
    this.registry.registerMetric(gauge);
  }
}
