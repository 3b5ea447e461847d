import type { MetricName } from '../../../app/contract/metrics.ts';

/** PromQL over the program's own metrics: a name that the program does not have is a type error. */

type Window = `${number}${'s' | 'm' | 'h'}`;

/** Of a histogram Prometheus keeps three series, of which these are two. */
type Series = MetricName | `${MetricName}_bucket` | `${MetricName}_count`;

export const series = (name: Series, labels = ''): string => (labels === '' ? name : `${name}{${labels}}`);

export const rate = (name: Series, labels = '', window: Window = '5m'): string =>
  `rate(${series(name, labels)}[${window}])`;

export const increase = (name: Series, window: Window, labels = ''): string =>
  `increase(${series(name, labels)}[${window}])`;

export const sum = (expression: string, by = ''): string => `sum${by ? ` by (${by})` : ''} (${expression})`;
export const ratio = (part: string, whole: string): string => `${part} / ${whole}`;
export const atLeast = (least: number, expression: string): string => `clamp_min(${expression}, ${least})`;
export const highest = (expression: string): string => `max(${expression})`;

export const quantile = (share: number, name: MetricName, labels = '', by = ''): string =>
  `histogram_quantile(${share}, ${sum(rate(`${name}_bucket`, labels), by === '' ? 'le' : `le, ${by}`)})`;
