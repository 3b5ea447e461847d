import type { DebateEvent, FailureReason, Phase, TurnOutcome, Usage } from '../core/events.ts';
import type { TurnDelta, TurnSnapshot } from '../core/frames.ts';
import type { PeerLabel } from './peer-labels.ts';

/** The state of a turn for display. */
export interface TurnView {
  readonly turn: string;
  readonly agent: string;
  readonly phase: Phase;
  readonly round: number;
  readonly attempt: number;
  readonly status: 'speaking' | 'retrying' | 'completed' | 'failed' | 'interrupted';
  /** The whole text so far, including the block; `extractProse` returns the readable part. */
  readonly text: string;
  /** The agents behind the labels in its prose; see `replacePeerLabels`. */
  readonly peers: readonly PeerLabel[];
  readonly outcome: TurnOutcome | null;
  /** What the reader repaired in the reply; absent when nothing. */
  readonly repairs?: readonly string[];
  readonly failure: { readonly reason: FailureReason; readonly message: string } | null;
  /** Earlier attempts with their partial text. */
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

/** Changes one turn. Returns the same list when nothing changed, so that the page does not render again. */
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

/** Ignores text that is already present, and text after a gap, which a snapshot will fill. */
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

/** Adds the turn of a first attempt. A later attempt replaces the turn and keeps the earlier text. */
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
