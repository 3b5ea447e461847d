import type { DeploymentSettings, HealthCheckSettings, ServiceSettings } from './types/deployment.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const MiB = 1024 * 1024;

const health: HealthCheckSettings = {
  intervalMs: 10 * second,
  timeoutMs: 5 * second,
  healthyThreshold: 2,
  unhealthyThreshold: 3,
};

const service: ServiceSettings = {
  cpuUnits: 512,
  memoryMiB: 1024,
  heapMiB: 640,
  tasksMin: 2,
  tasksMax: 10,
  minimumPercent: 100,
  maximumPercent: 200,
  spotPercent: 0,
};

/** The deployment of production; profiles.ts has the overrides. Prices: docs/costs.md. */
export const baseDeployment: DeploymentSettings = {
  proxies: 2,
  ingress: 'cloudfront',
  cdn: {
    keepAliveMs: 60 * second,
    connectMs: 5 * second,
    connectAttempts: 2,
    completionMs: null,
    socketIdleMs: 10 * minute,
    readMsMax: 120 * second,
    firewall: true,
    // More than all our own limits per address together, so that callers get our 429 first.
    addressRequestsMax: 30_000,
    windowSeconds: 300,
  },
  balancer: {
    port: 80,
    clientCidrs: {},
    clientKeepAliveMs: hour,
    deregistrationMs: 90 * second,
    slowStartMs: 0,
    algorithm: 'least_outstanding_requests',
    // A database failover may take a minute, during which no task should be replaced.
    health: { ...health, unhealthyThreshold: 7 },
  },
  container: {
    architecture: 'arm64',
    openFilesMax: 65_535,
    bootMs: 30 * second,
    graceMs: 60 * second,
    health: { ...health, intervalMs: 15 * second, healthyThreshold: 1, unhealthyThreshold: 5 },
    startMs: 60 * second,
    stopMsMax: 120 * second,
  },
  services: 'separate',
  web: service,
  worker: { ...service, tasksMin: 1 },
  rollout: {
    strategy: 'canary',
    canaryPercent: 10,
    canaryMs: 5 * minute,
    bakeMs: 10 * minute,
    durationMsMax: 33 * hour,
  },
  scaling: {
    requestsPerSecondPerTask: 1000,
    liveConnectionsPerTask: 800,
    workerUtilisationPercent: 80,
    backlogPerWorker: 5,
    debateMsTypical: 10 * minute,
    cpuPercent: 60,
    outCooldownMs: minute,
    inCooldownMs: 5 * minute,
  },
  alarms: {
    periodMs: minute,
    periods: 3,
    errorPercentMax: 1,
    p99MsMax: 5 * second,
    backlogAgeMsMax: 5 * minute,
    databasePercentMax: 80,
    liveConnectionsPercentMax: 80,
    workerUtilisationPercentMax: 95,
    failedDebatesMax: 5,
    providerErrorsMax: 20,
    spendUsdPerHourMax: 50,
  },
  database: {
    kind: 'aurora',
    version: '17.9',
    port: 5432,
    instanceClass: 'db.t4g.micro',
    storageGiB: 20,
    capacityMin: 0.5,
    capacityMax: 8,
    // Slightly less than Aurora's own formula gives at eight units.
    connectionsMax: 1600,
    pauseMs: null,
    resumeMs: minute,
    backupDays: 14,
    standby: true,
  },
  cache: { enabled: true, version: '8', port: 6379, dataGBMax: 5, commandsPerSecondMax: 20_000 },
  network: {
    cidr: '10.0.0.0/16',
    zones: 2,
    tasks: 'public',
    natGateways: 1,
    addressesPerSubnet: 251,
  },
  function: {
    enabled: false,
    timeoutMs: 85 * second,
    timeoutMsMax: 900 * second,
    memoryMiB: 1024,
    concurrencyMax: 50,
    poolMax: 2,
    responseMarginMs: second,
    bodyBytesMax: MiB,
  },
  migration: { cpuUnits: 256, memoryMiB: 512, deadlineMs: 12 * minute, pollMs: 5 * second },
  naming: { domain: null, certificateArn: null, hostedZoneId: null, alarmEmail: null },
  account: {
    kmsKeyArn: null,
    permissionsBoundaryArn: null,
    tags: {},
    accessLogBucket: null,
    flowLogs: false,
    containerInsights: false,
    allowExec: false,
  },
  settings: { values: {}, secretArns: {} },
  logDays: 30,
  retainData: true,
  allowScraping: false,
};
