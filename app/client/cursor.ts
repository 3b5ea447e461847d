import type { Frame } from '../debate/core/frames.ts';
import { createTurnTextTracker } from '../debate/views/turn-text.ts';

/** What one follower has got, over all its connections. */
export interface FollowCursor {
  /** The last event. */
  seq(): number;
  /** What is new in a frame; `duplicate`: nothing; `gap`: something before it is lacking. */
  accept(frame: Frame): Frame | 'duplicate' | 'gap';
  /** Forgets all: the log begins anew. */
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
      // The turn may have started before the event that this follower began at.
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
