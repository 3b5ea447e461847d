import { createTextBuffer, type TextBuffer } from '../../shared/text-buffer.ts';
import type { DebateEvent, EventType, TurnRef } from '../core/events.ts';
import type { TurnDelta, TurnSnapshot } from '../core/frames.ts';

/** Tracks the turns of one debate for one viewer: the received text of running turns, and which turns have ended. */
export interface TurnTextTracker {
  /** Applies an event of the log, which starts and ends turns. */
  apply(event: DebateEvent): void;
  /** Marks a turn as started, for a reader that has not read the log from its start. */
  start(turn: TurnRef): void;
  /** `unknown`: its start was not received. `finished`: it has ended, or a later attempt runs. */
  turnStatus(turn: TurnRef): 'unknown' | 'running' | 'finished';
  applyDelta(delta: TurnDelta): TextUpdate;
  applySnapshot(snapshot: TurnSnapshot): TextUpdate;
  /** The received text of each running turn that has any. */
  snapshots(): TurnSnapshot[];
  hasRunningTurns(): boolean;
  clear(): void;
}

/** The part of the text that is new, or null. `missed`: earlier text is missing and a snapshot is needed. */
export type TextUpdate = TurnDelta | 'missed' | null;

interface TrackedTurn {
  readonly attempt: number;
  /** Null when it has ended. */
  readonly received: TextBuffer | null;
}

const turnEndTypes: readonly EventType[] = ['turn.completed', 'turn.failed', 'turn.superseded'];

export function createTurnTextTracker(): TurnTextTracker {
  const turns = new Map<string, TrackedTurn>();

  function start({ turn, attempt }: TurnRef): void {
    turns.set(turn, { attempt, received: createTextBuffer() });
  }

  function turnStatus({ turn, attempt }: TurnRef): 'unknown' | 'running' | 'finished' {
    const known = turns.get(turn);
    if (!known || attempt > known.attempt) return 'unknown';
    return attempt === known.attempt && known.received ? 'running' : 'finished';
  }

  function applyDelta({ turn, attempt, offset, text }: TurnDelta): TextUpdate {
    const known = turns.get(turn);
    if (known?.attempt !== attempt || !known.received) return null;
    const receivedLength = known.received.text().length;
    if (offset > receivedLength) return 'missed';
    if (offset + text.length <= receivedLength) return null;
    const newText = text.slice(receivedLength - offset);
    known.received.append(newText);
    return { turn, attempt, offset: receivedLength, text: newText };
  }

  return {
    start,
    turnStatus,
    applyDelta,
    // Not an exhaustive switch: during a deployment, an older process receives events of a newer version.
    apply(event) {
      if (event.type === 'turn.started') start(event.data);
      else if (turnEndTypes.includes(event.type) && 'turn' in event.data) {
        turns.set(event.data.turn, { attempt: event.data.attempt, received: null });
      }
    },
    applySnapshot: ({ turn, attempt, text }) => applyDelta({ turn, attempt, offset: 0, text }),
    snapshots() {
      const snapshots: TurnSnapshot[] = [];
      for (const [turn, { attempt, received }] of turns)
        if (received?.text()) snapshots.push({ turn, attempt, text: received.text() });
      return snapshots;
    },
    hasRunningTurns: () => [...turns.values()].some(({ received }) => received !== null),
    clear: () => turns.clear(),
  };
}
