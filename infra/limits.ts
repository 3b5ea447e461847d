import { cpus } from './audit/cloudformation/fargate.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const MiB = 1024 * 1024;

/** What AWS takes of a number: from `least` to `most` and `also` some others, or one of a list. */
export type Limit =
  | { readonly least?: number; readonly most?: number; readonly also?: readonly number[] }
  | { readonly oneOf: readonly number[] };

const healthOf = (timeoutMsMax: number): Record<string, Limit> => ({
  intervalMs: { least: 5 * second, most: 300 * second },
  timeoutMs: { least: 2 * second, most: timeoutMsMax },
});

const under = (path: string, limits: Record<string, Limit>): Record<string, Limit> =>
  Object.fromEntries(Object.entries(limits).map(([name, limit]) => [`${path}.${name}`, limit]));

/** Of a subnet's addresses AWS keeps five for itself, and a subnet has 2⁴ to 2¹⁶. */
export const addressesReserved = 5;
const subnetSizes = Array.from({ length: 13 }, (_, index) => 2 ** (index + 4) - addressesReserved);

/** By AWS's documentation. A number that is missing here has no limit but those of the invariants, and 0. */
export const limits: Readonly<Record<string, Limit>> = under('deployment', {
  ...under('cdn', {
    keepAliveMs: { least: second, most: 120 * second },
    connectMs: { least: second, most: 10 * second },
    connectAttempts: { least: 1, most: 3 },
    completionMs: { least: second, most: hour },
    addressRequestsMax: { least: 10, most: 2_000_000_000 },
    windowSeconds: { oneOf: [60, 120, 300, 600] },
  }),
  ...under('balancer', {
    // What a distribution connects to.
    port: { least: 1024, most: 65_535, also: [80, 443] },
    deregistrationMs: { most: hour },
    slowStartMs: { least: 30 * second, most: 900 * second, also: [0] },
    ...under('health', {
      ...healthOf(120 * second),
      healthyAnswers: { least: 2, most: 10 },
      unhealthyAnswers: { least: 2, most: 10 },
    }),
  }),
  ...under('container', {
    ...under('health', { ...healthOf(120 * second), unhealthyAnswers: { least: 1, most: 10 } }),
    startMs: { most: 300 * second },
    stopMsMax: { most: 120 * second },
  }),
  ...under('web', { cpuUnits: { oneOf: cpus }, spotPercent: { most: 100 } }),
  ...under('worker', { cpuUnits: { oneOf: cpus }, spotPercent: { most: 100 } }),
  ...under('migration', { cpuUnits: { oneOf: cpus } }),
  ...under('rollout', {
    canaryPercent: { least: 0.1, most: 100 },
    canaryMs: { most: 24 * hour },
    bakeMs: { most: 24 * hour },
    durationMsMax: { most: 33 * hour },
  }),
  ...under('alarms', { periodMs: { least: minute }, periods: { least: 1 } }),
  ...under('database', {
    port: { least: 1150, most: 65_535 },
    capacityMin: { most: 256 },
    capacityMax: { least: 1, most: 256 },
    connectionsMax: { least: 6, most: 262_143 },
    pauseMs: { least: 300 * second, most: 24 * hour },
    backupDays: { least: 1, most: 35 },
  }),
  ...under('cache', {
    port: { oneOf: [6379] },
    dataGBMax: { least: 1, most: 5000 },
    commandsPerSecondMax: { least: 1000, most: 15_000_000 },
  }),
  // A balancer and a database need two zones, and no region has more than six.
  ...under('network', { zones: { least: 2, most: 6 }, addressesPerSubnet: { oneOf: subnetSizes } }),
  ...under('function', {
    timeoutMs: { least: second, most: 900 * second },
    timeoutMsMax: { most: 900 * second },
    memoryMiB: { least: 128, most: 10_240 },
    concurrencyMax: { least: 1 },
    bodyBytesMax: { most: MiB },
  }),
  // For so many days CloudWatch keeps logs.
  logDays: {
    oneOf: [
      ...[1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545],
      ...[731, 1096, 1827, 2192, 2557, 2922, 3288, 3653],
    ],
  },
});
