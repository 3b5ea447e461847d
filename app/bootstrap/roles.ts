import type { Roster } from '../agents/agent.ts';
import { ensureAdminKey } from '../config/access.ts';
import type { Config } from '../config/config.ts';
import { openSigner } from '../config/signing.ts';
import { createApp } from '../http/app.ts';
import { type AccessControl, createAccessControl } from '../http/auth/access-control.ts';
import { createLocalRateLimiter, createRedisRateLimiter } from '../http/auth/rate-limiter.ts';
import { registerLiveMetrics } from '../http/live/metrics.ts';
import { type RunningServer, startHttpServer } from '../http/server/http-server.ts';
import type { Bus } from '../live/bus.ts';
import { createDeltaPublisher } from '../live/delta-publisher.ts';
import { createHub } from '../live/hub.ts';
import { publishEvents } from '../live/messages.ts';
import { createLiveStats } from '../live/stats.ts';
import { createViewerRegistry, type ViewerRegistry } from '../live/viewer-registry.ts';
import { openPageAssets } from '../page/assets.ts';
import type { Lifecycle } from '../runtime/lifecycle.ts';
import type { Log } from '../runtime/log.ts';
import type { Metrics } from '../runtime/metrics.ts';
import type { SupervisorLink } from '../runtime/supervisor/supervisor-link.ts';
import { protectTask } from '../runtime/task-protection.ts';
import { systemClock } from '../shared/clock.ts';
import { isOutage } from '../store/errors.ts';
import type { Store } from '../store/store.ts';
import { createWorkerStats } from '../worker/stats.ts';
import { startWorker, type Worker } from '../worker/worker.ts';
import { reportTurns, reportWorker, startHeartbeat } from './worker-metrics.ts';

/** What every role stands on. */
export interface Runtime {
  readonly config: Config;
  readonly log: Log;
  readonly lifecycle: Lifecycle;
  readonly store: Store;
  readonly bus: Bus;
  readonly roster: Roster;
  readonly metrics: Metrics;
  /** The supervisor, when there are several processes. */
  readonly supervisor: SupervisorLink | null;
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
  readonly viewers: ViewerRegistry;
  readonly gate: AccessControl;
}

/** Hub, viewers and gate, and the app over them. */
export async function openWeb(base: Runtime): Promise<Web> {
  const { config, log, lifecycle, store, bus, metrics, supervisor, random } = base;
  const { contract } = config;
  const stats = createLiveStats();
  const viewers = createViewerRegistry({ contract, clock: systemClock, random, stats });
  const onError = (error: unknown) => log.warn({ error }, 'reading a log failed; it is tried again');
  const hub = await lifecycle.start(
    'hub',
    async () => createHub({ store, bus, contract, clock: systemClock, stats, onError }),
    async (open) => open.close(),
  );
  const accessControl = await lifecycle.start(
    'gate',
    () => openGate(base),
    (open) => open.close(),
  );
  registerLiveMetrics(metrics, stats, accessControl);
  const app = createApp({
    ...base,
    processName: base.name,
    contract,
    contractHash: config.contractHash,
    hub,
    viewers,
    signer: await openSigner(config),
    // One scrape of any process tells of all.
    metrics: config.metricsEnabled ? { ...metrics, text: supervisor?.collectMetrics ?? metrics.text } : null,
    pageAssets: openPageAssets(),
    readiness: {
      checks: readinessChecks(base),
      optionalServices: { bus: bus.isHealthy },
      isReady: lifecycle.isReady,
    },
    clock: systemClock,
    isStoreUnavailable: isOutage,
    accessControl,
    isLambda: config.role === 'function',
  });
  return { app, viewers, gate: accessControl };
}

/** The parts of a process that answers people, and its server. */
export async function startWebRole(base: Runtime): Promise<RunningServer> {
  const { config, lifecycle, supervisor } = base;
  const { contract, host, port } = config;
  const { app, viewers } = await openWeb(base);
  return lifecycle.start(
    'server',
    () => startHttpServer({ app, contract, viewers, host, port, onResponse: supervisor?.requestServed }),
    async (server, cut, reason) => {
      await server.close(cut, reason);
      viewers.close();
    },
  );
}

async function openGate(base: Runtime): Promise<AccessControl> {
  const { config, log, store, random, now } = base;
  const { contract, redisUrl, access } = config;
  await ensureAdminKey(access, store, now);
  const clock = systemClock;
  const onError = (error: unknown) => log.warn({ error }, 'requests are counted in this process for now');
  const rateLimiter = redisUrl
    ? createRedisRateLimiter({ url: redisUrl, contract, clock, random, onError })
    : createLocalRateLimiter();
  return createAccessControl({ ...base, policy: access, rateLimiter, contract, clock });
}

/** A bus that is away degrades a process, which /ready says, too; it does not make it useless. */
const readinessChecks = ({ store }: Runtime) => ({ database: (signal: AbortSignal) => store.ping(signal) });

/** The part of a process that advances debates. */
export async function startWorkerRole(base: Runtime): Promise<Worker> {
  const { config, log, lifecycle, bus, metrics, name, randomId } = base;
  const { contract } = config;
  const { debatesPerWorker: capacity, modelMetricsMax } = contract.work;
  const stats = createWorkerStats();
  // Processes on other machines have the same names.
  const owner = `${name} ${randomId()}`;
  const timeTurn = reportTurns(metrics, stats, modelMetricsMax);
  const open = async () =>
    startWorker({
      ...base,
      contract,
      owner,
      announce: (tenant, events) => publishEvents(bus, tenant, events),
      openDeltaPublisher: (key) => createDeltaPublisher({ key, bus, contract, clock: systemClock }),
      stats,
      isOutage,
      onEvent: ({ type: what, data }) => log[what === 'turn.started' ? 'debug' : 'info'](data, what),
      onAttempt(facts) {
        timeTurn(facts);
        log.info(facts, 'a turn has ended');
      },
      onUnexpectedError: (error, about) => log.error({ ...about, error }, 'a fault of our own was contained'),
      onOutage: (error, doing) => log.warn({ doing, error }, 'the store failed; it is tried again'),
    });
  const worker = await lifecycle.start('worker', open, (started, cut) => started.drain(cut));
  reportWorker(metrics, { counts: stats, running: worker.running, capacity });
  await lifecycle.start(
    'sign of life',
    () => startHeartbeat({ owner, capacity }, base),
    async (stop) => stop(),
  );
  await protectRunningDebates(base, worker);
  return worker;
}

/** On ECS a task that runs debates asks to be left alone; once it drains it does no more. */
async function protectRunningDebates(
  { config, log, lifecycle, supervisor }: Runtime,
  { running }: Worker,
): Promise<void> {
  const agentUri = config.environment.ECS_AGENT_URI;
  if (agentUri === undefined) return;
  const onError = (error: unknown) =>
    log.warn({ error }, 'the task could not be protected; it is tried again');
  const { contract } = config;
  const isSingleProcess = supervisor === null;
  await lifecycle.start(
    'protection',
    async () => protectTask({ agentUri, contract, running, isSingleProcess, timers: systemClock, onError }),
    (protection) => protection.close(),
  );
}
