import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Metric } from '../contract/metric.ts';
import {
  type MetricLabels,
  type MetricNameOf,
  type MetricValue,
  metrics as table,
} from '../contract/metrics.ts';

/** The Prometheus metrics of this process: those of contract/metrics.ts, and the default metrics of Node. */
export interface Metrics {
  /** A number that goes up and down; `read` is called at every scrape. */
  gauge<Name extends MetricNameOf<'gauge'>>(name: Name, read: () => MetricValue<Name>): void;
  /** A number that only goes up since the start of the process; `read` is called at every scrape. */
  counter<Name extends MetricNameOf<'counter'>>(name: Name, read: () => MetricValue<Name>): void;
  /** Call the result to record a measurement. */
  histogram<Name extends MetricNameOf<'histogram'>>(name: Name): Observe<Name>;
  /** Prometheus text. */
  text(): Promise<string>;
  readonly contentType: string;
}

export type Observe<Name extends MetricNameOf<'histogram'>> = (
  labels: MetricLabels<Name>,
  value: number,
) => void;

type Reading = number | null | readonly (readonly [Readonly<Record<string, string>>, number])[];

/** `process` becomes a label of every series, to distinguish the processes. */
export function createMetrics(process: string): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ process });
  collectDefaultMetrics({ register: registry });
  const metricOptions = (name: string, { description, labels }: Metric) => ({
    name,
    help: description,
    labelNames: [...labels],
    registers: [registry],
  });

  return {
    gauge(name, read) {
      const gauge = new Gauge({
        ...metricOptions(name, table[name]),
        collect() {
          const reading = read();
          gauge.reset();
          // An unknown value has no series: 0 would be taken for a measurement.
          if (reading === null) gauge.remove();
          for (const [labels, value] of toSamples(reading)) gauge.set(labels, value);
        },
      });
    },
    counter(name, read) {
      const counter = new Counter({
        ...metricOptions(name, table[name]),
        collect() {
          counter.reset();
          for (const [labels, value] of toSamples(read())) counter.inc(labels, value);
        },
      });
    },
    histogram(name) {
      const { buckets, ...metric } = table[name];
      const histogram = new Histogram({ ...metricOptions(name, metric), buckets: [...buckets] });
      // Looking up a series by its labels costs twice as much as observing.
      const series = new Map<string, ReturnType<typeof histogram.labels>>();
      return (labels, value) => {
        const key = JSON.stringify(labels);
        const found = series.get(key) ?? histogram.labels(labels);
        series.set(key, found);
        found.observe(value);
      };
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}

function toSamples(reading: Reading): Exclude<Reading, number | null> {
  if (typeof reading === 'number') return [[{}, reading]];
  return reading ?? [];
}
