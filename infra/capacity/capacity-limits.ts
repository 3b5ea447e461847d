import type { Contract } from '../../app/contract/types/contract.ts';
import { type DataServiceDemand, databaseUnits } from './data-services.ts';
import type { CapacityTasks } from './tasks.ts';

/** A limit of the contract, and how much of it a load takes. */
export interface CapacityLimit {
  /** The contract value. */
  readonly path: string;
  readonly needed: number;
  readonly available: number;
  readonly unit: string;
  /** One sentence. */
  readonly fix: string;
}

/** The share of a limit that is taken; from 1 on it does not suffice. */
export const usedShare = ({ needed, available }: CapacityLimit): number => needed / available;

/** All limits that apply, the one of which the most is taken at the top. */
export function computeLimits(
  contract: Contract,
  tasks: CapacityTasks,
  data: DataServiceDemand,
): readonly CapacityLimit[] {
  const { database, cache } = contract.deployment;
  return [
    ...taskLimits(contract, tasks),
    connectionLimit(contract, tasks, data),
    ...(cache.enabled ? [cacheLimit(cache.commandsPerSecondMax, data)] : []),
    ...(database.kind === 'aurora' ? [databaseUnitLimit(contract, data)] : []),
  ].sort((a, b) => usedShare(b) - usedShare(a));
}

function taskLimits({ deployment }: Contract, { web, worker }: CapacityTasks): CapacityLimit[] {
  const peak = (tasks: number, percent: number) => Math.ceil((tasks * percent) / 100);
  const workers = worker?.tasks ?? 0;
  const addresses = web.tasks * 2 + peak(workers, deployment.worker.maximumPercent) + loadBalancerAddresses;
  return [
    {
      path: 'deployment.web.tasksMax',
      needed: web.tasks,
      available: deployment.web.tasksMax,
      unit: 'tasks',
      fix: deployment.cache.enabled
        ? `Set deployment.web.tasksMax to ${web.tasks}, or make tasks larger (deployment.web.cpuUnits).`
        : 'Make the task larger (deployment.web.cpuUnits), or use a profile with deployment.cache.enabled.',
    },
    ...(worker === null
      ? []
      : [
          {
            path: 'deployment.worker.tasksMax',
            needed: worker.tasks,
            available: deployment.worker.tasksMax,
            unit: 'tasks',
            fix: `Set deployment.worker.tasksMax to ${worker.tasks}, or raise work.debatesPerWorker with memory.`,
          },
        ]),
    {
      path: 'deployment.network.addressesPerSubnet',
      needed: addresses,
      available: deployment.network.addressesPerSubnet,
      unit: 'addresses',
      fix: `Use larger subnets: deployment.network.addressesPerSubnet of at least ${addresses}.`,
    },
  ];
}

/** It needs eight free addresses in each subnet. */
const loadBalancerAddresses = 8;

/** Of connectionsMax; the rest stays free, as the invariant connections-within-database demands. */
const usableConnectionShare = 0.9;

function connectionLimit(
  { database, work, deployment }: Contract,
  { worker }: CapacityTasks,
  { databaseConnections }: DataServiceDemand,
): CapacityLimit {
  const available = deployment.database.connectionsMax * usableConnectionShare;
  const poolMax = Math.floor((database.poolMax * available) / databaseConnections);
  const poolMin = worker === null ? 2 : Math.ceil(work.debatesPerWorker / work.debatesPerConnectionMax);
  return {
    path: 'deployment.database.connectionsMax',
    needed: databaseConnections,
    available,
    unit: 'connections',
    fix:
      poolMax >= Math.max(2, poolMin)
        ? `Set database.poolMax to ${Math.min(poolMax, database.poolMax)}.`
        : 'Put a pooler in front of the database, and more viewers on each process, with a whole CPU for it ' +
          '(deployment.web.cpuUnits, deployment.scaling.liveConnectionsPerTask).',
  };
}

function cacheLimit(available: number, { cacheMessagesPerSecond }: DataServiceDemand): CapacityLimit {
  const needed = Math.ceil(cacheMessagesPerSecond.published + cacheMessagesPerSecond.delivered);
  return {
    path: 'deployment.cache.commandsPerSecondMax',
    needed,
    available,
    unit: 'messages a second',
    fix: `Set deployment.cache.commandsPerSecondMax to ${needed}; larger web tasks need fewer messages.`,
  };
}

function databaseUnitLimit({ deployment }: Contract, { databaseCores }: DataServiceDemand): CapacityLimit {
  const needed = databaseUnits(databaseCores, deployment);
  return {
    path: 'deployment.database.capacityMax',
    needed,
    available: deployment.database.capacityMax,
    unit: 'units',
    fix: `Set deployment.database.capacityMax to ${Math.ceil(needed)}.`,
  };
}
