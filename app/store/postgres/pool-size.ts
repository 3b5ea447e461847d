import { connectionsMax, connectionsReserve, processesPerTask } from '../../contract/derived.ts';
import type { Contract } from '../../contract/types/contract.ts';
import { StoreOpenError } from '../errors.ts';

/** What shares the connections of the server. */
export interface PoolSharing {
  /** Processes of this program (WORKERS). */
  readonly processes: number;
  /** Whether the tasks of the contract's deployment share them too. */
  readonly isDeployed: boolean;
  /** The share of this program (DATABASE_CONNECTIONS); null: all that the server allows. */
  readonly connectionsMax: number | null;
}

interface PoolSize {
  readonly poolMax: number;
  /** Why it is smaller than the contract says; null if it is not. */
  readonly notice: string | null;
}

/** The smallest pool that works: renewals of leases must not wait behind a long statement. */
const poolMin = 2;

/**
 * The size of each pool, so that all processes together stay within the connections of the server. `serverMax` is what
 * it accepts for this user. Throws StoreOpenError if even the smallest pools would be too many.
 */
export function choosePoolSize(
  { database, deployment, work }: Contract,
  sharing: PoolSharing,
  serverMax: number,
): PoolSize {
  const { poolMax } = database;
  const allowed = Math.min(serverMax, sharing.connectionsMax ?? serverMax);
  const available = allowed - (sharing.connectionsMax === null ? connectionsReserve : 0);
  // One more while a process is replaced; it opens its connections before the old one closes its own.
  const pools = sharing.isDeployed
    ? (deployedConnections({ database, deployment }) - connectionsReserve) / poolMax
    : sharing.processes + 1;
  if (pools * poolMax <= available) return { poolMax, notice: null };
  const fitting = Math.floor(available / pools);
  const least = Math.max(poolMin, Math.ceil(work.debatesPerWorker / work.debatesPerConnectionMax));
  const numbers =
    `The database accepts ${allowed} connections for this program, ${allowed - available} of them in reserve, and ` +
    `${pools} pools (${sharing.isDeployed ? 'of the deployment during a rollout' : 'WORKERS and one more'}) of ` +
    `${poolMax} would need ${pools * poolMax}`;
  if (fitting < least)
    throw new StoreOpenError(
      `${numbers}; each needs at least ${least}. Cure: raise max_connections of PostgreSQL to ` +
        `${pools * poolMax + connectionsReserve}, or start fewer processes.`,
    );
  return { poolMax: fitting, notice: `${numbers}. Each pool has ${fitting} connections instead.` };
}

const deployedConnections = (contract: Pick<Contract, 'database' | 'deployment'>): number => {
  const { web, worker } = contract.deployment;
  return connectionsMax(contract, {
    webTasks: web.tasksMax,
    workerTasks: worker.tasksMax,
    processesPerTask: processesPerTask(contract),
  });
};
