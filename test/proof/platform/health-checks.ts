import { setTimeout as pause } from 'node:timers/promises';
import { sendRequest } from '../http-request.ts';

/** Whether whoever is asked answers well in the time. */
export type HealthCheck = (timeoutMs: number) => Promise<boolean>;

/** As all platforms ask over HTTP: each time over a connection of its own. Without an address nobody listens yet. */
export const httpCheck =
  (url: () => string | null): HealthCheck =>
  async (timeoutMs) => {
    const address = url();
    return address !== null && (await sendRequest(address, { timeoutMs })).status === 200;
  };

export interface ProbeTiming {
  readonly periodMs: number;
  readonly timeoutMs: number;
  /** So many in a row, and who is probed is given up. */
  readonly failures: number;
}

/**
 * Resolves when a probe has failed so often, or to false when it is over. As the kubelet probes (kubernetes,
 * pkg/kubelet/prober/worker.go): one probe at a time, at the ticks of its period. A tick that falls due during a probe
 * is kept, those after it are lost. A balancer's checks, which are never longer than what lies between them, are alike.
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

/** As a ticker of Go, which holds one tick for whoever comes late. */
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
  /** So many failures in a row, and the container is unhealthy. */
  readonly retries: number;
  readonly startMs: number;
}

/**
 * Resolves when a container is unhealthy, or to false when it is over. As Docker runs the check of a container (moby,
 * daemon/health.go), which ECS maps its own to: an interval begins when the check before it has ended, and until one
 * has succeeded, those that began in the start period do not count. The first after that period comes at its end.
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
