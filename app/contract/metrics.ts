/**
 * Everything that the program tells Prometheus under a name of its own. The registering code takes help and labels from
 * here, and so do rules, dashboards and alarms: what does not stand here cannot be counted, and what does, is.
 *
 * Labels take their values from closed sets: names of routes, classes, statuses that we answer, providers, reasons. The
 * one that callers make up, `model`, is capped by `work.modelMetricsMax`. `process` stands on every series besides.
 */
export interface Metric {
  readonly kind: 'counter' | 'gauge' | 'histogram';
  readonly description: string;
  readonly labels: readonly string[];
  /** Of a histogram: upper bounds, in the unit that its name ends in. */
  readonly buckets?: readonly number[];
  /** Whose it is: of every process, of those that answer people, of those that advance debates, of the supervisor. */
  readonly emittedBy: 'process' | 'web' | 'worker' | 'supervisor';
}

const noLabels = [] as const;
const routeLabels = ['route', 'class', 'status'] as const;
const modelLabels = ['provider', 'model'] as const;

/** From a lookup in memory to the longest poll. */
const requestSeconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120];
/** From a word of a fast model to the longest that a turn may take. */
const turnSeconds = [0.5, 1, 2.5, 5, 10, 20, 30, 60, 120, 300];
const firstTokenSeconds = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 90];
const waitSeconds = [0.01, 0.1, 1, 5, 10, 30, 60, 300];
const loopSeconds = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5];
const busSeconds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5];

const counter = <const L extends readonly string[]>(
  emittedBy: Metric['emittedBy'],
  labels: L,
  description: string,
) => ({ kind: 'counter', emittedBy, labels, description }) as const;
const gauge = <const L extends readonly string[]>(
  emittedBy: Metric['emittedBy'],
  labels: L,
  description: string,
) => ({ kind: 'gauge', emittedBy, labels, description }) as const;
const histogram = <const L extends readonly string[]>(
  emittedBy: Metric['emittedBy'],
  labels: L,
  buckets: readonly number[],
  description: string,
) => ({ kind: 'histogram', emittedBy, labels, buckets, description }) as const;

