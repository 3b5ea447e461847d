import { counter, gauge, histogram, type Metric } from './metric.ts';

const noLabels = [] as const;
const routeLabels = ['route', 'class', 'status'] as const;
const modelLabels = ['provider', 'model'] as const;

/** From an in-memory lookup to the longest poll. */
const requestSeconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120];
/** From the first word of a fast model to the longest turn. */
const turnSeconds = [0.5, 1, 2.5, 5, 10, 20, 30, 60, 120, 300];
const firstTokenSeconds = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 90];
const waitSeconds = [0.01, 0.1, 1, 5, 10, 30, 60, 300];
const loopSeconds = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5];
const busSeconds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5];

/**
 * All Prometheus metrics of the program. Registration, alert rules and dashboards take names, help and labels from
 * here.
 *
 * Label values come from closed sets: route names, classes, status codes, providers, reasons. The only open one,
 * `model`, is capped by `work.modelMetricsMax`. Every series also has the label `process`.
 */
export const metrics = {
  rostrum_http_requests_total: counter('web', routeLabels, 'Requests answered'),
  rostrum_http_request_seconds: histogram(
    'web',
    ['class', 'status'],
    requestSeconds,
    'Time to the response; for streams and sockets, to their start',
  ),
  rostrum_http_requests_in_flight: gauge('web', ['class'], 'Requests whose response has not started'),
  rostrum_http_denied_total: counter('web', noLabels, 'Requests without a valid key or origin'),
  rostrum_http_limited_total: counter('web', noLabels, 'Requests refused by a rate limit'),
  rostrum_http_shed_total: counter('web', noLabels, 'Requests refused because the event loop lagged'),

  rostrum_live_connections: gauge('web', ['transport'], 'Open viewer connections: sse, socket'),
  rostrum_live_debates: gauge('web', noLabels, 'Debates with viewers'),
  rostrum_live_frames_total: counter('web', noLabels, 'Frames sent to viewers'),
  rostrum_live_sent_bytes_total: counter('web', noLabels, 'Bytes sent to viewers'),
  rostrum_live_deltas_dropped_total: counter('web', noLabels, 'Deltas dropped for slow viewers'),
  rostrum_live_snapshots_total: counter('web', noLabels, 'Snapshots of running turns sent'),
  rostrum_live_resets_total: counter(
    'web',
    noLabels,
    'Subscriptions reset because the cursor was ahead of the log',
  ),
  rostrum_live_refused_total: counter(
    'web',
    noLabels,
    'Viewers refused because the process or their key was at its limit',
  ),
  rostrum_live_closed_total: counter(
    'web',
    ['reason'],
    'Viewers closed by the server: slow, dead, or with a revoked key',
  ),

  rostrum_event_loop_lag_seconds: histogram(
    'process',
    noLabels,
    loopSeconds,
    'Event loop lag, measured every http.eventLoopSampleMs',
  ),
  rostrum_event_loop_utilisation_ratio: gauge(
    'process',
    noLabels,
    'Share of the last measures.sampleIntervalMs in which the event loop was busy',
  ),
  rostrum_pool_connections: gauge('process', ['state'], 'Database connections: in-use, idle'),
  rostrum_pool_connections_max: gauge('process', noLabels, 'Maximum number of database connections'),
  rostrum_pool_waiting: gauge('process', noLabels, 'Queries waiting for a database connection'),
  rostrum_bus_up: gauge('process', noLabels, '1 if the bus between processes is connected, else 0'),
  rostrum_bus_delay_seconds: histogram(
    'process',
    noLabels,
    busSeconds,
    'From publishing on the bus to receiving',
  ),
  rostrum_bus_probe_timeouts_total: counter('process', noLabels, 'Bus probes that timed out'),

  rostrum_debates_waiting: gauge('process', noLabels, 'Debates waiting for a worker, in the whole database'),
  rostrum_debates_throttled: gauge(
    'process',
    noLabels,
    'Debates waiting because their tenant is at its limit, in the whole database',
  ),
  rostrum_backlog_age_seconds: gauge(
    'process',
    noLabels,
    'Time since the last event of the debate that has waited longest for a worker',
  ),
  rostrum_workers_alive: gauge('process', noLabels, 'Live worker processes, in the whole database'),
  rostrum_workers_capacity: gauge('process', noLabels, 'Debates that these workers can run at a time'),

  rostrum_debates_created_total: counter('process', noLabels, 'Debates created by this process'),
  rostrum_debates_ended_total: counter(
    'process',
    ['outcome', 'reason'],
    'Debates ended by this process, by outcome (decided, failed, cancelled) and reason',
  ),
  rostrum_debates_running: gauge('worker', noLabels, 'Debates that this process runs'),
  rostrum_debates_capacity: gauge('worker', noLabels, 'Debates that this process can run at a time'),
  rostrum_debates_abandoned_total: counter(
    'worker',
    noLabels,
    'Debates failed because they lost too many workers',
  ),
  rostrum_lease_claims_total: counter('worker', noLabels, 'Debates claimed by this process'),
  rostrum_lease_takeovers_total: counter('worker', noLabels, 'Claims of debates whose worker was lost'),
  rostrum_appends_fenced_total: counter(
    'worker',
    noLabels,
    'Appends refused because another worker holds the lease',
  ),

  rostrum_webhook_attempts_total: counter(
    'worker',
    ['outcome'],
    'Attempts to deliver webhooks: delivered, retried (another one follows), failed (none follows)',
  ),

  rostrum_turns_total: counter('worker', ['outcome'], 'Turn attempts, by outcome'),
  rostrum_turns_wasted_total: counter(
    'worker',
    ['reason'],
    'Turn attempts that are not in the log, by reason',
  ),
  rostrum_turn_seconds: histogram(
    'worker',
    modelLabels,
    turnSeconds,
    'From the call of a model to the end of the turn',
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
    'Waiting time for a call slot of the provider',
  ),
  rostrum_tokens_total: counter('worker', [...modelLabels, 'direction'], 'Tokens: input, output'),
  rostrum_cost_usd_total: counter('worker', modelLabels, 'Cost of models with a known price, in US dollars'),
  rostrum_wasted_tokens_total: counter(
    'worker',
    modelLabels,
    'Tokens of turn attempts that are not in the log',
  ),
  rostrum_wasted_cost_usd_total: counter(
    'worker',
    modelLabels,
    'Cost of turn attempts that are not in the log, in US dollars',
  ),
  rostrum_provider_errors_total: counter(
    'worker',
    ['provider', 'reason'],
    'Turn attempts that failed at the provider, after retries',
  ),

  rostrum_processes_ready: gauge('supervisor', noLabels, 'Processes that are ready'),
  rostrum_metrics_scrape_failures_total: counter('supervisor', noLabels, 'Processes missing from a scrape'),
  rostrum_process_deaths_total: counter('supervisor', noLabels, 'Processes that died'),
} as const satisfies Readonly<Record<string, Metric>>;

export type MetricName = keyof typeof metrics;

export type MetricNameOf<Kind extends Metric['kind']> = {
  [Name in MetricName]: (typeof metrics)[Name]['kind'] extends Kind ? Name : never;
}[MetricName];

export type MetricLabels<Name extends MetricName> = Readonly<
  Record<(typeof metrics)[Name]['labels'][number], string>
>;

/** One number, or null while it is unknown; with labels, one number per label set. */
export type MetricValue<Name extends MetricName> = (typeof metrics)[Name]['labels'] extends readonly []
  ? number | null
  : readonly (readonly [MetricLabels<Name>, number])[];

export const isMetricName = (name: string): name is MetricName => Object.hasOwn(metrics, name);
