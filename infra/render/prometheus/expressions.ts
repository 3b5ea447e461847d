import type { MetricName } from '../../../app/contract/metrics.ts';

/** PromQL over the program's metrics: a metric name that the program does not have is a type error. */

type Window = `${number}${'s' | 'm' | 'h'}`;

/** A histogram has three series; these are the two in use. */
type SeriesName = MetricName | `${MetricName}_bucket` | `${MetricName}_count`;

export const series = (name: SeriesName, labels = ''): string =>
  labels === '' ? name : `${name}{${labels}}`;

export const rate = (name: SeriesName, labels = '', window: Window = '5m'): string =>
  `rate(${series(name, labels)}[${window}])`;

export const increase = (name: SeriesName, window: Window, labels = ''): string =>
  `increase(${series(name, labels)}[${window}])`;

export const sum = (expression: string, by = ''): string => `sum${by ? ` by (${by})` : ''} (${expression})`;
export const ratio = (part: string, whole: string): string => `${part} / ${whole}`;
export const atLeast = (least: number, expression: string): string => `clamp_min(${expression}, ${least})`;
/** 0 instead of no value; for sums without labels. */
export const orZero = (expression: string): string => `(${expression} or vector(0))`;
export const maxOf = (expression: string): string => `max(${expression})`;

export const quantile = (share: number, name: MetricName, labels = '', by = ''): string =>
  `histogram_quantile(${share}, ${sum(rate(`${name}_bucket`, labels), by === '' ? 'le' : `le, ${by}`)})`;
