import { connectionsMax, processesPerTask } from '../../app/contract/derived.ts';
import type { Contract } from '../../app/contract/types/contract.ts';
import type { CapacityDemand } from './demand.ts';
import type { CapacityTasks } from './tasks.ts';
import { typicalDebate, unitCosts } from './unit-costs.ts';

/** What the tasks of a deployment ask of its database and its cache. */
export interface DataServiceDemand {
  /** While a deployment runs the old tasks and the new ones. */
  readonly databaseConnections: number;
  readonly databaseCores: number;
  readonly cacheMessagesPerSecond: CacheMessages;
  /** In an average second. */
  readonly cacheMessagesPerSecondMean: CacheMessages;
  readonly cacheBytesPerSecond: number;
}

interface CacheMessages {
  readonly published: number;
  /** To each web process that has viewers of the debate. */
  readonly delivered: number;
}

export function computeDataServices(
  demand: CapacityDemand,
  tasks: CapacityTasks,
  contract: Contract,
): DataServiceDemand {
  const processes = processesPerTask(contract);
  const webProcesses = tasks.web.tasks * processes;
  const messages = (writing: number): CacheMessages => {
    if (!contract.deployment.cache.enabled) return { published: 0, delivered: 0 };
    const watched = Math.min(demand.viewers, writing * webProcesses);
    return {
      published: writing * demand.packetsPerSecondOfDebate + demand.eventsPerSecond,
      delivered: watched * demand.packetsPerSecondOfDebate,
    };
  };
  const peak = messages(demand.writingDebates);
  return {
    databaseConnections: connectionsMax(contract, {
      webTasks: tasks.web.tasks,
      workerTasks: tasks.worker?.tasks ?? 0,
      processesPerTask: processes,
    }),
    databaseCores: (demand.eventsPerSecond * unitCosts.eventMicros.value) / 1e6,
    cacheMessagesPerSecond: peak,
    cacheMessagesPerSecondMean: messages(demand.writingDebatesMean),
    cacheBytesPerSecond: (peak.published + peak.delivered) * unitCosts.packetBytes.value,
  };
}

/** A unit of Aurora Serverless has 2 GiB and, as far as AWS says, the CPU that belongs to it: about a quarter. */
const coresPerDatabaseUnit = 0.25;

export const databaseUnits = (cores: number, { scaling, database }: Contract['deployment']): number =>
  Math.max(database.capacityMin, cores / coresPerDatabaseUnit / (scaling.cpuPercent / 100));

/** Tokens a minute that the providers must allow, at most. */
export const tokensPerMinute = ({ tokensPerSecond }: CapacityDemand): number => tokensPerSecond * 60;

/** Calls of models at the same time. */
export const callsAtOnce = ({ writingDebates }: CapacityDemand): number =>
  writingDebates * typicalDebate.seatsAtOnce;
