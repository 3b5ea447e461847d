import type {
  Agreement,
  FailureReason,
  Outcome,
  Phase,
  Position,
  Settings,
  StopReason,
  Verdict,
} from './events.ts';

/**
 * `running` has been started and not settled; `retry` has failed or been superseded and is due again;
 * `abandoned` was running when the debate went to its decision: its worker stops it.
 */
export type TurnStatus = 'running' | 'retry' | 'completed' | 'failed' | 'abandoned';

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
  readonly reserved: Money;
  readonly outcome: Outcome | null;
  readonly failure: { readonly reason: FailureReason; readonly message: string } | null;
}

/** `usd` counts priced models only; `unpricedTokens` is what has no known price. */
export interface Money {
  readonly usd: number;
  readonly tokens: number;
}

export interface Round {
  readonly round: number;
  readonly agreement: Agreement | null;
}

/** What holds of a debate in every phase but `none`. */
export interface Course {
  readonly settings: Settings;
  readonly round: number;
  readonly turns: readonly Turn[];
  readonly rounds: readonly Round[];
  readonly notes: readonly { readonly text: string; readonly by: string }[];
  readonly spent: Money;
  /** Tokens of models without a known price; part of `spent.tokens`. */
  readonly unpricedTokens: number;
  /** The largest share of the budget that has been noticed. */
  readonly noticed: number;
}

export interface Open extends Course {
  readonly phase: Phase;
  readonly paused: boolean;
  /** Set when the debate goes to its decision. */
  readonly stop: StopReason | null;
}

export interface Ended extends Course {
  readonly phase: 'ended';
  readonly end:
    | {
        readonly how: 'decided';
        readonly verdict: Verdict;
        readonly agreement: Agreement;
        readonly stop: StopReason;
      }
    | { readonly how: 'failed'; readonly stop: StopReason; readonly message: string }
    | { readonly how: 'cancelled'; readonly by: string };
}

export type Debate = { readonly phase: 'none' } | Open | Ended;

export const nothing: Debate = { phase: 'none' };

/** Phases of the turns in one round, in order. */
export const turnId = (round: number, phase: Phase, agent: string): string => `r${round}.${phase}.${agent}`;

/** The position that an agent holds now, or null when it never stated one. */
export function heldPosition(course: Course, agent: string): Position | null {
  return positionsOf(course, agent).at(-1)?.position ?? null;
}

/** Every position an agent has stated, oldest first. */
export function positionsOf(course: Course, agent: string): readonly { round: number; position: Position }[] {
  const held: { round: number; position: Position }[] = [];
  for (const turn of course.turns) {
    if (turn.agent !== agent || turn.status !== 'completed' || !turn.outcome) continue;
    if (turn.outcome.phase === 'propose' || turn.outcome.phase === 'revise')
      held.push({ round: turn.round, position: turn.outcome.position });
  }
  return held;
}

/** Seats that hold a position: only they critique, revise and vote. */
export const holders = (course: Course) =>
  course.settings.panel.filter((seat) => heldPosition(course, seat.id) !== null);

/** Seats that have a turn in a phase. */
export function speakers(course: Course, phase: Phase) {
  switch (phase) {
    case 'propose':
      return course.settings.panel;
    case 'critique':
    case 'revise':
      return holders(course);
    case 'decide':
      return course.settings.options ? [] : [course.settings.judge];
  }
}

export const findTurn = (course: Course, id: string): Turn | undefined =>
  course.turns.find((turn) => turn.id === id);

export const isSettled = (turn: Turn | undefined): boolean =>
  turn !== undefined && (turn.status === 'completed' || turn.status === 'failed');

/** Whether every turn of the present phase has ended, one way or the other. */
export const phaseSettled = (open: Open): boolean =>
  speakers(open, open.phase).every((seat) =>
    isSettled(findTurn(open, turnId(open.round, open.phase, seat.id))),
  );
