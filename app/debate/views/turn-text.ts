import type { DebateEvent, EventType, TurnRef } from '../core/events.ts';
import type { TurnDelta, TurnSnapshot } from '../core/frames.ts';

/** What one reader has heard of a debate's turns: the text of those that run, and which are over. */
export interface TurnTextTracker {
  /** Follows the log: turns begin and end there. */
  apply(event: DebateEvent): void;
  /** Takes a turn to have begun, for a reader who has not read the log from its start. */
  start(turn: TurnRef): void;
  /** `unknown`: its start has not been heard of; `finished`: it has ended, or a later attempt runs. */
  turnStatus(turn: TurnRef): 'unknown' | 'running' | 'finished';
  /** Takes in text of a running turn. */
  applyDelta(delta: TurnDelta): TextUpdate;
  applySnapshot(snapshot: TurnSnapshot): TextUpdate;
  /** What has been heard of each running turn, where that is anything. */
  snapshots(): TurnSnapshot[];
  /** Whether any turn runs. */
  hasRunningTurns(): boolean;
  clear(): void;
}

/** What was new: all of it or its end; `null`: nothing; `missed`: text before it is lacking, ask for a snapshot. */
export type TextUpdate = TurnDelta | 'missed' | null;

interface TrackedTurn {
  readonly attempt: number;
  /** null: it is over. */
  text: string | null;
}

const turnEndTypes: readonly EventType[] = ['turn.completed', 'turn.failed', 'turn.superseded'];

export function createTurnTextTracker(): TurnTextTracker {
  const turns = new Map<string, TrackedTurn>();

  function start({ turn, attempt }: TurnRef): void {
    turns.set(turn, { attempt, text: '' });
  }

  function turnStatus({ turn, attempt }: TurnRef): 'unknown' | 'running' | 'finished' {
    const known = turns.get(turn);
    if (!known || attempt > known.attempt) return 'unknown';
    return attempt === known.attempt && known.text !== null ? 'running' : 'finished';
  }

  function applyDelta({ turn, attempt, offset, text }: TurnDelta): TextUpdate {
    const known = turns.get(turn);
    if (known?.attempt !== attempt || known.text === null) return null;
    const have = known.text.length;
    if (offset > have) return 'missed';
    if (offset + text.length <= have) return null;
    const rest = text.slice(have - offset);
    known.text += rest;
    return { turn, attempt, offset: have, text: rest };
  }

  return {
    start,
    turnStatus,
    applyDelta,
    // Not an exhaustive switch: events of a newer version pass through an older process during a deployment.
    apply(event) {
      if (event.type === 'turn.started') start(event.data);
      else if (turnEndTypes.includes(event.type) && 'turn' in event.data) {
        turns.set(event.data.turn, { attempt: event.data.attempt, text: null });
      }
    },
    applySnapshot: ({ turn, attempt, text }) => applyDelta({ turn, attempt, offset: 0, text }),
    snapshots() {
      const snapshots: TurnSnapshot[] = [];
      for (const [turn, { attempt, text }] of turns) if (text) snapshots.push({ turn, attempt, text });
      return snapshots;
    },
    hasRunningTurns: () => [...turns.values()].some(({ text }) => text !== null),
    clear: () => turns.clear(),
  };
}
