import type { Contract } from './contract.ts';

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
    connectionsCheckingInterval: http.connectionsCheckMs,
    maxHeaderSize: http.headerBytesMax,
  };
}

/** The longest from SIGTERM to exit: what the drain's steps add up to. */
export function drainMs({ process }: Contract): number {
  return process.drainLagMs + process.drainInflightMs + process.viewerCloseMs + process.flushMs;
}
