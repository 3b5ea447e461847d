import { type EmfMetricName, emfDimension, emfMetrics, emfNamespace } from '../contract/emf-metrics.ts';
import type { MetricName } from '../contract/metrics.ts';
import type { Contract } from '../contract/types/contract.ts';
import type { Clock } from '../shared/clock.ts';

/** What two scrapes of all processes of a task say, one after another. */
interface Scrapes {
  /** All series of a metric together, of those with this label if one is named; null: there is none. */
  readonly sum: (name: MetricName, label?: string) => number | null;
  /** Of what every process tells of all of the database. */
  readonly highest: (name: MetricName) => number | null;
  /** By how much a counter has grown; 0 when it has not begun. */
  readonly grown: (name: MetricName, label?: string) => number;
}

type Value = (scrapes: Scrapes) => number | null;

/** Only those who advance debates say how many. */
const ofWorkers =
  (value: Value): Value =>
  (scrapes) =>
    scrapes.sum('rostrum_debates_running') === null ? null : value(scrapes);

/** How each follows from the metrics of all processes of a task; null: the task has none of it. */
const values: Readonly<Record<EmfMetricName, Value>> = {
  LiveConnections: ({ sum }) => sum('rostrum_live_connections'),
  // Each process tells of the whole database, so the sums have the same ratio.
  BacklogPerWorker: ofWorkers(({ sum }) =>
    ratio(sum('rostrum_debates_waiting'), sum('rostrum_workers_alive')),
  ),
  WorkerUtilisation: ({ sum }) =>
    percent(ratio(sum('rostrum_debates_running'), sum('rostrum_debates_capacity'))),
  // Of web tasks too: when all workers are lost, they are who can still say so.
  BacklogAgeSeconds: ({ highest }) => highest('rostrum_backlog_age_seconds'),
  DebatesFailed: ofWorkers(({ grown }) => grown('rostrum_debates_ended_total', 'outcome="failed"')),
  ProviderErrors: ofWorkers(({ grown }) => grown('rostrum_provider_errors_total')),
  SpendUsd: ofWorkers(({ grown }) => grown('rostrum_cost_usd_total')),
};

const isEmfName = (name: string): name is EmfMetricName => Object.hasOwn(emfMetrics, name);
const names = Object.keys(emfMetrics).filter(isEmfName);

const percent = (share: number | null) => (share === null ? null : share * 100);

const ratio = (part: number | null, whole: number | null): number | null =>
  part === null || whole === null || whole === 0 ? null : part / whole;

/**
 * Prometheus text as a line in CloudWatch’s embedded metric format, or null when it has nothing to tell. `before` is
 * the text of the line before it; empty at the start of the task.
 */
export function emfLine(text: string, before: string, service: string, atMs: number): string | null {
  const scrapes = scrapesOf(text, before);
  const known = names.flatMap((name) => {
    const found = values[name](scrapes);
    return found === null ? [] : [{ name, unit: emfMetrics[name].unit, found }];
  });
  if (known.length === 0) return null;
  const Metrics = known.map(({ name, unit }) => ({ Name: name, Unit: unit }));
  return JSON.stringify({
    _aws: {
      Timestamp: atMs,
      CloudWatchMetrics: [{ Namespace: emfNamespace, Dimensions: [[emfDimension]], Metrics }],
    },
    [emfDimension]: service,
    ...Object.fromEntries(known.map(({ name, found }) => [name, found])),
  });
}

function scrapesOf(text: string, before: string): Scrapes {
  const sum = (name: MetricName, label?: string) => total(numbersIn(text, name, label));
  return {
    sum,
    highest(name) {
      const numbers = numbersIn(text, name);
      return numbers.length === 0 ? null : Math.max(...numbers);
    },
    // A process that was replaced begins at nought; what it had counted since the last line is not known.
    grown: (name, label) =>
      Math.max(0, (sum(name, label) ?? 0) - (total(numbersIn(before, name, label)) ?? 0)),
  };
}

const total = (numbers: readonly number[]): number | null =>
  numbers.length === 0 ? null : numbers.reduce((sum, value) => sum + value, 0);

const numbersIn = (text: string, name: MetricName, label = ''): number[] =>
  [...text.matchAll(new RegExp(`^${name}(?:\\{.*${label}.*\\})? (\\S+)`, 'gm'))].map(([, value]) =>
    Number(value),
  );

export interface EmfOptions {
  readonly contract: Contract;
  readonly timers: Clock;
  readonly now: () => Date;
  /** Tasks of one service have the same: see emfService. */
  readonly service: string;
  /** Prometheus text of all processes of this task. */
  readonly text: () => Promise<string>;
  readonly write: (line: string) => void;
  readonly onError: (error: unknown) => void;
}

/** Writes a line every `measures.emfIntervalMs`. The result ends it. */
export function startEmfReporter({
  contract,
  timers,
  now,
  service,
  text,
  write,
  onError,
}: EmfOptions): () => void {
  let before = '';
  async function tell(): Promise<void> {
    const scraped = await text();
    const line = emfLine(scraped, before, service, now().getTime());
    before = scraped;
    if (line !== null) write(`${line}\n`);
  }
  return timers.every(contract.measures.emfIntervalMs, () => void tell().catch(onError));
}
