import type { DebateEvent, FailureReason, Phase, TurnOutcome, Usage } from '../core/events.ts';
import type { TurnDelta, TurnSnapshot } from '../core/frames.ts';
import type { PeerLabel } from './peer-labels.ts';

/** A turn as people see it. */
export interface TurnView {
  readonly turn: string;
  readonly agent: string;
  readonly phase: Phase;
  readonly round: number;
  readonly attempt: number;
  readonly status: 'speaking' | 'retrying' | 'completed' | 'failed' | 'interrupted';
  /** All text so far, block included; `prose` of speech.ts gives what people read. */
  readonly text: string;
  /** Whom its prose calls `Peer A`; labels.ts puts the names in. */
  readonly peers: readonly PeerLabel[];
  readonly outcome: TurnOutcome | null;
  readonly failure: { readonly reason: FailureReason; readonly message: string } | null;
  /** Attempts before this one, with what they had said. */
  readonly earlierAttempts: readonly {
    readonly attempt: number;
    readonly text: string;
    readonly endReason: string;
  }[];
  readonly usage: Usage | null;
  readonly costUsd: number | null;
  readonly startedAt: string;
  readonly endedAt: string | null;
}

/** The turns with one of them changed; the same list when nothing changes, so that nothing is drawn again. */
export function updateTurn(
  turns: readonly TurnView[],
  id: string,
  change: (turn: TurnView) => TurnView,
): readonly TurnView[] {
  const index = turns.findIndex(({ turn }) => turn === id);
  const current = turns[index];
  if (!current) return turns;
  const changed = change(current);
  return changed === current ? turns : turns.with(index, changed);
}

/** Text at an offset that is there already is ignored; text that leaves a gap waits for a snapshot. */
export function applyDelta(turn: TurnView, { attempt, offset, text }: TurnDelta): TurnView {
  if (turn.status !== 'speaking' || turn.attempt !== attempt || offset > turn.text.length) return turn;
  const added = text.slice(turn.text.length - offset);
  return added ? { ...turn, text: turn.text + added } : turn;
}

export function applySnapshot(turn: TurnView, { attempt, text }: TurnSnapshot): TurnView {
  const hasNewText = turn.status === 'speaking' && turn.attempt === attempt && text.length > turn.text.length;
  return hasNewText ? { ...turn, text } : turn;
}

type TurnStartedData = Extract<DebateEvent, { type: 'turn.started' }>['data'];

/** A first attempt is a new turn; a later one takes its place, and keeps what the one before had said. */
export function startTurn(
  turns: readonly TurnView[],
  data: TurnStartedData,
  at: string,
): readonly TurnView[] {
  const { turn, attempt, agent, phase, round, peers = [] } = data;
  const previous = turns.find((current) => current.turn === turn);
  const endReason = previous?.failure?.message ?? 'interrupted, run again';
  const current: TurnView = {
    turn,
    agent,
    phase,
    round,
    attempt,
    status: 'speaking',
    text: '',
    peers,
    outcome: null,
    failure: null,
    earlierAttempts: previous
      ? [...previous.earlierAttempts, { attempt: previous.attempt, text: previous.text, endReason }]
      : [],
    usage: null,
    costUsd: null,
    startedAt: at,
    endedAt: null,
  };
  return previous ? updateTurn(turns, turn, () => current) : [...turns, current];
}

export const interruptTurns = (turns: readonly TurnView[], at: string): readonly TurnView[] =>
  turns.map((turn) =>
    turn.status === 'speaking' || turn.status === 'retrying'
      ? { ...turn, status: 'interrupted', endedAt: at }
      : turn,
  );
