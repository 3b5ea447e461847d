import type { TurnOutcome } from '../core/events.ts';

/** The judge's turn, or that of the seat that took its place. */
export interface Judgement {
  readonly seat: string;
  readonly outcome: DecideOutcome;
  /** What a judge that saw only the blind answers decided; null without one. */
  readonly baseline: DecideOutcome | null;
}

export type DecideOutcome = Extract<TurnOutcome, { phase: 'decide' }>;
