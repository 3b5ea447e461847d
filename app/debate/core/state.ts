import type {
  Agreement,
  DebateSettings,
  FailureReason,
  Phase,
  Position,
  Seat,
  StopReason,
  TurnOutcome,
  Verdict,
} from './events.ts';
import { hasCountedAnswers } from './settings.ts';

/**
 * `running`: started and not ended. `retry`: failed or superseded, and due again.
 * `cancelling`: was running when the debate moved to its decision; its worker stops it.
 */
export type TurnStatus = 'running' | 'retry' | 'completed' | 'failed' | 'cancelling';

export interface Turn {
  /** `r1.critique.a2`: derived from the state, so that a second run of the same turn cannot be accepted. */
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
  /** The model of the last attempt. */
  readonly model: string;
  readonly outcome: TurnOutcome | null;
  /** What the agent wrote for people; empty until the turn is completed. */
  readonly prose: string;
  readonly failure: { readonly reason: FailureReason; readonly message: string } | null;
}

/** `usd` covers only models with a known price. */
export interface Amount {
  readonly usd: number;
  readonly tokens: number;
}

export interface RoundResult {
  readonly round: number;
  readonly agreement: Agreement | null;
}

/** The members that every created debate has, ongoing or ended. */
export interface StartedDebate {
  readonly settings: DebateSettings;
  readonly round: number;
  /** True once the seats that do not answer first have joined. */
  readonly escalated: boolean;
  readonly turns: readonly Turn[];
  readonly rounds: readonly RoundResult[];
  readonly notes: readonly { readonly text: string; readonly by: string }[];
  readonly spent: Amount;
  /** Reserved for attempts that were superseded: they may have been charged, and no event says how much. */
  readonly superseded: Amount;
  /** Tokens of models without a known price; part of `spent.tokens`. */
  readonly unpricedTokens: number;
  /** The highest share of the budget for which a notice was written. */
  readonly budgetThresholdReached: number;
}

export interface OngoingDebate extends StartedDebate {
  readonly phase: Phase;
  readonly paused: boolean;
  readonly approval: 'none' | 'requested' | 'given';
  /** Set when the debate stops. Its phase is `decide` as soon as no turn may end before the decision. */
  readonly stop: StopReason | null;
}

/** A debate that starts no turns until a person acts. */
export const isWaiting = ({ paused, approval }: OngoingDebate): boolean => paused || approval === 'requested';

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

export const turnId = (round: number, phase: Phase, agent: string): string => `r${round}.${phase}.${agent}`;

/** A turn as far as it matters to what agents hold. */
export type SpokenTurn = Pick<Turn, 'agent' | 'phase' | 'round' | 'outcome'>;

/** The latest position of an agent, or null when it never stated one. */
export function currentPosition(debate: StartedDebate, agent: string): Position | null {
  return positionHistory(debate, agent).at(-1)?.position ?? null;
}

/** Every position that an agent stated, oldest first. */
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

/** The seats that hold a position. Only they critique, revise and vote. */
export const positionHolders = (debate: StartedDebate) =>
  debate.settings.panel.filter((seat) => currentPosition(debate, seat.id) !== null);

export function phaseParticipants(debate: OngoingDebate, phase: Phase): readonly Seat[] {
  switch (phase) {
    case 'propose':
      return isFirstStage(debate)
        ? debate.settings.panel.slice(0, debate.settings.blindSeats)
        : debate.settings.panel;
    case 'critique':
    case 'revise':
      return positionHolders(debate);
    case 'decide':
      // Without a debate there is nothing to compare.
      return [...decidingSeats(debate), ...(debate.round > 0 ? baselineSeats(debate.settings) : [])];
  }
}

/** The judge of the blind answers, when the debate pays for one. */
export const baselineSeats = (settings: DebateSettings): readonly Seat[] =>
  settings.baseline === 'separate' && !hasCountedAnswers(settings)
    ? [{ ...settings.judge, id: baselineSeatId, name: 'Judge of the blind answers' }]
    : [];

export const baselineSeatId = 'b1';

/** True while only the seats that answer first take part. */
export const isFirstStage = ({ settings, escalated }: StartedDebate): boolean =>
  settings.blindSeats !== undefined && !escalated;

/** The judge of the first answers to an open question, when they differ in words. */
export const comparingSeats = (settings: DebateSettings): readonly Seat[] =>
  settings.blindSeats !== undefined && !hasCountedAnswers(settings)
    ? [{ ...settings.judge, id: 'c1', name: 'Judge of the first answers' }]
    : [];

/** The judge, a jury or, once their turns have failed for good, a seat of the panel that takes their place. */
export function decidingSeats(debate: OngoingDebate): readonly Seat[] {
  const { settings, round, stop } = debate;
  if (stop === 'compared') return comparingSeats(settings);
  const seats = [settings.judge, ...(settings.jury ?? [])];
  const haveFailed = seats.every(
    ({ id }) => findTurn(debate, turnId(round, 'decide', id))?.status === 'failed',
  );
  const substitute = haveFailed ? substituteJudge(debate) : null;
  return substitute ? [substitute] : seats;
}

/** Prefers another model than the judge's, because that one has just failed. */
function substituteJudge(debate: StartedDebate): Seat | null {
  const { judge } = debate.settings;
  const holders = positionHolders(debate);
  const holder = holders.find(({ model }) => model !== judge.model) ?? holders[0];
  if (!holder) return null;
  const { instructions: _, ...seat } = holder;
  return { ...seat, role: 'judge' };
}

export const findTurn = (debate: StartedDebate, id: string): Turn | undefined =>
  debate.turns.find((turn) => turn.id === id);

export const isTurnFinished = (turn: Turn | undefined): boolean =>
  turn !== undefined && (turn.status === 'completed' || turn.status === 'failed');

export const isPhaseComplete = (debate: OngoingDebate): boolean =>
  phaseParticipants(debate, debate.phase).every((seat) =>
    isTurnFinished(findTurn(debate, turnId(debate.round, debate.phase, seat.id))),
  );
