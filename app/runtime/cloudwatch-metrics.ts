import { type EmfMetricName, emfDimension, emfMetrics, emfNamespace } from '../contract/emf-metrics.ts';
import type { MetricName } from '../contract/metrics.ts';
import type { Contract } from '../contract/types/contract.ts';
import type { Clock } from '../shared/clock.ts';

/** Two consecutive scrapes of all processes of a task. */
interface Scrapes {
  /** Sum over all series of a metric, or over those with `label`; null if there is none. */
  readonly sum: (name: MetricName, label?: string) => number | null;
  /** For a gauge that every process reads from the shared database; null if there is none. */
  readonly highest: (name: MetricName) => number | null;
  /** Increase of a counter between the scrapes; 0 if the counter does not exist yet. */
  readonly increase: (name: MetricName, label?: string) => number;
}

type Value = (scrapes: Scrapes) => number | null;

/** Reports a value from tasks that run debates only; others have no `rostrum_debates_running`. */
const workersOnly =
  (value: Value): Value =>
  (scrapes) =>
    scrapes.sum('rostrum_debates_running') === null ? null : value(scrapes);

/** Each CloudWatch metric from the metrics of all processes of a task; null if the task does not report it. */
const values: Readonly<Record<EmfMetricName, Value>> = {
  // Also 0: the load balancer's metric is missing then, and scaling would keep every task of a busy day.
  Requests: ({ sum, increase }) =>
    sum('rostrum_live_connections') === null ? null : increase('rostrum_http_requests_total'),
  LiveConnections: ({ sum }) => sum('rostrum_live_connections'),
  // Each process reports numbers of the whole database, so the ratio of the sums is right.
  BacklogPerWorker: workersOnly(({ sum }) =>
    ratio(sum('rostrum_debates_waiting'), sum('rostrum_workers_alive')),
  ),
  WorkerUtilisation: ({ sum }) =>
    percent(ratio(sum('rostrum_debates_running'), sum('rostrum_debates_capacity'))),
  // From web tasks too: when all workers are lost, only they still report it.
  BacklogAgeSeconds: ({ highest }) => highest('rostrum_backlog_age_seconds'),
  DebatesFailed: workersOnly(({ increase }) => increase('rostrum_debates_ended_total', 'outcome="failed"')),
  ProviderErrors: workersOnly(({ increase }) => increase('rostrum_provider_errors_total')),
  SpendUsd: workersOnly(({ increase }) => increase('rostrum_cost_usd_total')),
};

const isEmfName = (name: string): name is EmfMetricName => Object.hasOwn(emfMetrics, name);
const names = Object.keys(emfMetrics).filter(isEmfName);

const percent = (share: number | null) => (share === null ? null : share * 100);

const ratio = (part: number | null, whole: number | null): number | null =>
  part === null || whole === null || whole === 0 ? null : part / whole;

/**
 * Converts Prometheus text to a line in CloudWatch’s embedded metric format; null if it holds no metric for CloudWatch.
 * `previousText` is the scrape that the previous line was made from; '' at the start of the task.
 */
export function emfLine(text: string, previousText: string, service: string, atMs: number): string | null {
  const scrapes = readScrapes(text, previousText);
  const samples = names.flatMap((name) => {
    const value = values[name](scrapes);
    return value === null ? [] : [{ name, unit: emfMetrics[name].unit, value }];
  });
  if (samples.length === 0) return null;
  const Metrics = samples.map(({ name, unit }) => ({ Name: name, Unit: unit }));
  return JSON.stringify({
    _aws: {
      Timestamp: atMs,
      CloudWatchMetrics: [{ Namespace: emfNamespace, Dimensions: [[emfDimension]], Metrics }],
    },
    [emfDimension]: service,
    ...Object.fromEntries(samples.map(({ name, value }) => [name, value])),
  });
}

function readScrapes(text: string, previousText: string): Scrapes {
  const sum = (name: MetricName, label?: string) => total(parseSeries(text, name, label));
  return {
    sum,
    highest(name) {
      const numbers = parseSeries(text, name);
      return numbers.length === 0 ? null : Math.max(...numbers);
    },
    // A replaced process restarts its counters at 0; what the old one counted since the last line is lost.
    increase: (name, label) =>
      Math.max(0, (sum(name, label) ?? 0) - (total(parseSeries(previousText, name, label)) ?? 0)),
  };
}

const total = (numbers: readonly number[]): number | null =>
  numbers.length === 0 ? null : numbers.reduce((sum, value) => sum + value, 0);

const parseSeries = (text: string, name: MetricName, label = ''): number[] =>
  [...text.matchAll(new RegExp(`^${name}(?:\\{.*${label}.*\\})? (\\S+)`, 'gm'))].map(([, value]) =>
    Number(value),
  );

export interface EmfOptions {
  readonly contract: Contract;
  readonly clock: Clock;
  readonly now: () => Date;
  /** Shared by all tasks of a service: see emfServiceName. */
  readonly service: string;
  /** Prometheus text of all processes of this task. */
  readonly text: () => Promise<string>;
  readonly write: (line: string) => void;
  readonly onError: (error: unknown) => void;
}

/** Writes a line every `measures.emfIntervalMs`. Call the result to stop it. */
export function startEmfReporter({
  contract,
  clock,
  now,
  service,
  text,
  write,
  onError,
}: EmfOptions): () => void {
  let previousText = '';
  async function report(): Promise<void> {
    const scraped = await text();
    const line = emfLine(scraped, previousText, service, now().getTime());
    previousText = scraped;
    if (line !== null) write(`${line}\n`);
  }
  return clock.every(contract.measures.emfIntervalMs, () => void report().catch(onError));
}
