import { performance } from 'node:perf_hooks';
import { emfServiceName } from '../contract/emf-metrics.ts';
import { startInternalServer } from '../http/server/internal-server.ts';
import { measureBusLatency } from '../live/bus-latency.ts';
import { topics } from '../live/messages.ts';
import { startEmfReporter } from '../runtime/cloudwatch-metrics.ts';
import { reportEventLoop } from '../runtime/event-loop-lag.ts';
import type { Metrics } from '../runtime/metrics.ts';
import { systemClock } from '../shared/clock.ts';
import { singleFlight } from '../shared/single-flight.ts';
import type { Backlog, Store } from '../store/store.ts';
import type { Runtime } from './runtime.ts';

/**
 * Starts the metrics that processes of every role have: event loop, database pool, bus, backlog. Call it before the
 * roles.
 */
export async function startMetrics(runtime: Runtime): Promise<void> {
  const { config, lifecycle, store, bus, metrics } = runtime;
  const open = async () => {
    reportPool(metrics, store);
    metrics.gauge('rostrum_bus_up', () => Number(bus.isHealthy()));
    const backlog = watchBacklog(runtime);
    const stops = [
      reportEventLoop(metrics, config.contract, systemClock, () => performance.eventLoopUtilization()),
      reportBusLatency(runtime),
      backlog.stop,
      // With several processes on one port, the supervisor reports for all of them.
      runtime.supervisor ? () => {} : startCloudWatchMetrics({ ...runtime, text: metrics.text }),
    ];
    await backlog.refresh();
    return stops;
  };
  await lifecycle.start('metrics', open, async (stops) => {
    for (const stop of stops) stop();
  });
  await startMetricsServer(runtime);
}

/** A worker has no HTTP server but this one for scrapes, and only if METRICS_PORT is set. */
async function startMetricsServer({ config, lifecycle, metrics, supervisor, log }: Runtime): Promise<void> {
  const { role, host, metricsPort } = config;
  if (role !== 'worker' || metricsPort === null) return;
  const { contentType } = metrics;
  const text = supervisor?.collectMetrics ?? metrics.text;
  const onError = (error: unknown) => log.error({ error }, 'collecting metrics failed');
  const open = async () => {
    const server = await startInternalServer({
      metrics: { text, contentType },
      host,
      port: metricsPort,
      onError,
    });
    log.info({ port: server.port }, 'metrics server listening');
    return server;
  };
  await lifecycle.start('metrics server', open, (server) => server.close());
}

export function reportPool(metrics: Metrics, store: Pick<Store, 'poolStats'>): void {
  metrics.gauge('rostrum_pool_connections', () => {
    const { inUse, idle } = store.poolStats();
    return [
      [{ state: 'in-use' }, inUse],
      [{ state: 'idle' }, idle],
    ];
  });
  metrics.gauge('rostrum_pool_connections_max', () => store.poolStats().connectionsMax);
  metrics.gauge('rostrum_pool_waiting', () => store.poolStats().waiting);
}

function reportBusLatency({ config, bus, metrics, name, randomId }: Runtime): () => void {
  const seconds = metrics.histogram('rostrum_bus_delay_seconds');
  let timeouts = 0;
  metrics.counter('rostrum_bus_probe_timeouts_total', () => timeouts);
  return measureBusLatency({
    bus,
    topic: topics.latencyProbe(`${name} ${randomId()}`),
    clock: systemClock,
    intervalMs: config.contract.measures.sampleIntervalMs,
    onLatency: (ms) => seconds({}, ms / 1000),
    onTimeout: () => {
      timeouts += 1;
    },
  });
}

/**
 * Reports the backlog from every process, web processes included: it must stay visible when all workers are gone. While
 * the database is unavailable, no value is reported.
 */
function watchBacklog({ config, store, metrics, log }: Runtime) {
  const { measures, work } = config.contract;
  let backlog: Backlog | null = null;
  const field = (read: (backlog: Backlog) => number) => () => (backlog ? read(backlog) : null);
  metrics.gauge(
    'rostrum_debates_waiting',
    field(({ waiting }) => waiting),
  );
  metrics.gauge(
    'rostrum_debates_throttled',
    field(({ throttled }) => throttled),
  );
  metrics.gauge(
    'rostrum_backlog_age_seconds',
    field(({ ageSeconds }) => ageSeconds),
  );
  metrics.gauge(
    'rostrum_workers_alive',
    field(({ workers }) => workers),
  );
  metrics.gauge(
    'rostrum_workers_capacity',
    field(({ capacity }) => capacity),
  );

  async function readBacklog(): Promise<void> {
    try {
      backlog = await store.backlog(work, measures.workerHeartbeatTimeoutMs);
    } catch (error) {
      backlog = null;
      log.debug({ error }, 'backlog query failed');
    }
  }
  const refresh = singleFlight(readBacklog, { whileRunning: 'join' });
  return { refresh, stop: systemClock.every(measures.sampleIntervalMs, () => void refresh()) };
}

/** With ROSTRUM_EMF, writes metrics for CloudWatch to stdout. Call the result to stop it. */
export function startCloudWatchMetrics({
  config: { emf, contract, role },
  log,
  now,
  text,
}: Pick<Runtime, 'config' | 'log' | 'now'> & { readonly text: Metrics['text'] }): () => void {
  if (!emf) return () => {};
  return startEmfReporter({
    contract,
    now,
    text,
    clock: systemClock,
    service: emfServiceName(contract.profile, role),
    write: (line) => process.stdout.write(line),
    onError: (error) => log.warn({ error }, 'EMF write failed'),
  });
}
