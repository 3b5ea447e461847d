import type { DebateEvent, FailureReason, Outcome, Phase, Usage } from './events.ts';
import type { Delta, Snapshot } from './frames.ts';
import type { PeerLabel } from './labels.ts';

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
  readonly outcome: Outcome | null;
  readonly failure: { readonly reason: FailureReason; readonly message: string } | null;
  /** Attempts before this one, with what they had said. */
  readonly earlier: readonly { readonly attempt: number; readonly text: string; readonly why: string }[];
  readonly usage: Usage | null;
  readonly costUsd: number | null;
  readonly startedAt: string;
  readonly endedAt: string | null;
}

/** The turns with one of them changed; the same list when nothing changes, so that nothing is drawn again. */
export function changeTurn(
  turns: readonly TurnView[],
  id: string,
  change: (turn: TurnView) => TurnView,
): readonly TurnView[] {
  const index = turns.findIndex(({ turn }) => turn === id);
  const shown = turns[index];
  if (!shown) return turns;
  const changed = change(shown);
  return changed === shown ? turns : turns.with(index, changed);
}

/** Text at an offset that is there already is ignored; text that leaves a gap waits for a snapshot. */
export function hearDelta(shown: TurnView, { attempt, offset, text }: Delta): TurnView {
  if (shown.status !== 'speaking' || shown.attempt !== attempt || offset > shown.text.length) return shown;
  const added = text.slice(shown.text.length - offset);
  return added ? { ...shown, text: shown.text + added } : shown;
}

export function hearSnapshot(shown: TurnView, { attempt, text }: Snapshot): TurnView {
  const news = shown.status === 'speaking' && shown.attempt === attempt && text.length > shown.text.length;
  return news ? { ...shown, text } : shown;
}

type Started = Extract<DebateEvent, { type: 'turn.started' }>['data'];

/** A first attempt is a new turn; a later one takes its place, and keeps what the one before had said. */
export function startTurn(turns: readonly TurnView[], data: Started, at: string): readonly TurnView[] {
  const { turn, attempt, agent, phase, round, peers = [] } = data;
  const before = turns.find((shown) => shown.turn === turn);
  const why = before?.failure?.message ?? 'interrupted, run again';
  const shown: TurnView = {
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
    earlier: before ? [...before.earlier, { attempt: before.attempt, text: before.text, why }] : [],
    usage: null,
    costUsd: null,
    startedAt: at,
    endedAt: null,
  };
  return before ? changeTurn(turns, turn, () => shown) : [...turns, shown];
}

export const interruptTurns = (turns: readonly TurnView[], at: string): readonly TurnView[] =>
  turns.map((turn) =>
    turn.status === 'speaking' || turn.status === 'retrying'
      ? { ...turn, status: 'interrupted', endedAt: at }
      : turn,
  );
