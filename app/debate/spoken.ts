import type { DebateEvent, EventType, TurnRef } from './events.ts';
import type { Delta, Snapshot } from './frames.ts';

/** What one reader has heard of a debate's turns: the text of those that run, and which are over. */
export interface Spoken {
  /** Follows the log: turns begin and end there. */
  event(event: DebateEvent): void;
  /** Takes a turn to have begun, for a reader who has not read the log from its start. */
  begin(turn: TurnRef): void;
  /** `early`: its start has not been heard of; `over`: it has ended, or a later attempt runs. */
  stands(turn: TurnRef): 'early' | 'running' | 'over';
  /** Takes in text of a running turn. */
  delta(delta: Delta): Heard;
  snapshot(snapshot: Snapshot): Heard;
  /** What has been heard of each running turn, where that is anything. */
  snapshots(): Snapshot[];
  /** Whether any turn runs. */
  running(): boolean;
  clear(): void;
}

/** What was new: all of it or its end; `null`: nothing; `missed`: text before it is lacking, ask for a snapshot. */
export type Heard = Delta | 'missed' | null;

interface Turn {
  readonly attempt: number;
  /** null: it is over. */
  text: string | null;
}

const ends: readonly EventType[] = ['turn.completed', 'turn.failed', 'turn.superseded'];

export function createSpoken(): Spoken {
  const turns = new Map<string, Turn>();

  function begin({ turn, attempt }: TurnRef): void {
    turns.set(turn, { attempt, text: '' });
  }

  function stands({ turn, attempt }: TurnRef): 'early' | 'running' | 'over' {
    const known = turns.get(turn);
    if (!known || attempt > known.attempt) return 'early';
    return attempt === known.attempt && known.text !== null ? 'running' : 'over';
  }

  function delta({ turn, attempt, offset, text }: Delta): Heard {
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
    begin,
    stands,
    delta,
    // Not an exhaustive switch: events of a newer version pass through an older process during a deployment.
    event(event) {
      if (event.type === 'turn.started') begin(event.data);
      else if (ends.includes(event.type) && 'turn' in event.data) {
        turns.set(event.data.turn, { attempt: event.data.attempt, text: null });
      }
    },
    snapshot: ({ turn, attempt, text }) => delta({ turn, attempt, offset: 0, text }),
    snapshots() {
      const heard: Snapshot[] = [];
      for (const [turn, { attempt, text }] of turns) if (text) heard.push({ turn, attempt, text });
      return heard;
    },
    running: () => [...turns.values()].some(({ text }) => text !== null),
    clear: () => turns.clear(),
  };
}
