import type { Contract } from '../../contract/types/contract.ts';
import type { Clock } from '../../shared/clock.ts';

/** Notices that a process has not said for too long that its event loop turns. */
export interface HeartbeatMonitor {
  /** A beat has come. */
  beat(): void;
  end(): void;
}

/**
 * Calls `onSilent` at every beat that is due once there has been none for `supervisor.heartbeatTimeoutMs`. Silence is counted in
 * the watcher's own beats: if it stood still itself, that is not the silence of others.
 */
export function monitorHeartbeats(
  supervisor: Contract['supervisor'],
  timers: Clock,
  onSilent: () => void,
): HeartbeatMonitor {
  const { heartbeatMs, heartbeatTimeoutMs } = supervisor;
  let silentMs = 0;
  const end = timers.every(heartbeatMs, () => {
    silentMs += heartbeatMs;
    if (silentMs > heartbeatTimeoutMs) onSilent();
  });
  return {
    beat() {
      silentMs = 0;
    },
    end,
  };
}
