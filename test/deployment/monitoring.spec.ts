import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parser } from '@prometheus-io/lezer-promql';
import { parse } from 'yaml';
import { Page } from '../documentation/pages.js';
import { TallyStage } from '../tally/tally-stage.js';

const textOf = (file: string) => readFileSync(new URL(`../../docker/${file}`, import.meta.url), 'utf8');

interface Alert {
  readonly alert: string;
  readonly expr: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

const { groups } = parse(textOf('monitoring/alerts.yaml')) as { groups: { name: string; rules: Alert[] }[] };
const alerts = groups.flatMap(({ rules }) => rules);

interface Panel {
  readonly id: number;
  readonly title: string;
  readonly targets: readonly { readonly expr: string }[];
}

interface Dashboard {
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly { readonly name: string; readonly query: string }[] };
}

const dashboard = JSON.parse(textOf('monitoring/dashboard.json')) as Dashboard;
const variables = dashboard.templating.list.filter(({ query }) => query.startsWith('label_values'));

/** As Grafana sends it, with its own variables filled in. */
const filledIn = (expr: string) => expr.replaceAll('$__rate_interval', '5m').replaceAll(/\$\w+/g, '.*');

/** The series that an expression reads. @throws where it is no PromQL. */
function seriesIn(expr: string): string[] {
  const names: string[] = [];
  parser.parse(expr).iterate({
    enter: ({ type, from, to, node }) => {
      if (type.isError) throw new Error(`not PromQL, at ${from}: ${expr}`);
      if (type.name === 'Identifier' && node.parent?.name === 'VectorSelector') names.push(expr.slice(from, to));
    },
  });
  return names;
}

/** The labels by which an expression picks series, each with the series that it is of. */
function labelsIn(expr: string): string[] {
  const picked = [...expr.matchAll(/([a-z_]+)\{([^}]*)\}/g)];
  return picked.flatMap(([, name, matchers]) =>
    [...matchers!.matchAll(/([a-z_]+) *(?:=~|!=|!~|=)/g)].map(([, label]) => `${name} ${label}`),
  );
}

/** Those that Prometheus adds. */
const ofTheScrape = new Set(['job', 'instance']);

const expressions = [
  ...alerts.map(({ alert, expr }) => [alert, expr]),
  ...dashboard.panels.flatMap(({ title, targets }) => targets.map(({ expr }) => [title, filledIn(expr)])),
  ...variables.map(({ name, query }) => [name, /^label_values\((.*), \w+\)$/.exec(query)![1]!]),
] as [string, string][];

describe('alerts and dashboard', () => {
  let stage: TallyStage;
  /** Every series that the service has after it was used a little, and the labels of each. */
  const series = new Set<string>();
  const labelsOfSeries = new Set<string>();
  /** The name and type of every metric that it has, but for those that prom-client has for every program. */
  let metrics: string[] = [];

  beforeAll(async () => {
    stage = await TallyStage.set();
    const { url } = await stage.addService();
    await stage.count(await stage.open());
    const exposition = await (await fetch(`${url}/metrics`)).text();
    const types = [...exposition.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, type]) => `${name} ${type}`);
    metrics = types.filter((metric) => !/^(?:process|nodejs)_/.test(metric));
    for (const [, name, inBraces = ''] of exposition.matchAll(/^([a-z_0-9]+)(?:\{(.*)\})? /gm)) {
      series.add(name!);
      for (const [, label] of inBraces.matchAll(/([a-z_]+)="/g)) labelsOfSeries.add(`${name} ${label}`);
    }
  });
  afterAll(() => stage.clear());

  it.each(expressions)('%s is PromQL, of what the service measures', (_name, expr) => {
    const read = seriesIn(expr);
    expect(read).not.toEqual([]);
    expect(read.filter((name) => !series.has(name))).toEqual([]);
    const unknown = labelsIn(expr).filter(
      (label) => !labelsOfSeries.has(label) && !ofTheScrape.has(label.split(' ')[1]!),
    );
    expect(unknown).toEqual([]);
  });

  it('are of metrics that the page of operations explains, as it does all others', () => {
    const explained = new Page('docs/operations.md').rows('Metrics').map(([name, type]) => `${name} ${type}`);
    expect(explained.toSorted()).toEqual(metrics.toSorted());
  });

  it('say what is wrong and what to do, and how bad it is', () => {
    for (const { annotations, labels } of alerts) {
      expect(Object.keys(annotations)).toEqual(['summary', 'description']);
      expect(['critical', 'warning']).toContain(labels['severity']);
    }
  });

  it('have names and places of their own', () => {
    const names = alerts.map(({ alert }) => alert);
    expect(new Set(names).size).toBe(names.length);
    const ids = dashboard.panels.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('would be found out if they were no PromQL', () => {
    expect(() => seriesIn('sum by (le (rate(x[5m]))')).toThrow('not PromQL');
    expect(() => seriesIn('max(dialog_changes_waiting) >')).toThrow('not PromQL');
  });
});
