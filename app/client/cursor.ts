import type { Frame } from '../debate/core/frames.ts';
import { createTurnTextTracker } from '../debate/views/turn-text.ts';

/** Tracks what a follower has received, across its connections. */
export interface FollowCursor {
  /** Seq of the last event. */
  seq(): number;
  /** The new part of a frame; `duplicate` if there is none, `gap` if something before it is missing. */
  accept(frame: Frame): Frame | 'duplicate' | 'gap';
  /** Restarts from the beginning of the log. */
  reset(): void;
}

export function createFollowCursor(after: number): FollowCursor {
  const turnTexts = createTurnTextTracker();
  let seq = after;
  return {
    seq: () => seq,
    accept(frame) {
      if (frame.type !== 'turn.delta' && frame.type !== 'turn.snapshot') {
        if (frame.seq <= seq) return 'duplicate';
        if (frame.seq > seq + 1) return 'gap';
        seq = frame.seq;
        turnTexts.apply(frame);
        return frame;
      }
      // The turn may have started before this follower's first event.
      if (turnTexts.turnStatus(frame.data) === 'unknown') turnTexts.start(frame.data);
      const newText =
        frame.type === 'turn.delta' ? turnTexts.applyDelta(frame.data) : turnTexts.applySnapshot(frame.data);
      if (newText === null) return 'duplicate';
      if (newText === 'missed') return 'gap';
      return frame.type === 'turn.delta' ? { ...frame, data: newText } : frame;
    },
    reset() {
      seq = 0;
      turnTexts.clear();
    },
  };
}
