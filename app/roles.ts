import { ensureAdmin } from './access.ts';
import type { Roster } from './agents/agent.ts';
import type { Config } from './config.ts';
import { createApp } from './http/app.ts';
import { createGate, type Gate } from './http/gate.ts';
import { createLocalLimiter, createRedisLimiter } from './http/limiter.ts';
import { measureLive } from './http/live-metrics.ts';
import { listen, type RunningServer } from './http/server.ts';
import type { Bus } from './live/bus.ts';
import { createCounts } from './live/counts.ts';
import { createDeltas } from './live/deltas.ts';
import { createHub } from './live/follow.ts';
import { publishEvents } from './live/messages.ts';
import { systemTimers } from './live/timers.ts';
import { createViewers, type Viewers } from './live/viewers.ts';
import { measureTurns, measureWork, signOfLife } from './measure-work.ts';
import { pageAssets } from './page/assets.ts';
import type { SupervisorLink } from './process/cluster-link.ts';
import type { Lifecycle } from './process/lifecycle.ts';
import type { Log } from './process/log.ts';
import type { Metrics } from './process/metrics.ts';
import { protectTask } from './process/protection.ts';
import { openSigner } from './signing.ts';
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

/** What answers people, whichever way their requests come. */
export interface Web {
  readonly app: ReturnType<typeof createApp>;
  readonly viewers: Viewers;
  readonly gate: Gate;
}

/** Hub, viewers and gate, and the app over them. */
export async function openWeb(base: Base): Promise<Web> {
  const { config, log, lifecycle, store, bus, metrics, link, random } = base;
  const { contract } = config;
  const counts = createCounts();
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
  measureLive(metrics, counts, gate);
  const app = createApp({
    ...base,
    contract,
    contractHash: config.contractHash,
    hub,
    viewers,
    signer: await openSigner(config),
    // One scrape of any process tells of all.
    metrics: config.metricsEnabled ? { ...metrics, text: link?.collectMetrics ?? metrics.text } : null,
    assets: pageAssets(),
    readiness: { checks: checksOf(base), helpers: { bus: bus.healthy }, isReady: lifecycle.isReady },
    timers: systemTimers,
    isOutage,
    gate,
    onFunction: config.role === 'function',
  });
  return { app, viewers, gate };
}

/** The parts of a process that answers people, and its server. */
export async function startWeb(base: Base): Promise<RunningServer> {
  const { config, lifecycle, link } = base;
  const { contract, host, port } = config;
  const { app, viewers } = await openWeb(base);
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
  const { config, log, store, random, now } = base;
  const { contract, redisUrl, access } = config;
  await ensureAdmin(access, store, now);
  const timers = systemTimers;
  const onError = (error: unknown) => log.warn({ error }, 'requests are counted in this process for now');
  const limiter = redisUrl
    ? createRedisLimiter({ url: redisUrl, contract, timers, random, onError })
    : createLocalLimiter();
  return createGate({ ...base, rules: access, limiter, contract, timers });
}

/** A bus that is away degrades a process, which /ready says, too; it does not make it useless. */
const checksOf = ({ store }: Base) => ({ database: (signal: AbortSignal) => store.ping(signal) });

/** The part of a process that advances debates. */
export async function startWork(base: Base): Promise<Worker> {
  const { config, log, lifecycle, bus, metrics, name, randomId } = base;
  const { contract } = config;
  const { debatesPerWorker: capacity, modelsCountedMax } = contract.work;
  const counts = createWorkCounts();
  // Processes on other machines have the same names.
  const owner = `${name} ${randomId()}`;
  const timeTurn = measureTurns(metrics, counts, modelsCountedMax);
  const open = async () =>
    startWorker({
      ...base,
      contract,
      owner,
      announce: (tenant, events) => publishEvents(bus, tenant, events),
      openDeltas: (key) => createDeltas({ key, bus, contract, timers: systemTimers }),
      counts,
      isOutage,
      onNews: ({ what, about }) => log[what === 'a turn has started' ? 'debug' : 'info'](about, what),
      onTurn(facts) {
        timeTurn(facts);
        log.info(facts, 'a turn has ended');
      },
      onBug: (error, about) => log.error({ ...about, error }, 'a fault of our own was contained'),
      onOutage: (error, doing) => log.warn({ doing, error }, 'the store failed; it is tried again'),
    });
  const worker = await lifecycle.start('worker', open, (started, cut) => started.drain(cut));
  measureWork(metrics, { counts, running: worker.running, capacity });
  await lifecycle.start(
    'sign of life',
    () => signOfLife({ owner, capacity }, base),
    async (stop) => stop(),
  );
  await protectWork(base, worker);
  return worker;
}

/** On ECS a task that runs debates asks to be left alone; once it drains it does no more. */
async function protectWork({ config, log, lifecycle, link }: Base, { running }: Worker): Promise<void> {
  const agentUri = config.environment.ECS_AGENT_URI;
  if (agentUri === undefined) return;
  const onError = (error: unknown) =>
    log.warn({ error }, 'the task could not be protected; it is tried again');
  const { contract } = config;
  const alone = link === null;
  await lifecycle.start(
    'protection',
    async () => protectTask({ agentUri, contract, running, alone, timers: systemTimers, onError }),
    (protection) => protection.close(),
  );
}
