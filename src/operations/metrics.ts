import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { Clock } from '../config/clock.js';
import { Database } from '../database/database.js';
import { KeySet } from '../dialog-token/index.js';
import { findBacklog } from '../delivery/delivery.repository.js';
import { Deliveries } from '../delivery/deliveries.js';
import { Outbox } from '../delivery/outbox.js';

/** What is measured, for Prometheus. No label holds anything about a person: routes, methods and statuses only. */
@Injectable()
export class Metrics {
  private readonly registry = new Registry();
  private readonly durations = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'How long requests took, by route and status',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [this.registry],
  });

  constructor(
    private readonly clock: Clock,
    private readonly database: Database,
    keys: KeySet,
    deliveries: Deliveries,
    outbox: Outbox,
  ) {
    collectDefaultMetrics({ register: this.registry });
    this.gauge('dialog_token_keys_ready', 'Whether dialog tokens can be verified', () => Number(keys.ready));
    this.gauge('dialogporten_circuit_open', 'Whether Dialogporten is taken to be away', () =>
      Number(deliveries.circuit.isOpen),
    );
    this.gauge('dialog_changes_waiting', 'Dialogs whose newest version Dialogporten does not have yet', async () => {
      const { waiting } = await this.database.run(findBacklog);
      return waiting;
    });
    this.gauge('dialog_changes_oldest_waiting_seconds', 'How long the oldest of them has waited', async () => {
      const { oldest } = await this.database.run(findBacklog);
      return oldest === undefined ? 0 : (this.clock.now().getTime() - oldest.getTime()) / 1000;
    });
    this.gauge('dialog_changes_dead_letters', 'Rejected changes that nobody has redriven yet', async () => {
      const letters = await outbox.deadLetters();
      return letters.length;
    });
    this.registry.registerMetric(
      new Counter({
        name: 'dialog_changes_rejected_total',
        help: 'Changes that Dialogporten rejected',
        registers: [],
        collect() {
          this.reset();
          this.inc(deliveries.rejections);
        },
      }),
    );
  }

  /** Counts a request that has been answered. */
  observeRequest(method: string, route: string, status: number, seconds: number): void {
    this.durations.observe({ method, route, status }, seconds);
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  /** Everything, in Prometheus' text format. */
  exposition(): Promise<string> {
    return this.registry.metrics();
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
