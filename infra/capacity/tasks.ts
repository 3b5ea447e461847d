import { processesPerTask } from '../../app/contract/derived.ts';
import type { Contract } from '../../app/contract/types/contract.ts';
import type { CapacityDemand } from './demand.ts';
import { unitCosts } from './unit-costs.ts';

/** Tasks of a service, and how many each of their limits would need. */
export interface TaskNeed {
  readonly tasks: number;
  /** By the name of the limit. */
  readonly needs: Readonly<Record<string, number>>;
  /** The limit that needs the most. */
  readonly reason: string;
  /** CPUs in use at the most. */
  readonly cores: number;
  readonly memoryMB: number;
}

export interface CapacityTasks {
  readonly web: TaskNeed;
  /** null: web tasks run the debates, too. */
  readonly worker: TaskNeed | null;
}

const cpu = 'deployment.scaling.cpuPercent';
const MBPerMiB = 1.048576;

export function computeTasks(demand: CapacityDemand, contract: Contract): CapacityTasks {
  const { services } = contract.deployment;
  const worker = needForDebates(demand, contract);
  if (services === 'separate') return { web: needForViewers(demand, contract, 0), worker };
  const viewers = needForViewers(demand, contract, worker.cores);
  const need = mostOf({ ...worker.needs, ...viewers.needs }, contract.deployment.web.tasksMin);
  const debatesMB = (demand.runningDebates / need.tasks) * unitCosts.debateMB.value;
  const web = { ...need, cores: viewers.cores, memoryMB: viewers.memoryMB + debatesMB };
  return { web, worker: null };
}

/** Viewers of one or several processes. */
interface FollowedText {
  readonly viewers: number;
  /** Debates whose text arrives, counted once in each process that has viewers of it. */
  readonly watchedDebates: number;
  readonly packetsPerSecond: number;
  readonly heartbeatMs: number;
}

/** CPUs of web processes: each packet is read once in a process, and written to each viewer. */
export function coresOfViewers({
  viewers,
  watchedDebates,
  packetsPerSecond,
  heartbeatMs,
}: FollowedText): number {
  const writes = viewers * (packetsPerSecond + 1000 / heartbeatMs) * unitCosts.deliveryMicros.value;
  const reads = watchedDebates * packetsPerSecond * unitCosts.watchedPacketMicros.value;
  return (writes + reads) / 1e6;
}

/** `otherCores` are those of debates in the same tasks. */
function needForViewers(demand: CapacityDemand, contract: Contract, otherCores: number): TaskNeed {
  const { deployment, live } = contract;
  const processes = processesPerTask(contract);
  const { viewers, writingDebates, packetsPerSecondOfDebate } = demand;
  const coresOf = (tasks: number) =>
    otherCores +
    coresOfViewers({
      viewers,
      watchedDebates: Math.min(viewers, writingDebates * processes * tasks),
      packetsPerSecond: packetsPerSecondOfDebate,
      heartbeatMs: live.heartbeatMs,
    });
  const coresPerTask = usableCores(deployment.web.cpuUnits, deployment.scaling.cpuPercent);
  // Either every viewer is the only one of a debate in its process, or every process has viewers of every debate.
  const atMost = Math.ceil(coresOf(Number.POSITIVE_INFINITY) / coresPerTask);
  const spare = coresPerTask - (coresOf(1) - coresOf(0));
  const byCpu = spare > 0 ? Math.min(atMost, Math.ceil(coresOf(0) / spare)) : atMost;
  const { processWithSourceMapsMB, viewerKB } = unitCosts;
  const freeMB = deployment.web.memoryMiB * MBPerMiB - processWithSourceMapsMB.value * processes;
  const viewersInMemory = (freeMB * 1000) / viewerKB.value;
  const need = mostOf(
    {
      'deployment.scaling.liveConnectionsPerTask': viewers / deployment.scaling.liveConnectionsPerTask,
      [cpu]: byCpu,
      'deployment.web.memoryMiB': viewers / viewersInMemory,
    },
    deployment.web.tasksMin,
  );
  const perTask = viewers / need.tasks;
  return {
    ...need,
    cores: coresOf(need.tasks),
    memoryMB: processWithSourceMapsMB.value * processes + (perTask * viewerKB.value) / 1000,
  };
}

function needForDebates(demand: CapacityDemand, { deployment, work }: Contract): TaskNeed {
  const { worker, scaling } = deployment;
  const cores = (demand.tokensPerSecond * unitCosts.tokenMicros.value) / 1e6;
  const slots = (work.debatesPerWorker * scaling.workerUtilisationPercent) / 100;
  const need = mostOf(
    {
      'work.debatesPerWorker': demand.runningDebates / slots,
      'deployment.worker.cpuUnits': cores / usableCores(worker.cpuUnits, scaling.cpuPercent),
    },
    worker.tasksMin,
  );
  const debates = demand.runningDebates / need.tasks;
  return {
    ...need,
    cores,
    memoryMB: unitCosts.processWithSourceMapsMB.value + debates * unitCosts.debateMB.value,
  };
}

const usableCores = (cpuUnits: number, percent: number): number => ((cpuUnits / 1024) * percent) / 100;

function mostOf(needs: Readonly<Record<string, number>>, tasksMin: number) {
  const [[reason, most] = ['', 0]] = Object.entries(needs).sort(([, a], [, b]) => b - a);
  const tasks = Math.ceil(most);
  return { needs, ...(tasks > tasksMin ? { tasks, reason } : { tasks: tasksMin, reason: 'tasksMin' }) };
}
