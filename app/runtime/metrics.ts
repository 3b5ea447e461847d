import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import {
  type Metric,
  type MetricLabels,
  type MetricNameOf,
  type MetricValue,
  metrics as table,
} from '../contract/metrics.ts';

/** What this process tells Prometheus: what stands in the table of contract/metrics.ts, and what the runtime says. */
export interface Metrics {
  /** A number that goes up and down; `read` is called when somebody asks. */
  gauge<Name extends MetricNameOf<'gauge'>>(name: Name, read: () => MetricValue<Name>): void;
  /** A number that only goes up since the start of the process. */
  counter<Name extends MetricNameOf<'counter'>>(name: Name, read: () => MetricValue<Name>): void;
  /** The result takes what is measured. */
  histogram<Name extends MetricNameOf<'histogram'>>(name: Name): Observe<Name>;
  /** Prometheus text. */
  text(): Promise<string>;
  readonly contentType: string;
}

export type Observe<Name extends MetricNameOf<'histogram'>> = (
  labels: MetricLabels<Name>,
  value: number,
) => void;

type AnyReading = number | null | readonly (readonly [Readonly<Record<string, string>>, number])[];

/** `process` stands on every series, so that those of several processes can be told apart. */
export function createMetrics(process: string): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ process });
  collectDefaultMetrics({ register: registry });
  const configOf = (name: string, { description, labels }: Metric) => ({
    ...{ name, help: description, labelNames: [...labels] },
    registers: [registry],
  });

  return {
    gauge(name, read) {
      const config = configOf(name, table[name]);
      const gauge = new Gauge({
        ...config,
        collect() {
          const reading = read();
          gauge.reset();
          // What is not known has no series: a nought would be believed.
          if (reading === null) gauge.remove();
          for (const [labels, value] of samplesOf(reading)) gauge.set(labels, value);
        },
      });
    },
    counter(name, read) {
      const config = configOf(name, table[name]);
      const counter = new Counter({
        ...config,
        collect() {
          counter.reset();
          for (const [labels, value] of samplesOf(read())) counter.inc(labels, value);
        },
      });
    },
    histogram(name) {
      const { buckets, ...metric } = table[name];
      const histogram = new Histogram({ ...configOf(name, metric), buckets: [...buckets] });
      // Looking a series up by its labels costs twice what observing does.
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

function samplesOf(reading: AnyReading): Exclude<AnyReading, number | null> {
  if (typeof reading === 'number') return [[{}, reading]];
  return reading ?? [];
}
