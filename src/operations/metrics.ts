import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import { type ProblemName, problemNames } from '../http/problem-kinds.js';
import { DurationHistogram, type DurationSeries } from './duration-histogram.js';

/** Metrics for Prometheus. No label holds anything about a person: routes, methods, statuses and outcomes only. */
@Injectable()
export class Metrics {
  private readonly registry = new Registry();
  private readonly requests = this.histogram({
    name: 'http_request_duration_seconds',
    help: 'How long requests took, by route and status',
    labelNames: ['method', 'route', 'status'],
  });
  private readonly requestSeries = new Map<string, Map<string, Map<number, DurationSeries>>>();
  private readonly problems = Object.fromEntries(problemNames().map((name) => [name, 0])) as Record<
    ProblemName,
    number
  >;

  constructor() {
    collectDefaultMetrics({ register: this.registry });
    const help = 'Requests that were refused or failed, by the name of the problem';
    this.counters('http_problems_total', help, 'problem', () => this.problems);
  }

  /** Counts a request that has been answered. */
  observeRequest(method: string, route: string, status: number, seconds: number): void {
    const known = this.requestSeries.get(method)?.get(route)?.get(status);
    (known ?? this.requestSeriesOf(method, route, status)).observe(seconds);
  }

  /** Counts a request that was refused or failed. */
  observeProblem(name: ProblemName): void {
    this.problems[name] += 1;
  }

  /** Counts a request that was refused before its route was known. */
  observeShed(method: string): void {
    this.observeRequest(method, 'none', 503, 0);
    this.observeProblem('overloaded');
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  /** Everything, in Prometheus' text format. */
  exposition(): Promise<string> {
    return this.registry.metrics();
  }

  histogram<Label extends string>(metric: ConstructorParameters<typeof DurationHistogram<Label>>[0]) {
    const histogram = new DurationHistogram<Label>(metric);
    this.registry.registerMetric(histogram as DurationHistogram<string>);
    return histogram;
  }

  /** A counter of what others count. */
  counter(name: string, help: string, read: () => number): void {
    const counter = new Counter({
      name,
      help,
      registers: [],
      collect() {
        this.reset();
        this.inc(read());
      },
    });
    this.registry.registerMetric(counter);
  }

  /** A counter of what others count, by the values of one label. */
  counters(name: string, help: string, label: string, read: () => Readonly<Record<string, number>>): void {
    const counter = new Counter({
      name,
      help,
      labelNames: [label],
      registers: [],
      collect() {
        this.reset();
        for (const [value, count] of Object.entries(read())) this.inc({ [label]: value }, count);
      },
    });
    this.registry.registerMetric(counter);
  }

  /** A value that cannot be read, because the database is away, is shown as not a number. */
  gauge(name: string, help: string, read: () => number | Promise<number>): void {
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

  /** A gauge for each value of one label, or for each combination of several. */
  gauges(
    name: string,
    help: string,
    read: () => readonly (readonly [Readonly<Record<string, string>>, number])[],
  ): void {
    const labelNames = Object.keys(read()[0]?.[0] ?? {});
    const gauge = new Gauge({
      name,
      help,
      labelNames,
      registers: [],
      collect() {
        for (const [labels, value] of read()) this.set(labels, value);
      },
    });
    this.registry.registerMetric(gauge as Gauge<string>);
  }

  private requestSeriesOf(method: string, route: string, status: number): DurationSeries {
    const ofMethod = entry(this.requestSeries, method, () => new Map<string, Map<number, DurationSeries>>());
    const ofRoute = entry(ofMethod, route, () => new Map<number, DurationSeries>());
    return entry(ofRoute, status, () => this.requests.series({ method, route, status: String(status) }));
  }
}

/** The value of a map for a key, made where there is none. */
function entry<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
