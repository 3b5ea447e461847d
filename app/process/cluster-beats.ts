import type { Contract } from '../contract/contract.ts';
import type { Timers } from '../live/timers.ts';

/** Notices that a process has not said for too long that its event loop turns. */
export interface BeatWatch {
  /** A beat has come. */
  beat(): void;
  end(): void;
}

/**
 * Calls `onSilent` at every beat that is due once there has been none for `supervisor.hungMs`. Silence is counted in
 * the watcher's own beats: if it stood still itself, that is not the silence of others.
 */
export function watchBeats(
  supervisor: Contract['supervisor'],
  timers: Timers,
  onSilent: () => void,
): BeatWatch {
  const { beatMs, hungMs } = supervisor;
  let silentMs = 0;
  const end = timers.every(beatMs, () => {
    silentMs += beatMs;
    if (silentMs > hungMs) onSilent();
  });
  return {
    beat() {
      silentMs = 0;
    },
    end,
  };
}
