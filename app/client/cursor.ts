import type { Frame } from '../debate/frames.ts';
import { createSpoken } from '../debate/spoken.ts';

/** What one follower has got, over all its connections. */
export interface Cursor {
  /** The last event. */
  seq(): number;
  /** What is new in a frame; `known`: nothing; `gap`: something before it is lacking. */
  take(frame: Frame): Frame | 'known' | 'gap';
  /** Forgets all: the log begins anew. */
  reset(): void;
}

export function createCursor(after: number): Cursor {
  const spoken = createSpoken();
  let seq = after;
  return {
    seq: () => seq,
    take(frame) {
      if (frame.type !== 'turn.delta' && frame.type !== 'turn.snapshot') {
        if (frame.seq <= seq) return 'known';
        if (frame.seq > seq + 1) return 'gap';
        seq = frame.seq;
        spoken.event(frame);
        return frame;
      }
      // The turn may have started before the event that this follower began at.
      if (spoken.stands(frame.data) === 'early') spoken.begin(frame.data);
      const heard = frame.type === 'turn.delta' ? spoken.delta(frame.data) : spoken.snapshot(frame.data);
      if (heard === null) return 'known';
      if (heard === 'missed') return 'gap';
      return frame.type === 'turn.delta' ? { ...frame, data: heard } : frame;
    },
    reset() {
      seq = 0;
      spoken.clear();
    },
  };
}
