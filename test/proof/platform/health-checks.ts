import { setTimeout as pause } from 'node:timers/promises';
import { sendRequest } from '../http-request.ts';

/** Resolves with true for a healthy answer within the timeout. */
export type HealthCheck = (timeoutMs: number) => Promise<boolean>;

/** An HTTP check on a new connection each time. Without an address, no process listens yet. */
export const httpCheck =
  (url: () => string | null): HealthCheck =>
  async (timeoutMs) => {
    const address = url();
    return address !== null && (await sendRequest(address, { timeoutMs })).status === 200;
  };

export interface ProbeTiming {
  readonly periodMs: number;
  readonly timeoutMs: number;
  /** Consecutive failures until the process is given up. */
  readonly failures: number;
}

/**
 * Resolves with true when a probe has failed too often, with false when aborted. Works like the kubelet (kubernetes,
 * pkg/kubelet/prober/worker.go): one probe at a time, at the ticks of its period; one tick during a probe is kept,
 * later ones are lost. It also fits the checks of a balancer, which are never longer than their interval.
 */
export async function waitUntilFailed(
  check: HealthCheck,
  timing: ProbeTiming,
  signal: AbortSignal,
): Promise<boolean> {
  const { periodMs, timeoutMs, failures } = timing;
  const tick = createTicker(periodMs, signal);
  for (let failed = 0; failed < failures; await tick()) {
    failed = (await check(timeoutMs)) ? 0 : failed + 1;
    if (failed >= failures) return true;
    if (signal.aborted) break;
  }
  return false;
}

/** Like a ticker of Go, which keeps one missed tick. */
function createTicker(periodMs: number, signal: AbortSignal): () => Promise<void> {
  let due = Promise.withResolvers<void>();
  const timer = setInterval(() => due.resolve(), periodMs);
  signal.addEventListener('abort', () => {
    clearInterval(timer);
    due.resolve();
  });
  return async () => {
    await due.promise;
    due = Promise.withResolvers();
  };
}

export interface ContainerTiming {
  readonly intervalMs: number;
  readonly timeoutMs: number;
  /** Consecutive failures until the container is unhealthy. */
  readonly retries: number;
  readonly startMs: number;
}

/**
 * Resolves with true when a container is unhealthy, with false when aborted. Works like the health check of Docker
 * (moby, daemon/health.go), to which ECS maps its own: an interval begins when the previous check has ended, and until
 * one check has succeeded, failures in the start period do not count. The first check after that period runs at its
 * end.
 */
export async function waitUntilUnhealthy(
  check: HealthCheck,
  timing: ContainerTiming,
  signal: AbortSignal,
): Promise<boolean> {
  const { intervalMs, timeoutMs, retries, startMs } = timing;
  const startedAt = performance.now();
  const age = () => performance.now() - startedAt;
  let isStarting = true;
  let failed = 0;
  while (failed < retries) {
    const startLeft = startMs - age();
    await pause(startLeft > 0 ? Math.min(intervalMs, startLeft) : intervalMs);
    if (signal.aborted) return false;
    const counts = !isStarting || age() >= startMs;
    if (await check(timeoutMs)) [isStarting, failed] = [false, 0];
    else if (counts) failed += 1;
  }
  return true;
}
