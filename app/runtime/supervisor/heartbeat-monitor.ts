import type { Contract } from '../../contract/types/contract.ts';
import type { Clock } from '../../shared/clock.ts';

/** Detects a process whose event loop is blocked, by the heartbeats that it no longer sends. */
export interface HeartbeatMonitor {
  /** Records a heartbeat. */
  beat(): void;
  stop(): void;
}

/**
 * Calls `onTimeout` every `supervisor.heartbeatMs` once no heartbeat has come for `supervisor.heartbeatTimeoutMs`. Time
 * is counted in timer ticks of this process, so that a stall of its own event loop is not taken for silence of another.
 */
export function monitorHeartbeats(
  supervisor: Contract['supervisor'],
  clock: Clock,
  onTimeout: () => void,
): HeartbeatMonitor {
  const { heartbeatMs, heartbeatTimeoutMs } = supervisor;
  let silentMs = 0;
  const stop = clock.every(heartbeatMs, () => {
    silentMs += heartbeatMs;
    if (silentMs > heartbeatTimeoutMs) onTimeout();
  });
  return {
    beat() {
      silentMs = 0;
    },
    stop,
  };
}
