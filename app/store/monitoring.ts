import type { Contract } from '../contract/types/contract.ts';

/** Waiting debates of all tenants, and the workers that can run them. */
export interface Backlog {
  /** Debates that a worker could claim now: new, released, or orphaned by a lost worker. */
  readonly waiting: number;
  /** Debates that no worker can claim, because their tenants run as many as they may. */
  readonly throttled: number;
  /** Time since the last event of the debate that has waited longest; 0: none waits. */
  readonly ageSeconds: number;
  readonly workers: number;
  /** Debates that all workers together can run at once. */
  readonly capacity: number;
}

export interface WorkerHeartbeat {
  /** The owner in its leases. */
  readonly owner: string;
  /** Debates that it can run at once. */
  readonly capacity: number;
}

/** This process's database connections. */
export interface PoolStats {
  readonly connectionsMax: number;
  readonly inUse: number;
  readonly idle: number;
  /** Callers that wait for a connection. */
  readonly waiting: number;
}

export interface StoreMonitoring {
  /** Counts waiting debates, and workers with a heartbeat within the last `workerGoneMs`. */
  backlog(limits: Pick<Contract['work'], 'debatesPerTenantMax'>, workerGoneMs: number): Promise<Backlog>;
  /** Records a worker's heartbeat, and deletes workers without one for `workerGoneMs`. */
  recordHeartbeat(worker: WorkerHeartbeat, workerGoneMs: number): Promise<void>;
  /** For a worker that has stopped claiming. */
  removeWorker(owner: string): Promise<void>;
  /** The current numbers, without a query. */
  poolStats(): PoolStats;
  /** What the operator should change, as the opening has found: sentences with the fix. */
  readonly notices: readonly string[];
}
