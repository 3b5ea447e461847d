/** A metric of the table in metrics.ts. */
export interface Metric {
  readonly kind: 'counter' | 'gauge' | 'histogram';
  readonly description: string;
  readonly labels: readonly string[];
  /** Upper bounds of a histogram, in the unit that its name ends in. */
  readonly buckets?: readonly number[];
  /** Emitted by every process, by those that serve HTTP, by those that run debates, or by the supervisor. */
  readonly emittedBy: 'process' | 'web' | 'worker' | 'supervisor';
}

export const counter = <const L extends readonly string[]>(
  emittedBy: Metric['emittedBy'],
  labels: L,
  description: string,
) => ({ kind: 'counter', emittedBy, labels, description }) as const;
export const gauge = <const L extends readonly string[]>(
  emittedBy: Metric['emittedBy'],
  labels: L,
  description: string,
) => ({ kind: 'gauge', emittedBy, labels, description }) as const;
export const histogram = <const L extends readonly string[]>(
  emittedBy: Metric['emittedBy'],
  labels: L,
  buckets: readonly number[],
  description: string,
) => ({ kind: 'histogram', emittedBy, labels, buckets, description }) as const;
