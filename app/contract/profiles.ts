import { base } from './base.ts';
import { applyOverrides, type Overrides } from './overrides.ts';
import type { Contract } from './types/contract.ts';

export type ProfileName =
  | 'development'
  | 'starter'
  | 'staging'
  | 'production'
  | 'hybrid'
  | 'self-hosted'
  | 'test';

/** Of profile files, too: the name is part of the names of resources. */
export const profileNamePattern = /^[a-z][a-z0-9-]{0,39}$/;

const second = 1000;
const MiB = 1024 * 1024;

/** Shared by all profiles behind a load balancer. */
const behindBalancer = {
  edge: { gatewayIdleMs: 120 * second, gatewayReadMs: 90 * second, trustedProxies: 2 },
  // headersMs must exceed the gateway's idle timeout, or its pre-opened connections are answered 408.
  http: { headersMs: 130 * second, eventLoopLagMsMax: 250 },
  classes: {
    // Many people may share an address, and one page loads many files.
    page: { rate: { addressRequestsMax: 3000, keyRequestsMax: 3000 } },
    api: {
      // Less than the gateway waits, so that a late response is our error, which names the reason.
      deadlineMs: 80 * second,
      rate: { addressRequestsMax: 1200, keyRequestsMax: 3000 },
    },
    // A viewer opens one and keeps it, but all viewers behind one address reconnect at once after a deployment.
    stream: { rate: { addressRequestsMax: 600, keyRequestsMax: 1200 } },
    socket: { rate: { addressRequestsMax: 600, keyRequestsMax: 1200 } },
  },
  live: { viewersPerKeyMax: 1000 },
  process: {
    drainDelayMs: 15 * second,
    drainInflightMs: 85 * second,
    viewerCloseMs: 10 * second,
    flushMs: 5 * second,
    stopMs: 120 * second,
  },
} satisfies Overrides<Contract>;

/** Behind one nginx, on Compose or Kubernetes: the only proxy. Nothing in front of it limits its timeouts. */
const behindNginx = {
  ...behindBalancer,
  edge: {
    gatewayIdleMs: 310 * second,
    gatewayReadMs: 300 * second,
    gatewayStreamMs: 3600 * second,
    trustedProxies: 1,
  },
  http: { ...behindBalancer.http, headersMs: 320 * second, requestMs: 330 * second },
  classes: {
    ...behindBalancer.classes,
    api: { ...behindBalancer.classes.api, deadlineMs: 295 * second },
  },
  process: { ...behindBalancer.process, drainInflightMs: 300 * second, stopMs: 335 * second },
  deployment: {
    proxies: 1,
    cdn: { keepAliveMs: null, readMsMax: null, socketIdleMs: null },
    balancer: { deregistrationMs: 300 * second },
    container: { stopMsMax: null },
    web: { tasksMax: 4 },
    worker: { tasksMax: 4 },
    scaling: { inCooldownMs: 660 * second },
    database: { connectionsMax: 200 },
  },
} satisfies Overrides<Contract>;

