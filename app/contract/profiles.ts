import { base } from './base.ts';
import type { Contract } from './contract.ts';
import { own } from './own.ts';

/** The differences of a profile to the base: any part of the contract, to any depth. */
export type Differences<T> = {
  readonly [K in keyof T]?: T[K] extends object ? Differences<T[K]> : T[K];
};

export type ProfileName =
  | 'development'
  | 'staging'
  | 'production'
  | 'hybrid'
  | 'self-hosted'
  | 'own'
  | 'test';

const second = 1000;

/** A service behind a balancer: what staging and production share. */
const served = {
  edge: { gatewayIdleMs: 120 * second, gatewayReadMs: 90 * second, trustedProxies: 2 },
  // The silent pre-opened connection of a gateway gets a 408 after headersMs: it must outlive the gateway's idle time.
  http: { headersMs: 130 * second, loopLagMsMax: 250 },
  classes: {
    // Many people may share an address, and one page asks for many files.
    page: { rate: { addressRequestsMax: 3000, keyRequestsMax: 3000 } },
    api: {
      // Less than the gateway waits: an answer that comes too late must be ours, for ours says why.
      deadlineMs: 80 * second,
      rate: { addressRequestsMax: 1200, keyRequestsMax: 3000 },
    },
    // A viewer opens one and keeps it; a whole audience behind one address comes back at once after a deployment.
    stream: { rate: { addressRequestsMax: 600, keyRequestsMax: 1200 } },
    socket: { rate: { addressRequestsMax: 600, keyRequestsMax: 1200 } },
  },
  live: { viewersPerKeyMax: 1000 },
  process: {
    drainLagMs: 15 * second,
    drainInflightMs: 85 * second,
    viewerCloseMs: 10 * second,
    flushMs: 5 * second,
    stopMs: 120 * second,
  },
} satisfies Differences<Contract>;

const differences: Record<ProfileName, Differences<Contract>> = {
  development: {
    http: { processNamed: true },
    access: { openOnLoopback: true },
    agents: { localServerSought: true },
  },
  staging: {
    ...served,
    live: { viewersMax: 500, viewersPerKeyMax: 250 },
    work: { debatesPerWorker: 5 },
    deployment: {
      web: { cpuUnits: 256, memoryMiB: 512, heapMiB: 320, tasksMin: 1, tasksMax: 4 },
      worker: { cpuUnits: 256, memoryMiB: 512, heapMiB: 320, tasksMax: 4, spotPercent: 100 },
      rollout: { strategy: 'rolling' },
      // What it starts with must not be more than it scales by.
      scaling: { liveConnectionsPerTask: 300, backlogPerWorker: 2 },
      database: { capacityMax: 2, connectionsMax: 300, backupDays: 1, standby: false },
      logDays: 7,
      dataKept: false,
    },
  },
  production: served,
  hybrid: { ...served, deployment: { function: { enabled: true } } },
  // Behind one nginx, on Compose or Kubernetes: only that is believed about where a request comes from.
  'self-hosted': { ...served, edge: { ...served.edge, trustedProxies: 1 }, deployment: { proxies: 1 } },
  own,
  // Small on purpose: tests reach every limit and every deadline quickly.
  test: {
    http: { requestsMax: 50, processNamed: true },
    access: {
      openOnLoopback: true,
      keyUsedMs: 200,
      rotationOverlapMs: 5 * second,
      recheckMs: 50,
      auditFlushMs: 20,
    },
    live: { heartbeatMs: 400, pongMs: 300, coalesceMs: 5, pollMs: 50, retryMs: 20, replayPageEvents: 7 },
    bus: { connectMs: 2000, answerMs: 1000, pingMs: 400, retryMs: 5, retryMsMax: 50 },
    measures: { sampleMs: 100, workerGoneMs: 10 * second, metricsLineMs: 200 },
    process: { drainLagMs: 500, drainInflightMs: 1500, viewerCloseMs: 50, flushMs: 500, stopMs: 5 * second },
    supervisor: {
      restartsMax: 3,
      restartWindowMs: 10 * second,
      backoffMs: 5,
      backoffMsMax: 50,
      beatMs: 50,
      hungMs: 2000,
      measureMs: 1000,
      collectMs: 2000,
    },
    work: {
      leaseMs: 900,
      renewMs: 250,
      claimMs: 50,
      storeRetryMs: 5,
      storeRetryMsMax: 50,
      storePatienceMs: 10 * second,
    },
    agents: { firstTokenMs: 2000, idleMs: 1000, totalMs: 10_000, backoffMs: 5, retryAfterMsMax: 50 },
    limits: {
      notesMax: 4,
      documentsMax: 3,
      documentBytesMax: 256 * 1024,
      deadlineSecondsMin: 1,
      waitSecondsMax: 5,
    },
    classes: { api: { deadlineMs: 10_000, bodyBytesMax: 1024 * 1024 } },
    database: { acquireMs: 2000, statementMs: 6000, lockMs: 3000 },
  },
};

export const profileNames = Object.keys(differences) as readonly ProfileName[];

/** Whether a name from outside is a profile's. */
export const isProfileName = (name: string): name is ProfileName => Object.hasOwn(differences, name);

/** What a profile builds on, where that is not the base. */
const parents: Partial<Record<ProfileName, ProfileName>> = { own: 'production' };

/** A whole contract: the base, or another profile, with the profile's named differences. */
export function profile(name: ProfileName): Contract {
  const parent = parents[name];
  const start = parent === undefined ? base : profile(parent);
  return { ...withDifferences(start, differences[name]), profile: name };
}

/** A copy of `value` in which every number that `changes` names is replaced. */
export function withDifferences<T extends object>(value: T, changes: Differences<T>): T {
  const result = { ...value };
  for (const key of Object.keys(changes) as (keyof T)[]) {
    const change = changes[key];
    const current = value[key];
    if (change === undefined) continue;
    result[key] =
      isPlain(current) && isPlain(change)
        ? (withDifferences(current, change) as T[typeof key])
        : (change as T[typeof key]);
  }
  return result;
}

const isPlain = (value: unknown): value is object => typeof value === 'object' && value !== null;