export const metrics = {
  rostrum_http_requests_total: counter('web', routeLabels, 'Requests answered'),
  rostrum_http_request_seconds: histogram(
    'web',
    ['class', 'status'],
    requestSeconds,
    'Time to the answer; of streams and sockets, to their beginning',
  ),
  rostrum_http_requests_in_flight: gauge('web', ['class'], 'Requests whose answer has not begun'),
  rostrum_http_denied_total: counter('web', noLabels, 'Requests without the right key or origin'),
  rostrum_http_limited_total: counter('web', noLabels, 'Requests of callers who made too many'),
  rostrum_http_shed_total: counter('web', noLabels, 'Requests refused because the process was late'),

  rostrum_live_connections: gauge('web', ['transport'], 'Viewers’ connections that are open: sse, socket'),
  rostrum_live_debates: gauge('web', noLabels, 'Debates that are watched'),
  rostrum_live_frames_total: counter('web', noLabels, 'Frames handed to viewers'),
  rostrum_live_sent_bytes_total: counter('web', noLabels, 'Bytes handed to viewers'),
  rostrum_live_deltas_dropped_total: counter('web', noLabels, 'Deltas that slow viewers were spared'),
  rostrum_live_snapshots_total: counter('web', noLabels, 'Snapshots of running turns sent'),
  rostrum_live_resets_total: counter('web', noLabels, 'Viewers whose cursor was beyond the log'),
  rostrum_live_refused_total: counter(
    'web',
    noLabels,
    'Viewers refused because the process, or their key, had all it may',
  ),
  rostrum_live_closed_total: counter(
    'web',
    ['reason'],
    'Viewers closed by us: slow, dead, or revoked with their key',
  ),

  rostrum_event_loop_lag_seconds: histogram(
    'process',
    noLabels,
    loopSeconds,
    'How late timers come, measured every http.eventLoopSampleMs',
  ),
  rostrum_event_loop_utilisation_ratio: gauge(
    'process',
    noLabels,
    'Share of the last measures.sampleIntervalMs in which the event loop worked',
  ),
  rostrum_pool_connections: gauge('process', ['state'], 'Connections to the database: in-use, idle'),
  rostrum_pool_connections_max: gauge('process', noLabels, 'Connections to the database that there may be'),
  rostrum_pool_waiting: gauge('process', noLabels, 'Queries that wait for a connection to the database'),
  rostrum_bus_up: gauge('process', noLabels, 'Whether hints pass between processes: 1, or 0'),
  rostrum_bus_delay_seconds: histogram(
    'process',
    noLabels,
    busSeconds,
    'From publishing on the bus to hearing it',
  ),
  rostrum_bus_probe_timeouts_total: counter(
    'process',
    noLabels,
    'Measurements of the bus that never came back',
  ),

  rostrum_debates_waiting: gauge(
    'process',
    noLabels,
    'Debates that wait for a worker, in all of the database',
  ),
  rostrum_debates_throttled: gauge(
    'process',
    noLabels,
    'Debates that wait because their tenant has as many running as it may, in all of the database',
  ),
  rostrum_backlog_age_seconds: gauge(
    'process',
    noLabels,
    'How long nothing has happened in the debate that has waited longest for a worker',
  ),
  rostrum_workers_alive: gauge('process', noLabels, 'Worker processes that live, in all of the database'),
  rostrum_workers_capacity: gauge('process', noLabels, 'Debates that these workers can advance at once'),

  rostrum_debates_created_total: counter('process', noLabels, 'Debates that this process has created'),
  rostrum_debates_ended_total: counter(
    'process',
    ['outcome', 'reason'],
    'Debates whose end this process has written: decided, failed, cancelled, and why',
  ),
  rostrum_debates_running: gauge('worker', noLabels, 'Debates that this process advances'),
  rostrum_debates_capacity: gauge('worker', noLabels, 'Debates that this process can advance at once'),
  rostrum_debates_abandoned_total: counter('worker', noLabels, 'Debates that had lost too many workers'),
  rostrum_lease_claims_total: counter('worker', noLabels, 'Debates that this process has claimed'),
  rostrum_lease_takeovers_total: counter('worker', noLabels, 'Of these, debates whose worker was lost'),
  rostrum_appends_fenced_total: counter(
    'worker',
    noLabels,
    'Appends refused because another worker had the debate',
  ),

  rostrum_turns_total: counter('worker', ['outcome'], 'Attempts at turns, by how they ended'),
  rostrum_turns_wasted_total: counter('worker', ['reason'], 'Attempts that do not stand in the log, by why'),
  rostrum_turn_seconds: histogram(
    'worker',
    modelLabels,
    turnSeconds,
    'From the call of a model to the end of a turn',
  ),
  rostrum_first_token_seconds: histogram(
    'worker',
    modelLabels,
    firstTokenSeconds,
    'From the call of a model to its first text',
  ),
  rostrum_turn_wait_seconds: histogram(
    'worker',
    ['provider'],
    waitSeconds,
    'In line for a place at the provider',
  ),
  rostrum_tokens_total: counter('worker', [...modelLabels, 'direction'], 'Tokens: input, output'),
  rostrum_cost_usd_total: counter(
    'worker',
    modelLabels,
    'What models with a known price have cost, in US dollars',
  ),
  rostrum_wasted_tokens_total: counter(
    'worker',
    modelLabels,
    'Tokens of attempts that do not stand in the log',
  ),
  rostrum_wasted_cost_usd_total: counter('worker', modelLabels, 'What these have cost, in US dollars'),
  rostrum_provider_errors_total: counter(
    'worker',
    ['provider', 'reason'],
    'Attempts at turns that failed at the provider, after its retries',
  ),

  rostrum_processes_ready: gauge('supervisor', noLabels, 'Processes that serve'),
  rostrum_metrics_scrape_failures_total: counter(
    'supervisor',
    noLabels,
    'Processes that a scrape had to leave out',
  ),
  rostrum_process_deaths_total: counter('supervisor', noLabels, 'Processes that died'),
} as const satisfies Readonly<Record<string, Metric>>;

export type MetricName = keyof typeof metrics;

/** The metrics of a kind. */
export type MetricNameOf<Kind extends Metric['kind']> = {
  [Name in MetricName]: (typeof metrics)[Name]['kind'] extends Kind ? Name : never;
}[MetricName];

export type MetricLabels<Name extends MetricName> = Readonly<
  Record<(typeof metrics)[Name]['labels'][number], string>
>;

/** What a metric is read as: one number, or null while it is not known; with labels, a number for each set of them. */
export type MetricValue<Name extends MetricName> = (typeof metrics)[Name]['labels'] extends readonly []
  ? number | null
  : readonly (readonly [MetricLabels<Name>, number])[];

export const isMetricName = (name: string): name is MetricName => Object.hasOwn(metrics, name);
