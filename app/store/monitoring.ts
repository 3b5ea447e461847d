import type { Contract } from '../contract/types/contract.ts';

/** Debates that wait, over all tenants, and the workers that are there to take them. */
export interface Backlog {
  /** For a worker: new ones, those that were handed over, and those whose worker was lost. */
  readonly waiting: number;
  /** Their tenants have as many running as they may: no worker could take them. */
  readonly throttled: number;
  /** How long nothing has happened in the one that has waited longest for a worker; 0: none waits. */
  readonly ageSeconds: number;
  readonly workers: number;
  /** Debates that these workers can advance at once, all together. */
  readonly capacity: number;
}

/** A worker as it says of itself that it lives. */
export interface WorkerHeartbeat {
  /** As in the leases that it holds. */
  readonly owner: string;
  /** Debates that it advances at once. */
  readonly capacity: number;
}

/** The connections to the database of this process. */
export interface PoolStats {
  readonly connectionsMax: number;
  readonly inUse: number;
  readonly idle: number;
  /** Who waits for one. */
  readonly waiting: number;
}

/** What is measured of the store and of those who work on it. */
export interface StoreMonitoring {
  /** Counts what waits, and the workers that have said within `workerGoneMs` that they live. */
  backlog(limits: Pick<Contract['work'], 'debatesPerTenantMax'>, workerGoneMs: number): Promise<Backlog>;
  /** Says that a worker lives; those that have not said so for `workerGoneMs` are forgotten. */
  recordHeartbeat(worker: WorkerHeartbeat, workerGoneMs: number): Promise<void>;
  /** A worker claims no more. */
  removeWorker(owner: string): Promise<void>;
  /** As it is at this moment, without asking the database. */
  poolStats(): PoolStats;
}
