import { performance } from 'node:perf_hooks';
import { emfService } from './contract/emf-metrics.ts';
import { isLast } from './debate/events.ts';
import { listenInside } from './http/inside.ts';
import { timeBus } from './live/echo.ts';
import { topics } from './live/messages.ts';
import { systemTimers } from './live/timers.ts';
import { writeEmf } from './process/emf.ts';
import { measureLoop } from './process/loop-lag.ts';
import type { Metrics } from './process/metrics.ts';
import type { Base } from './roles.ts';
import type { Backlog, Store } from './store/store.ts';

/**
 * Measures what every process has, whatever its role: event loop, pool, bus, backlog. The result is what roles stand
 * on, with a store whose debates are counted. It is begun before them and ends after them.
 */
export async function startMeasures(base: Base): Promise<Base> {
  const { config, lifecycle, store, bus, metrics } = base;
  const open = async () => {
    measurePool(metrics, store);
    metrics.gauge('rostrum_bus_up', () => Number(bus.healthy()));
    const backlog = watchBacklog(base);
    const stops = [
      measureLoop(metrics, config.contract, systemTimers, () => performance.eventLoopUtilization()),
      measureBus(base),
      backlog.stop,
      // Of several processes on one port, the supervisor tells for all.
      base.link ? () => {} : tellCloudWatch({ ...base, text: metrics.text }),
    ];
    await backlog.ask();
    return stops;
  };
  await lifecycle.start('measures', open, async (stops) => {
    for (const stop of stops) stop();
  });
  await showMetrics(base);
  return { ...base, store: countDebates(base) };
}

/** A worker listens for nobody but those who measure it, and only where it was told. */
async function showMetrics({ config, lifecycle, metrics, link, log }: Base): Promise<void> {
  const { role, host, metricsPort } = config;
  if (role !== 'worker' || metricsPort === null) return;
  const { contentType } = metrics;
  const text = link?.collectMetrics ?? metrics.text;
  const onError = (error: unknown) => log.error({ error }, 'metrics failed');
  const open = async () => {
    const inside = await listenInside({ metrics: { text, contentType }, host, port: metricsPort, onError });
    log.info({ port: inside.port }, 'metrics can be read');
    return inside;
  };
  await lifecycle.start('metrics', open, (inside) => inside.close());
}

export function measurePool(metrics: Metrics, store: Pick<Store, 'pool'>): void {
  metrics.gauge('rostrum_pool_connections', () => {
    const { inUse, idle } = store.pool();
    return [
      [{ state: 'in-use' }, inUse],
      [{ state: 'idle' }, idle],
    ];
  });
  metrics.gauge('rostrum_pool_connections_max', () => store.pool().connectionsMax);
  metrics.gauge('rostrum_pool_waiting', () => store.pool().waiting);
}

function measureBus({ config, bus, metrics, name, randomId }: Base): () => void {
  const seconds = metrics.histogram('rostrum_bus_delay_seconds');
  let lost = 0;
  metrics.counter('rostrum_bus_echoes_lost_total', () => lost);
  return timeBus({
    bus,
    topic: topics.echo(`${name} ${randomId()}`),
    timers: systemTimers,
    everyMs: config.contract.measures.sampleMs,
    onDelay: (ms) => seconds({}, ms / 1000),
    onLost: () => {
      lost += 1;
    },
  });
}

/**
 * Every process looks, the ones that answer people too: when all workers are gone, somebody must still say how much
 * waits. While the database is away nothing is known, and nothing is told.
 */
function watchBacklog({ config, store, metrics, log }: Base) {
  const { measures, work } = config.contract;
  let known: Backlog | null = null;
  let asking = false;
  const of = (read: (backlog: Backlog) => number) => () => (known ? read(known) : null);
  metrics.gauge(
    'rostrum_debates_waiting',
    of(({ waiting }) => waiting),
  );
  metrics.gauge(
    'rostrum_debates_held_back',
    of(({ heldBack }) => heldBack),
  );
  metrics.gauge(
    'rostrum_backlog_age_seconds',
    of(({ ageSeconds }) => ageSeconds),
  );
  metrics.gauge(
    'rostrum_workers_alive',
    of(({ workers }) => workers),
  );
  metrics.gauge(
    'rostrum_workers_capacity',
    of(({ capacity }) => capacity),
  );

  async function ask(): Promise<void> {
    if (asking) return;
    asking = true;
    try {
      known = await store.backlog(work, measures.workerGoneMs);
    } catch (error) {
      known = null;
      log.debug({ error }, 'the backlog could not be counted');
    }
    asking = false;
  }
  return { ask, stop: systemTimers.every(measures.sampleMs, () => void ask()) };
}

/** The store, but that debates are counted and told of when this process creates or ends them. */
export function countDebates({ store, metrics, log }: Pick<Base, 'store' | 'metrics' | 'log'>): Store {
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
      const last = result.outcome === 'appended' ? result.events.find(isLast) : undefined;
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
export function tellCloudWatch({
  config: { emf, contract, role },
  log,
  now,
  text,
}: Pick<Base, 'config' | 'log' | 'now'> & { readonly text: Metrics['text'] }): () => void {
  if (!emf) return () => {};
  return writeEmf({
    ...{ contract, now, text },
    timers: systemTimers,
    service: emfService(contract.profile, role),
    write: (line) => process.stdout.write(line),
    onError: (error) => log.warn({ error }, 'metrics could not be told to CloudWatch'),
  });
}
