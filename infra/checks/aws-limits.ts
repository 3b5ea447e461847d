import { cpus } from '../lint/models/cloudformation/fargate.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const MiB = 1024 * 1024;

/** The numbers that AWS accepts: a range from `min` to `max` and some `also`, or one of a list. */
export type Limit =
  | { readonly min?: number; readonly max?: number; readonly also?: readonly number[] }
  | { readonly oneOf: readonly number[] };

const healthCheckLimits = (timeoutMsMax: number): Record<string, Limit> => ({
  intervalMs: { min: 5 * second, max: 300 * second },
  timeoutMs: { min: 2 * second, max: timeoutMsMax },
});

const section = (path: string, limits: Record<string, Limit>): Record<string, Limit> =>
  Object.fromEntries(Object.entries(limits).map(([name, limit]) => [`${path}.${name}`, limit]));

/** AWS reserves five addresses of every subnet, and a subnet has 2⁴ to 2¹⁶. */
export const addressesReserved = 5;
const subnetSizes = Array.from({ length: 13 }, (_, index) => 2 ** (index + 4) - addressesReserved);

/** From AWS's documentation. Numbers that are missing here are limited by the invariants, and must not be negative. */
export const awsLimits: Readonly<Record<string, Limit>> = section('deployment', {
  ...section('cdn', {
    keepAliveMs: { min: second, max: 120 * second },
    connectMs: { min: second, max: 10 * second },
    connectAttempts: { min: 1, max: 3 },
    completionMs: { min: second, max: hour },
    addressRequestsMax: { min: 10, max: 2_000_000_000 },
    windowSeconds: { oneOf: [60, 120, 300, 600] },
  }),
  ...section('balancer', {
    // The ports that CloudFront connects to.
    port: { min: 1024, max: 65_535, also: [80, 443] },
    deregistrationMs: { max: hour },
    slowStartMs: { min: 30 * second, max: 900 * second, also: [0] },
    ...section('health', {
      ...healthCheckLimits(120 * second),
      healthyThreshold: { min: 2, max: 10 },
      unhealthyThreshold: { min: 2, max: 10 },
    }),
  }),
  ...section('container', {
    ...section('health', { ...healthCheckLimits(120 * second), unhealthyThreshold: { min: 1, max: 10 } }),
    startMs: { max: 300 * second },
    stopMsMax: { max: 120 * second },
  }),
  ...section('web', { cpuUnits: { oneOf: cpus }, spotPercent: { max: 100 } }),
  ...section('worker', { cpuUnits: { oneOf: cpus }, spotPercent: { max: 100 } }),
  ...section('migration', { cpuUnits: { oneOf: cpus } }),
  ...section('rollout', {
    canaryPercent: { min: 0.1, max: 100 },
    canaryMs: { max: 24 * hour },
    bakeMs: { max: 24 * hour },
    durationMsMax: { max: 33 * hour },
  }),
  ...section('alarms', { periodMs: { min: minute }, periods: { min: 1 } }),
  ...section('database', {
    port: { min: 1150, max: 65_535 },
    storageGiB: { min: 20, max: 13_107 },
    capacityMin: { max: 256 },
    capacityMax: { min: 1, max: 256 },
    connectionsMax: { min: 6, max: 262_143 },
    pauseMs: { min: 300 * second, max: 24 * hour },
    backupDays: { min: 1, max: 35 },
  }),
  ...section('cache', {
    port: { oneOf: [6379] },
    dataGBMax: { min: 1, max: 5000 },
    commandsPerSecondMax: { min: 1000, max: 15_000_000 },
  }),
  // A load balancer and a database need two zones, and no region has more than six.
  ...section('network', {
    zones: { min: 2, max: 6 },
    natGateways: { min: 1 },
    addressesPerSubnet: { oneOf: subnetSizes },
  }),
  ...section('function', {
    timeoutMs: { min: second, max: 900 * second },
    timeoutMsMax: { max: 900 * second },
    memoryMiB: { min: 128, max: 10_240 },
    concurrencyMax: { min: 1 },
    bodyBytesMax: { max: MiB },
  }),
  // The retention periods of CloudWatch Logs.
  logDays: {
    oneOf: [
      ...[1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545],
      ...[731, 1096, 1827, 2192, 2557, 2922, 3288, 3653],
    ],
  },
});
