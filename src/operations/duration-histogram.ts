import { Histogram } from 'prom-client';

/** In seconds. */
const upperBounds = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** The durations of what has the same labels. */
export class DurationSeries {
  /** By upper bound; the last one is for what took longer than all of them. */
  readonly counts = new Float64Array(upperBounds.length + 1);
  sum = 0;

  observe(seconds: number): void {
    let bucket = 0;
    while (bucket < upperBounds.length && seconds > upperBounds[bucket]!) bucket += 1;
    this.counts[bucket]! += 1;
    this.sum += seconds;
  }
}

/** The form of a histogram in prom-client's registry. */
type Exposed<Label extends string> = Awaited<ReturnType<Histogram<Label>['get']>>;

interface Sample {
  readonly metricName: string;
  readonly labels: Record<string, string | number>;
  readonly value: number;
}

/**
 * A histogram of durations, whose series are looked up by their labels once, and then only counted in. Looking them up at
 * each observation, as prom-client's own does, takes a microsecond: a twentieth of what a request does.
 */
export class DurationHistogram<Label extends string> extends Histogram<Label> {
  private readonly seriesByLabels = new Map<
    string,
    { readonly labels: Record<Label, string>; series: DurationSeries }
  >();

  constructor(
    private readonly metric: { readonly name: string; readonly help: string; readonly labelNames: readonly Label[] },
  ) {
    super({ ...metric, labelNames: [...metric.labelNames], registers: [] });
  }

  /** The series of these labels: keep it. */
  series(labels: Record<Label, string>): DurationSeries {
    const key = JSON.stringify(this.metric.labelNames.map((name) => labels[name]));
    const known = this.seriesByLabels.get(key);
    if (known !== undefined) return known.series;
    const series = new DurationSeries();
    this.seriesByLabels.set(key, { labels, series });
    return series;
  }

  /** Called by the registry. */
  override async get(): Promise<Exposed<Label>> {
    const values = [...this.seriesByLabels.values()].flatMap(({ labels, series }) => this.samplesOf(labels, series));
    const { name, help } = this.metric;
    return { name, help, type: 'histogram', aggregator: 'sum', values } as object as Exposed<Label>;
  }

  /** Called by the registry to write it as text. */
  getForPromString(): Promise<Exposed<Label>> {
    return this.get();
  }

  private samplesOf(labels: Record<Label, string>, { counts, sum }: DurationSeries): Sample[] {
    const { name } = this.metric;
    let count = 0;
    const buckets = Array.from(counts, (observed, bucket) => {
      count += observed;
      const le = upperBounds[bucket] ?? '+Inf';
      return { metricName: `${name}_bucket`, labels: { ...labels, le }, value: count };
    });
    return [
      ...buckets,
      { metricName: `${name}_sum`, labels, value: sum },
      { metricName: `${name}_count`, labels, value: count },
    ];
  }
}