const profileOverrides: Record<ProfileName, Overrides<Contract>> = {
  development: {
    http: { exposeProcessName: true },
    access: { openOnLoopback: true },
    agents: { detectLocalServer: true },
  },
  // One task and the smallest database. A deployment starts the new task before it stops the old one. While both
  // run, no cache connects them, and live text may pause for viewers of one: events arrive within a second.
  starter: {
    ...behindBalancer,
    http: { ...behindBalancer.http, bodiesBytesMax: 52 * MiB },
    live: { viewersMax: 500, viewersPerKeyMax: 250 },
    work: { debatesPerWorker: 5, evidenceBytesMax: 48 * MiB },
    deployment: {
      services: 'combined',
      cdn: { firewall: false },
      web: { cpuUnits: 256, memoryMiB: 1024, heapMiB: 640, tasksMin: 1, tasksMax: 1 },
      worker: { cpuUnits: 256, memoryMiB: 1024, heapMiB: 640, tasksMax: 1 },
      rollout: { strategy: 'rolling' },
      scaling: { liveConnectionsPerTask: 300, backlogPerWorker: 2 },
      database: { kind: 'rds', connectionsMax: 80, backupDays: 7, standby: false },
      cache: { enabled: false },
    },
  },
  staging: {
    ...behindBalancer,
    http: { ...behindBalancer.http, bodiesBytesMax: 52 * MiB },
    live: { viewersMax: 500, viewersPerKeyMax: 250 },
    work: { debatesPerWorker: 5, evidenceBytesMax: 48 * MiB },
    deployment: {
      web: { cpuUnits: 256, memoryMiB: 1024, heapMiB: 640, tasksMin: 1, tasksMax: 4 },
      worker: { cpuUnits: 256, memoryMiB: 512, heapMiB: 320, tasksMax: 4, spotPercent: 100 },
      rollout: { strategy: 'rolling' },
      // The load at tasksMin must not exceed the scaling targets.
      scaling: { liveConnectionsPerTask: 300, backlogPerWorker: 2 },
      database: { capacityMax: 2, connectionsMax: 300, backupDays: 1, standby: false },
      logDays: 7,
      retainData: false,
    },
  },
  production: behindBalancer,
  hybrid: { ...behindBalancer, deployment: { function: { enabled: true } } },
  'self-hosted': behindNginx,
  // Small, so that tests reach every limit and deadline quickly.
  test: {
    http: { requestsMax: 50, exposeProcessName: true },
    access: {
      openOnLoopback: true,
      keyLastUsedIntervalMs: 200,
      rotationOverlapMs: 5 * second,
      revalidateIntervalMs: 50,
      auditFlushIntervalMs: 20,
    },
    live: {
      heartbeatMs: 400,
      closeTimeoutMs: 300,
      deltaBatchMs: 5,
      deltaBatchBusyMs: 5,
      pollMs: 50,
      retryMs: 20,
      replayPageEvents: 7,
    },
    bus: { connectMs: 2000, commandTimeoutMs: 1000, pingIntervalMs: 400, retryMs: 5, retryMsMax: 50 },
    measures: { sampleIntervalMs: 100, workerHeartbeatTimeoutMs: 10 * second, emfIntervalMs: 200 },
    process: {
      drainDelayMs: 500,
      drainInflightMs: 1500,
      viewerCloseMs: 50,
      flushMs: 500,
      stopMs: 5 * second,
    },
    supervisor: {
      restartsMax: 3,
      restartWindowMs: 10 * second,
      backoffMs: 5,
      backoffMsMax: 50,
      heartbeatMs: 50,
      heartbeatTimeoutMs: 10 * second,
      metricsTimeoutMs: 1000,
      collectTimeoutMs: 2000,
    },
    work: {
      leaseMs: 900,
      renewIntervalMs: 250,
      claimIntervalMs: 50,
      storeRetryMs: 5,
      storeRetryMsMax: 50,
      storeRetryBudgetMs: 10 * second,
    },
    agents: {
      firstTokenMs: 2000,
      idleMs: 1000,
      totalMs: 10_000,
      abortMs: 50,
      thinking: { firstTokenMs: 4000, totalMs: 20_000 },
      backoffMs: 5,
    },
    limits: {
      notesMax: 4,
      documentsMax: 3,
      documentBytesMax: 256 * 1024,
      deadlineSecondsMin: 1,
      waitSecondsMax: 5,
    },
    files: { bytesMax: 512 * 1024, timeoutMs: 8000 },
    webhooks: { pollMs: 50, timeoutMs: 2000, attemptsMax: 3, backoffMs: 20, backoffMsMax: 100 },
    classes: { api: { deadlineMs: 10_000, bodyBytesMax: 1024 * 1024 } },
    database: { acquireMs: 2000, statementMs: 6000, lockMs: 3000 },
  },
};

export const profileNames = Object.keys(profileOverrides) as readonly ProfileName[];

export const isProfileName = (name: string): name is ProfileName => Object.hasOwn(profileOverrides, name);

/** The whole contract of a built-in profile: the base with its overrides. */
export const profile = (name: ProfileName): Contract => ({
  ...applyOverrides(base, profileOverrides[name]),
  profile: name,
});
