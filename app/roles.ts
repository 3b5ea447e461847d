import { createHash } from 'node:crypto';
import { ensureAdmin } from './access.ts';
import type { Roster } from './agents/agent.ts';
import type { Config } from './config.ts';
import { canonical } from './contract/derive.ts';
import { createApp } from './http/app.ts';
import { createGate, type Gate, measureGate } from './http/gate.ts';
import { createLocalLimiter, createRedisLimiter } from './http/limiter.ts';
import { measureLive } from './http/live-metrics.ts';
import { listen, type RunningServer } from './http/server.ts';
import type { Bus } from './live/bus.ts';
import { createCounts } from './live/counts.ts';
import { createDeltas } from './live/deltas.ts';
import { createHub } from './live/follow.ts';
import { publishEvents } from './live/messages.ts';
import { systemTimers } from './live/timers.ts';
import { createViewers } from './live/viewers.ts';
import { pageAssets } from './page/assets.ts';
import type { SupervisorLink } from './process/cluster-link.ts';
import type { Lifecycle } from './process/lifecycle.ts';
import type { Log } from './process/log.ts';
import type { Metrics } from './process/metrics.ts';
import { isOutage } from './store/errors.ts';
import type { Store } from './store/store.ts';
import { createWorkCounts } from './work/counts.ts';
import { startWorker, type Worker } from './work/worker.ts';

/** What every role stands on. */
export interface Base {
  readonly config: Config;
  readonly log: Log;
  readonly lifecycle: Lifecycle;
  readonly store: Store;
  readonly bus: Bus;
  readonly roster: Roster;
  readonly metrics: Metrics;
  /** The supervisor, when there are several processes. */
  readonly link: SupervisorLink | null;
  /** Of this process, in logs, metrics and leases. */
  readonly name: string;
  readonly version: string;
  readonly now: () => Date;
  /** 0 to 1. */
  readonly random: () => number;
  readonly randomId: () => string;
  readonly randomSecret: () => string;
}

/** Hub, viewers and server: the parts of a process that answers people. */
export async function startWeb(base: Base): Promise<RunningServer> {
  const { config, log, lifecycle, store, bus, metrics, link, random } = base;
  const { contract, host, port } = config;
  const counts = createCounts();
  measureLive(metrics, counts);
  const viewers = createViewers({ contract, timers: systemTimers, random, counts });
  const onError = (error: unknown) => log.warn({ error }, 'reading a log failed; it is tried again');
  const hub = await lifecycle.start(
    'hub',
    async () => createHub({ store, bus, contract, timers: systemTimers, counts, onError }),
    async (open) => open.close(),
  );
  const gate = await lifecycle.start(
    'gate',
    () => openGate(base),
    (open) => open.close(),
  );
  const app = createApp({
    ...base,
    contract,
    contractHash: createHash('sha256').update(canonical(contract)).digest('hex'),
    hub,
    viewers,
    // One scrape of any process tells of all.
    metrics: config.metricsEnabled ? { ...metrics, text: link?.collectMetrics ?? metrics.text } : null,
    assets: pageAssets(),
    readiness: { checks: checksOf(base), isReady: lifecycle.isReady },
    timers: systemTimers,
    isOutage,
    gate,
  });
  return lifecycle.start(
    'server',
    () => listen({ app, contract, viewers, host, port, onAnswered: link?.requestServed }),
    async (server, cut, reason) => {
      await server.close(cut, reason);
      viewers.close();
    },
  );
}

async function openGate(base: Base): Promise<Gate> {
  const { config, log, store, metrics, random, now } = base;
  const { contract, redisUrl, access } = config;
  await ensureAdmin(access, store, now);
  const timers = systemTimers;
  const onError = (error: unknown) => log.warn({ error }, 'requests are counted in this process for now');
  const limiter = redisUrl
    ? createRedisLimiter({ url: redisUrl, contract, timers, random, onError })
    : createLocalLimiter();
  const gate = createGate({ ...base, rules: access, limiter, contract, timers });
  measureGate(metrics, gate);
  return gate;
}

/** A bus that is away degrades a process, which the log and the metrics say; it does not make it useless. */
const checksOf = ({ store }: Base) => ({ database: (signal: AbortSignal) => store.ping(signal) });

/** The part of a process that advances debates. */
export async function startWork(base: Base): Promise<Worker> {
  const { config, log, lifecycle, bus, metrics, name, randomId } = base;
  const { contract } = config;
  const counts = createWorkCounts();
  const open = async () =>
    startWorker({
      ...base,
      contract,
      // Processes on other machines have the same names.
      owner: `${name} ${randomId()}`,
      announce: (tenant, events) => publishEvents(bus, tenant, events),
      openDeltas: (key) => createDeltas({ key, bus, contract, timers: systemTimers }),
      counts,
      isOutage,
      onTurn: (facts) => log.debug(facts, 'a turn has ended'),
      onBug: (error, about) => log.error({ ...about, error }, 'a fault of our own was contained'),
      onOutage: (error, doing) => log.warn({ doing, error }, 'the store failed; it is tried again'),
    });
  const worker = await lifecycle.start('worker', open, (started, cut) => started.drain(cut));
  metrics.gauge('debates_running', 'Debates that this process advances', worker.running);
  metrics.counter('lease_claims', 'Debates that this process has claimed', () => counts.claims);
  metrics.counter('lease_takeovers', 'Of these, debates whose worker was lost', () => counts.takeovers);
  metrics.counter('debates_given_up', 'Debates that had lost too many workers', () => counts.givenUp);
  metrics.counter(
    'appends_fenced',
    'Appends refused because another worker had the debate',
    () => counts.fenced,
  );
  return worker;
}
