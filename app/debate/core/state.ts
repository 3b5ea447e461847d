import type {
  Agreement,
  DebateSettings,
  FailureReason,
  Phase,
  Position,
  StopReason,
  TurnOutcome,
  Verdict,
} from './events.ts';

/**
 * `running` has been started and not settled; `retry` has failed or been superseded and is due again;
 * `cancelling` was running when the debate went to its decision: its worker stops it.
 */
export type TurnStatus = 'running' | 'retry' | 'completed' | 'failed' | 'cancelling';

export interface Turn {
  /** `r1.critique.a2`: from the state, so that a second run of the same turn cannot be accepted. */
  readonly id: string;
  readonly agent: string;
  readonly phase: Phase;
  readonly round: number;
  readonly status: TurnStatus;
  /** The last attempt started. */
  readonly attempt: number;
  /** Attempts that failed; those superseded by a takeover do not count. */
  readonly failures: number;
  readonly reserved: Amount;
  readonly outcome: TurnOutcome | null;
  readonly failure: { readonly reason: FailureReason; readonly message: string } | null;
}

/** `usd` counts priced models only; `unpricedTokens` is what has no known price. */
export interface Amount {
  readonly usd: number;
  readonly tokens: number;
}

export interface RoundResult {
  readonly round: number;
  readonly agreement: Agreement | null;
}

/** What holds of a debate in every phase but `none`. */
export interface StartedDebate {
  readonly settings: DebateSettings;
  readonly round: number;
  readonly turns: readonly Turn[];
  readonly rounds: readonly RoundResult[];
  readonly notes: readonly { readonly text: string; readonly by: string }[];
  readonly spent: Amount;
  /** Tokens of models without a known price; part of `spent.tokens`. */
  readonly unpricedTokens: number;
  /** The largest share of the budget that has been noticed. */
  readonly budgetThresholdReached: number;
}

export interface OngoingDebate extends StartedDebate {
  readonly phase: Phase;
  readonly paused: boolean;
  /** Set when the debate goes to its decision. */
  readonly stop: StopReason | null;
}

export interface EndedDebate extends StartedDebate {
  readonly phase: 'ended';
  readonly end:
    | {
        readonly status: 'decided';
        readonly verdict: Verdict;
        readonly agreement: Agreement;
        readonly stop: StopReason;
      }
    | { readonly status: 'failed'; readonly stop: StopReason; readonly message: string }
    | { readonly status: 'cancelled'; readonly by: string };
}

export type DebateState = { readonly phase: 'none' } | OngoingDebate | EndedDebate;

export const initialState: DebateState = { phase: 'none' };

/** Phases of the turns in one round, in order. */
export const turnId = (round: number, phase: Phase, agent: string): string => `r${round}.${phase}.${agent}`;

/** The position that an agent holds now, or null when it never stated one. */
export function currentPosition(debate: StartedDebate, agent: string): Position | null {
  return positionHistory(debate, agent).at(-1)?.position ?? null;
}

/** Every position an agent has stated, oldest first. */
export function positionHistory(
  debate: StartedDebate,
  agent: string,
): readonly { round: number; position: Position }[] {
  const positions: { round: number; position: Position }[] = [];
  for (const turn of debate.turns) {
    if (turn.agent !== agent || turn.status !== 'completed' || !turn.outcome) continue;
    if (turn.outcome.phase === 'propose' || turn.outcome.phase === 'revise')
      positions.push({ round: turn.round, position: turn.outcome.position });
  }
  return positions;
}

/** Seats that hold a position: only they critique, revise and vote. */
export const positionHolders = (debate: StartedDebate) =>
  debate.settings.panel.filter((seat) => currentPosition(debate, seat.id) !== null);

/** Seats that have a turn in a phase. */
export function phaseParticipants(debate: StartedDebate, phase: Phase) {
  switch (phase) {
    case 'propose':
      return debate.settings.panel;
    case 'critique':
    case 'revise':
      return positionHolders(debate);
    case 'decide':
      return debate.settings.options ? [] : [debate.settings.judge];
  }
}

export const findTurn = (debate: StartedDebate, id: string): Turn | undefined =>
  debate.turns.find((turn) => turn.id === id);

export const isTurnFinished = (turn: Turn | undefined): boolean =>
  turn !== undefined && (turn.status === 'completed' || turn.status === 'failed');

/** Whether every turn of the present phase has ended, one way or the other. */
export const isPhaseComplete = (debate: OngoingDebate): boolean =>
  phaseParticipants(debate, debate.phase).every((seat) =>
    isTurnFinished(findTurn(debate, turnId(debate.round, debate.phase, seat.id))),
  );
