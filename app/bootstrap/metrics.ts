import { performance } from 'node:perf_hooks';
import { emfServiceName } from '../contract/emf-metrics.ts';
import { isTerminalEvent } from '../debate/core/events.ts';
import { startInternalServer } from '../http/server/internal-server.ts';
import { measureBusLatency } from '../live/bus-latency.ts';
import { topics } from '../live/messages.ts';
import { startEmfReporter } from '../runtime/cloudwatch-metrics.ts';
import { reportEventLoop } from '../runtime/event-loop-lag.ts';
import type { Metrics } from '../runtime/metrics.ts';
import { systemClock } from '../shared/clock.ts';
import type { Backlog, Store } from '../store/store.ts';
import type { Runtime } from './roles.ts';

/**
 * Measures what every process has, whatever its role: event loop, pool, bus, backlog. The result is what roles stand
 * on, with a store whose debates are counted. It is begun before them and ends after them.
 */
export async function startMetrics(base: Runtime): Promise<Runtime> {
  const { config, lifecycle, store, bus, metrics } = base;
  const open = async () => {
    reportPool(metrics, store);
    metrics.gauge('rostrum_bus_up', () => Number(bus.isHealthy()));
    const backlog = watchBacklog(base);
    const stops = [
      reportEventLoop(metrics, config.contract, systemClock, () => performance.eventLoopUtilization()),
      reportBusLatency(base),
      backlog.stop,
      // Of several processes on one port, the supervisor tells for all.
      base.supervisor ? () => {} : startCloudWatchMetrics({ ...base, text: metrics.text }),
    ];
    await backlog.ask();
    return stops;
  };
  await lifecycle.start('measures', open, async (stops) => {
    for (const stop of stops) stop();
  });
  await startMetricsServer(base);
  return { ...base, store: countDebates(base) };
}

/** A worker listens for nobody but those who measure it, and only where it was told. */
async function startMetricsServer({ config, lifecycle, metrics, supervisor, log }: Runtime): Promise<void> {
  const { role, host, metricsPort } = config;
  if (role !== 'worker' || metricsPort === null) return;
  const { contentType } = metrics;
  const text = supervisor?.collectMetrics ?? metrics.text;
  const onError = (error: unknown) => log.error({ error }, 'metrics failed');
  const open = async () => {
    const inside = await startInternalServer({
      metrics: { text, contentType },
      host,
      port: metricsPort,
      onError,
    });
    log.info({ port: inside.port }, 'metrics can be read');
    return inside;
  };
  await lifecycle.start('metrics', open, (inside) => inside.close());
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
  let lost = 0;
  metrics.counter('rostrum_bus_probe_timeouts_total', () => lost);
  return measureBusLatency({
    bus,
    topic: topics.latencyProbe(`${name} ${randomId()}`),
    clock: systemClock,
    intervalMs: config.contract.measures.sampleIntervalMs,
    onLatency: (ms) => seconds({}, ms / 1000),
    onTimeout: () => {
      lost += 1;
    },
  });
}

/**
 * Every process looks, the ones that answer people too: when all workers are gone, somebody must still say how much
 * waits. While the database is away nothing is known, and nothing is told.
 */
function watchBacklog({ config, store, metrics, log }: Runtime) {
  const { measures, work } = config.contract;
  let known: Backlog | null = null;
  let isRefreshing = false;
  const readKnown = (read: (backlog: Backlog) => number) => () => (known ? read(known) : null);
  metrics.gauge(
    'rostrum_debates_waiting',
    readKnown(({ waiting }) => waiting),
  );
  metrics.gauge(
    'rostrum_debates_throttled',
    readKnown(({ throttled }) => throttled),
  );
  metrics.gauge(
    'rostrum_backlog_age_seconds',
    readKnown(({ ageSeconds }) => ageSeconds),
  );
  metrics.gauge(
    'rostrum_workers_alive',
    readKnown(({ workers }) => workers),
  );
  metrics.gauge(
    'rostrum_workers_capacity',
    readKnown(({ capacity }) => capacity),
  );

  async function refresh(): Promise<void> {
    if (isRefreshing) return;
    isRefreshing = true;
    try {
      known = await store.backlog(work, measures.workerHeartbeatTimeoutMs);
    } catch (error) {
      known = null;
      log.debug({ error }, 'the backlog could not be counted');
    }
    isRefreshing = false;
  }
  return { ask: refresh, stop: systemClock.every(measures.sampleIntervalMs, () => void refresh()) };
}

/** The store, but that debates are counted and told of when this process creates or ends them. */
export function countDebates({ store, metrics, log }: Pick<Runtime, 'store' | 'metrics' | 'log'>): Store {
  let created = 0;
  const ended = new Map<string, [{ outcome: string; reason: string }, number]>();
  metrics.counter('rostrum_debates_created_total', () => created);
  metrics.counter('rostrum_debates_ended_total', () => [...ended.values()]);
  return {
    ...store,
    async create(debate) {
      const result = await store.create(debate);
      if (result.outcome === 'created') created += 1;
      return result;
    },
    async append(asked) {
      const result = await store.append(asked);
      const last = result.outcome === 'appended' ? result.events.find(isTerminalEvent) : undefined;
      if (!last) return result;
      const { status: outcome, round, agreement, costUsd } = asked.summary;
      const reason = 'stopReason' in last.data ? last.data.stopReason : outcome;
      const counted = ended.get(`${outcome} ${reason}`);
      if (counted) counted[1] += 1;
      else ended.set(`${outcome} ${reason}`, [{ outcome, reason }, 1]);
      const { tenant, debate } = asked;
      const about = { debate, tenant, seq: last.seq, outcome, reason, round, agreement, costUsd };
      log.info(about, 'a debate has ended');
      return result;
    },
  };
}

/** With ROSTRUM_EMF, tells CloudWatch what the metrics say. The result ends it. */
export function startCloudWatchMetrics({
  config: { emf, contract, role },
  log,
  now,
  text,
}: Pick<Runtime, 'config' | 'log' | 'now'> & { readonly text: Metrics['text'] }): () => void {
  if (!emf) return () => {};
  return startEmfReporter({
    ...{ contract, now, text },
    timers: systemClock,
    service: emfServiceName(contract.profile, role),
    write: (line) => process.stdout.write(line),
    onError: (error) => log.warn({ error }, 'metrics could not be told to CloudWatch'),
  });
}
