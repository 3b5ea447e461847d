import type { Contract } from './types/contract.ts';

/** What one Node process is started with; every number follows from the contract. */
export interface NodeServerLimits {
  readonly keepAliveTimeout: number;
  readonly headersTimeout: number;
  readonly requestTimeout: number;
  readonly connectionsCheckingInterval: number;
  readonly maxHeaderSize: number;
}

/**
 * Behind a gateway that keeps idle connections, ours must live longer than its: a connection that we close first is
 * a 502 for the request that was just put on it. The 5 s that suit direct clients lose against that.
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

/** The longest from SIGTERM to exit: what the drain's steps add up to. */
export function drainMs({ process }: Contract): number {
  return process.drainDelayMs + process.drainInflightMs + process.viewerCloseMs + process.flushMs;
}

/**
 * When a process that was told to drain and has not ended is killed: halfway between the end of its drain and the
 * moment at which the platform kills everything, so that the supervisor is the one who says so.
 */
export const drainKillMs = (contract: Contract): number => (drainMs(contract) + contract.process.stopMs) / 2;

/** What is deployed: tasks of either kind, and the processes of one web task. */
export interface TaskCounts {
  readonly webTasks: number;
  readonly workerTasks: number;
  readonly processesPerTask: number;
}

/** PostgreSQL keeps three for its superuser; with the others a person can look at what happens. */
const connectionsReserve = 5;

/**
 * The most connections to the database that a deployment may have at any moment: of all tasks that may run while they
 * are replaced, each with its pools full, of the task that migrates, and some for people.
 */
export function connectionsMax(
  { database, deployment }: Contract,
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

/** A documented value that does not run, because a derived one takes its place. */
export interface OverriddenValue {
  readonly path: string;
  readonly documentedMs: number;
  readonly derivedMs: number;
  readonly reason: string;
}

/** Where what runs differs from what the profile's values say. */
export function overriddenValues(contract: Contract): OverriddenValue[] {
  const { edge, http } = contract;
  if (edge.gatewayIdleMs === null) return [];
  return [
    {
      path: 'http.directKeepAliveMs',
      documentedMs: http.directKeepAliveMs,
      derivedMs: keepAliveMs(contract),
      reason: `the gateway keeps idle connections for ${edge.gatewayIdleMs} ms, and ours must outlive its`,
    },
  ];
}

/** The contract as JSON with sorted keys: equal contracts give equal text, which app/config/contract-hash.ts hashes. */
export const canonicalJson = (contract: Contract): string =>
  JSON.stringify(contract, (_, value: unknown) => (isRecord(value) ? sortKeys(value) : value));

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const sortKeys = (record: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
