import type { ContractPath } from '../../app/contract/facts.ts';
import type { Overrides } from '../../app/contract/overrides.ts';
import type { profile } from '../../app/contract/profiles.ts';
import type { Contract } from '../../app/contract/types/contract.ts';

/** One value that violates this invariant and no other, in production unless a profile is named. */
interface Perturbation {
  readonly path: ContractPath;
  readonly to: number;
  readonly profile?: Parameters<typeof profile>[0];
  /** Valid overrides without which the value would violate other invariants too. */
  readonly overrides?: Overrides<Contract>;
}

const second = 1000;
const hour = 3600 * second;
const KiB = 1024;
const MiB = 1024 * KiB;

export const perturbations: Readonly<Record<string, Perturbation>> = {
  'one-web-task-without-cache': { path: 'deployment.web.tasksMax', to: 2, profile: 'starter' },
  'keep-alive-outlives-gateway': { path: 'edge.marginMs', to: 0 },
  'headers-outlive-gateway': { path: 'http.headersMs', to: 60 * second },
  'request-covers-headers': { path: 'http.requestMs', to: 129 * second },
  'balancer-outlives-cdn': { path: 'deployment.cdn.keepAliveMs', to: 116 * second },
  'client-keep-alive-covers-cdn': { path: 'deployment.balancer.clientKeepAliveMs', to: 59 * second },
  'client-keep-alive-allowed': { path: 'deployment.balancer.clientKeepAliveMs', to: 8 * 24 * hour },
  'gateway-idle-allowed': {
    path: 'edge.gatewayIdleMs',
    to: 4001 * second,
    overrides: { http: { headersMs: 2 * hour, requestMs: 2 * hour } },
  },
  'slow-start-allowed': { path: 'deployment.balancer.slowStartMs', to: 30 * second },
  'deadline-before-gateway': { path: 'edge.gatewayReadMs', to: 84 * second },
  'file-within-deadline': { path: 'files.timeoutMs', to: 80 * second },
  'gateway-read-allowed': { path: 'edge.gatewayReadMs', to: 121 * second },
  'connect-within-read': { path: 'deployment.cdn.connectAttempts', to: 7 },
  'stream-outlives-longest-debate': { path: 'deployment.cdn.completionMs', to: 600 * second },
  'heartbeat-twice-within-gateway-timeout': { path: 'live.heartbeatMs', to: 46 * second },
  'ping-twice-within-socket-idle': { path: 'deployment.cdn.socketIdleMs', to: 29 * second },
  'long-poll-within-deadline': { path: 'limits.waitSecondsMax', to: 80 },
  'database-deadlines-nest': { path: 'database.statementMs', to: 75 * second },
  'lock-within-statement': { path: 'database.lockMs', to: 10 * second },
  'agent-deadlines-nest': { path: 'agents.totalMs', to: 90 * second },
  'thinking-deadlines-nest': { path: 'agents.thinking.totalMs', to: 300 * second },
  'turn-within-debate': { path: 'agents.totalMs', to: 901 * second },
  'thinking-turn-within-debate': { path: 'agents.thinking.totalMs', to: 1801 * second },
  'decision-within-deadline': { path: 'limits.decisionSecondsReserve', to: 1800 },
  'drain-within-stop': { path: 'process.stopMs', to: 60 * second },
  'stop-allowed': { path: 'process.stopMs', to: 121 * second },
  'drain-delay-covers-gateway': { path: 'process.drainDelayMs', to: 14 * second },
  'inflight-outlasts-requests': { path: 'process.drainInflightMs', to: 79 * second },
  'deregistration-outlasts-requests': { path: 'deployment.balancer.deregistrationMs', to: 10 * second },
  'deregistration-allowed': {
    path: 'deployment.balancer.deregistrationMs',
    to: 3601 * second,
    overrides: { deployment: { scaling: { inCooldownMs: 2 * hour } } },
  },
  'deregistration-within-scale-in-cooldown': { path: 'deployment.scaling.inCooldownMs', to: 209 * second },
  'reconnect-rate-within-capacity': { path: 'process.viewerCloseMs', to: 700 },
  'liveness-timeout-within-period': { path: 'probes.liveness.timeoutMs', to: 10 * second },
  'readiness-timeout-within-period': { path: 'probes.readiness.timeoutMs', to: 5 * second },
  'probe-deadline-within-timeout': { path: 'classes.probe.deadlineMs', to: 3001 },
  'check-within-probe': { path: 'probes.checkTimeoutMs', to: 3 * second },
  'balancer-check-timeout-within-interval': { path: 'deployment.balancer.health.timeoutMs', to: 10 * second },
  'container-check-timeout-within-interval': {
    path: 'deployment.container.health.timeoutMs',
    to: 15 * second,
  },
  'grace-covers-boot': { path: 'deployment.container.graceMs', to: 49 * second },
  'start-covers-boot': { path: 'deployment.container.startMs', to: 29 * second },
  'readiness-covers-database-failover': { path: 'deployment.balancer.health.unhealthyThreshold', to: 3 },
  'balancer-check-fails-first': { path: 'deployment.container.health.intervalMs', to: 13 * second },
  'web-deployment-headroom': { path: 'deployment.web.maximumPercent', to: 100 },
  'worker-deployment-headroom': { path: 'deployment.worker.maximumPercent', to: 199 },
  'web-scaling-range': { path: 'deployment.web.tasksMax', to: 1 },
  'worker-scaling-range': { path: 'deployment.worker.tasksMin', to: 11 },
  'tasks-span-zones': { path: 'deployment.web.tasksMin', to: 1 },
  'alarm-before-rollout-ends': { path: 'deployment.alarms.periods', to: 6 },
  'migration-within-function': { path: 'deployment.migration.deadlineMs', to: 900 * second },
  'rollout-within-operation': { path: 'deployment.rollout.bakeMs', to: 33 * hour },
  'metrics-within-period': { path: 'measures.emfIntervalMs', to: 31 * second },
  'connections-within-database': { path: 'deployment.database.connectionsMax', to: 448 },
  'pausing-database-not-polled': { path: 'deployment.database.pauseMs', to: 300 * second },
  'files-within-limit': { path: 'deployment.container.openFilesMax', to: 8192 },
  'scaling-before-full': { path: 'deployment.scaling.liveConnectionsPerTask', to: 3501 },
  'worker-scaling-before-alarm': { path: 'deployment.alarms.workerUtilisationPercentMax', to: 80 },
  'backlog-clears-before-alarm': { path: 'deployment.scaling.backlogPerWorker', to: 11 },
  'web-heap-within-memory': { path: 'deployment.web.heapMiB', to: 769 },
  'worker-heap-within-memory': { path: 'deployment.worker.heapMiB', to: 769 },
  'web-memory-minimum': { path: 'deployment.web.memoryMiB', to: 1000 },
  'worker-memory-minimum': { path: 'deployment.worker.memoryMiB', to: 1000 },
  'web-memory-maximum': { path: 'deployment.web.memoryMiB', to: 4096 },
  'worker-memory-maximum': { path: 'deployment.worker.memoryMiB', to: 4096 },
  'inflated-within-buffers': { path: 'files.inflatedBytesMax', to: 81 * MiB },
  'largest-file-accepted': { path: 'files.bytesMax', to: 38 * MiB },
  'uploads-within-memory': { path: 'http.bodiesBytesMax', to: 170 * MiB },
  'largest-body-accepted': { path: 'http.bodiesBytesMax', to: 49 * MiB },
  'debates-within-memory': { path: 'work.evidenceBytesMax', to: 200 * MiB },
  'largest-evidence-claimed': { path: 'work.evidenceBytesMax', to: 39 * MiB },
  'addresses-cover-deployment': { path: 'deployment.network.addressesPerSubnet', to: 47 },
  'rate-limit-before-edge': { path: 'deployment.cdn.addressRequestsMax', to: 20_000 },
  'trusted-proxies-match': { path: 'edge.trustedProxies', to: 1 },
  'headers-within-gateway': { path: 'http.headerBytesMax', to: 65 * KiB },
  'evidence-within-body': { path: 'limits.documentsMax', to: 26 },
  'function-outlasts-deadline': { path: 'deployment.function.timeoutMs', to: 80 * second, profile: 'hybrid' },
  'function-within-gateway': { path: 'deployment.function.timeoutMs', to: 86 * second, profile: 'hybrid' },
  'function-accepts-commands': { path: 'limits.noteCharsMax', to: 200_000, profile: 'hybrid' },
  'lease-covers-renewals': { path: 'work.renewIntervalMs', to: 2001 },
  'failover-within-objective': { path: 'work.claimIntervalMs', to: 4001 },
  'debates-within-pool': { path: 'work.debatesPerWorker', to: 101 },
  'protection-renewed-in-time': { path: 'work.protectionMs', to: 27 * second },
  'protection-released-periodically': { path: 'work.protectionReleaseMs', to: 27 * second },
  'worker-heartbeat-timeout-covers-samples': { path: 'measures.workerHeartbeatTimeoutMs', to: 14 * second },
  'close-timeout-within-heartbeat': { path: 'live.closeTimeoutMs', to: 15 * second },
  'delta-batch-below-poll': { path: 'live.deltaBatchMs', to: second },
  'deltas-dropped-before-eviction': { path: 'live.dropDeltasAtUnsentBytes', to: 4096 * KiB },
  'hang-timeout-covers-heartbeats': { path: 'supervisor.heartbeatMs', to: 3334 },
  'supervisor-detects-hang-before-liveness': { path: 'supervisor.heartbeatTimeoutMs', to: 30 * second },
  'restarts-within-window': { path: 'supervisor.restartsMax', to: 12 },
  'process-metrics-within-collection': { path: 'supervisor.metricsTimeoutMs', to: 4 * second },
  'collect-within-deadline': { path: 'supervisor.collectTimeoutMs', to: 10 * second },
};
