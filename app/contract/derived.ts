import type { Contract } from './types/contract.ts';

/** Server options of one Node process. */
export interface NodeServerLimits {
  readonly keepAliveTimeout: number;
  readonly headersTimeout: number;
  readonly requestTimeout: number;
  readonly connectionsCheckingInterval: number;
  readonly maxHeaderSize: number;
}

/**
 * Behind a gateway that keeps idle connections, our keep-alive must be longer than its: if we close a connection first,
 * the request just sent on it is answered 502. The 5 s for direct clients would be too short.
 */
export function keepAliveMs({ edge, http }: Contract): number {
  return edge.gatewayIdleMs === null ? http.directKeepAliveMs : edge.gatewayIdleMs + edge.marginMs;
}

export function nodeServerLimits(contract: Contract): NodeServerLimits {
  const { http } = contract;
  return {
    keepAliveTimeout: keepAliveMs(contract),
    headersTimeout: http.headersMs,
    requestTimeout: http.requestMs,
    connectionsCheckingInterval: http.connectionsCheckIntervalMs,
    maxHeaderSize: http.headerBytesMax,
  };
}

/**
 * How long the gateway waits for the next byte. Rendered gateways without a setting of their own wait for a whole
 * request.
 */
export const gatewayReadMs = ({ edge, http }: Contract): number =>
  edge.gatewayReadMs ?? edge.gatewayIdleMs ?? http.requestMs;

/** The same for streams and sockets. */
export const gatewayStreamMs = (contract: Contract): number =>
  contract.edge.gatewayStreamMs ?? gatewayReadMs(contract);

/** Upper bound from SIGTERM to exit: the sum of the drain's steps. */
export function drainMs({ process }: Contract): number {
  return process.drainDelayMs + process.drainInflightMs + process.viewerCloseMs + process.flushMs;
}

/**
 * When the supervisor kills a process that has not finished its drain: halfway between the end of the drain and the
 * time at which the platform kills everything, so that the supervisor can still log it.
 */
export const drainKillMs = (contract: Contract): number => (drainMs(contract) + contract.process.stopMs) / 2;

/** A load balancer is in front, and CloudFront in front of it unless the profile says otherwise. */
export const runsOnAws = ({ edge, deployment }: Contract): boolean =>
  edge.gatewayIdleMs !== null && (deployment.cdn.keepAliveMs !== null || deployment.ingress !== 'cloudfront');

/** A task runs one process per CPU, and at least one. */
export const processesPerTask = ({ deployment: { web } }: Pick<Contract, 'deployment'>): number =>
  Math.max(1, Math.floor(web.cpuUnits / 1024));

export interface TaskCounts {
  readonly webTasks: number;
  readonly workerTasks: number;
  readonly processesPerTask: number;
}

/** PostgreSQL reserves three for its superuser; the others are for a person who investigates. */
export const connectionsReserve = 5;

/**
 * Upper bound of a deployment's database connections: all tasks that may run during a rollout with full pools, the
 * migration, and a reserve.
 */
export function connectionsMax(
  { database, deployment }: Pick<Contract, 'database' | 'deployment'>,
  { webTasks, workerTasks, processesPerTask }: TaskCounts,
): number {
  const tasksDuringRollout = (tasks: number, { maximumPercent }: Contract['deployment']['web']) =>
    Math.ceil((tasks * maximumPercent) / 100);
  const pools =
    tasksDuringRollout(webTasks, deployment.web) * processesPerTask +
    tasksDuringRollout(workerTasks, deployment.worker) +
    1;
  return pools * database.poolMax + connectionsReserve;
}

/** A documented value that a derived one replaces. */
export interface OverriddenValue {
  readonly path: string;
  readonly documentedMs: number;
  readonly derivedMs: number;
  readonly reason: string;
}

/** What operators of such services ask for, where nothing in front forbids it. */
const documented = { deadlineMs: 300_000, socketIdleMs: 3_600_000 };

/** The documented values that this profile does not use as they are written. */
export function overriddenValues(contract: Contract): OverriddenValue[] {
  const { edge, http, classes, deployment } = contract;
  if (edge.gatewayIdleMs === null) return [];
  const { readMsMax, socketIdleMs } = deployment.cdn;
  const { deadlineMs } = classes.api;
  return [
    {
      path: 'http.directKeepAliveMs',
      documentedMs: http.directKeepAliveMs,
      derivedMs: keepAliveMs(contract),
      reason: `the gateway keeps idle connections for ${edge.gatewayIdleMs} ms, and ours must last longer`,
    },
    ...(readMsMax !== null && deadlineMs !== null && readMsMax < documented.deadlineMs
      ? [
          {
            path: 'classes.api.deadlineMs',
            documentedMs: documented.deadlineMs,
            derivedMs: deadlineMs,
            reason: `the CDN waits for a byte for at most ${readMsMax} ms, and our deadline must come first`,
          },
        ]
      : []),
    ...(socketIdleMs !== null && socketIdleMs < documented.socketIdleMs
      ? [
          {
            path: 'deployment.cdn.socketIdleMs',
            documentedMs: documented.socketIdleMs,
            derivedMs: socketIdleMs,
            reason: 'the CDN closes a socket after that long without a byte, a fixed limit',
          },
        ]
      : []),
  ];
}

/** JSON with sorted keys, so that equal contracts have equal text; app/config/contract-hash.ts hashes it. */
export const serializeContract = (contract: Contract): string =>
  JSON.stringify(contract, (_, value: unknown) => (isRecord(value) ? sortKeys(value) : value));

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const sortKeys = (record: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
