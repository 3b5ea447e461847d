import { createDeltaPublisher } from '../live/delta-publisher.ts';
import { publishEvents } from '../live/messages.ts';
import { protectTask } from '../runtime/task-protection.ts';
import { systemClock } from '../shared/clock.ts';
import { isOutage } from '../store/errors.ts';
import type { WorkerEvent } from '../worker/lifecycle-events.ts';
import { createWorkerStats } from '../worker/stats.ts';
import { startWorker, type Worker } from '../worker/worker.ts';
import type { Runtime } from './runtime.ts';
import { startWebhooks } from './webhooks.ts';
import { reportTurns, reportWorker, startHeartbeat } from './worker-metrics.ts';

/** Starts the worker role, which claims and advances debates. */
export async function startWorkerRole(runtime: Runtime): Promise<Worker> {
  const { config, log, lifecycle, bus, batchTimer, metrics, name, randomId } = runtime;
  const { contract } = config;
  const { debatesPerWorker: capacity, modelMetricsMax } = contract.work;
  const stats = createWorkerStats();
  // The name alone is not unique: processes on other machines have the same names.
  const owner = `${name} ${randomId()}`;
  const timeTurn = reportTurns(metrics, stats, modelMetricsMax);
  const open = async () =>
    startWorker({
      ...runtime,
      contract,
      clock: systemClock,
      owner,
      announce: (tenant, events) => publishEvents(bus, tenant, events),
      openDeltaPublisher: (key) => createDeltaPublisher({ key, bus, batchTimer }),
      stats,
      isOutage,
      onEvent: ({ type, data }) => log[eventLevels[type] ?? 'info'](data, type),
      onAttempt(report) {
        timeTurn(report);
        log.info(report, 'turn ended');
      },
      onUnexpectedError: (error, fields) => log.error({ ...fields, error }, 'unexpected error'),
      onOutage: (error, operation) => log.warn({ operation, error }, 'store unavailable, retrying'),
    });
  const worker = await lifecycle.start('worker', open, (started, forceSignal) => started.drain(forceSignal));
  reportWorker(metrics, { stats, running: worker.running, capacity });
  await lifecycle.start(
    'heartbeat',
    () => startHeartbeat({ owner, capacity }, runtime),
    async (stop) => stop(),
  );
  await startWebhooks(runtime);
  await protectRunningDebates(runtime, worker);
  return worker;
}

const eventLevels: Readonly<Partial<Record<WorkerEvent['type'], 'debug' | 'warn'>>> = {
  'turn.started': 'debug',
  'call.abandoned': 'warn',
};

/** On ECS, keeps the task from being stopped while it runs debates; a task that drains gives the protection up. */
async function protectRunningDebates(
  { config, log, lifecycle, supervisor }: Runtime,
  { running }: Worker,
): Promise<void> {
  const agentUri = config.environment.ECS_AGENT_URI;
  if (agentUri === undefined) return;
  const { contract } = config;
  const onError = (error: unknown) => log.warn({ error }, 'task protection failed, retrying');
  const isSingleProcess = supervisor === null;
  await lifecycle.start(
    'task protection',
    async () => protectTask({ agentUri, contract, running, isSingleProcess, clock: systemClock, onError }),
    (protection) => protection.close(),
  );
}
