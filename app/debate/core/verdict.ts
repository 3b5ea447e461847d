import type { Decider } from './protocol.ts';
import type { Citation, Matrix, NumberEstimate, WithoutDebate } from './turn-outcome.ts';

/** How far the positions held at one moment agree. */
export interface Agreement {
  /** 0 to 1: agents in the largest group ÷ agents that hold a position. Null: not measured. */
  readonly score: number | null;
  /** Agents that hold the same position, largest group first. */
  readonly groups: readonly (readonly string[])[];
  /**
   * What the groups come from: votes, numbers within the tolerance, or for an open question the judge or the agents'
   * claims and stances.
   */
  readonly source: 'votes' | 'numbers' | 'judge' | 'stances';
  /** Closed questions: votes by option. */
  readonly votes?: Readonly<Record<string, number>>;
  /** Agents that agree with another one except for a point. */
  readonly exceptions?: readonly AgreementException[];
}

export interface AgreementException {
  readonly agent: string;
  readonly about: string;
  readonly except: string;
}

/** `share`: the part of the other answers that the agents put below this one, 0 to 1. */
export interface RankedAnswer {
  readonly agent: string;
  readonly share: number;
}

export interface Juror {
  readonly seat: string;
  readonly choice?: string;
  /** Agents whose position its answer adopts; null when it did not say. */
  readonly adopts: readonly string[] | null;
}

/** The numbers of a panel as one. */
export interface PooledNumber extends NumberEstimate {
  /** Agents whose number differs by more than the tolerance, and whose interval does not hold the pooled one. */
  readonly outliers: readonly string[];
  /** True when half of the agents or more are outliers: the interval covers those of all agents. Absent otherwise. */
  readonly isSplit?: boolean;
}

/** The decision. When `tied`, there is no choice. */
export interface Verdict {
  /** Markdown, or null when the vote tied and no judge explained it. */
  readonly answer: string | null;
  readonly method: Decider;
  /** Of a numeric question: the pooled number in words. */
  readonly choice?: string;
  readonly number?: PooledNumber;
  readonly tied: boolean;
  /** Closed questions: votes by option, counting the positions held at the end. */
  readonly votes?: Readonly<Record<string, number>>;
  readonly matrix?: Matrix;
  readonly citations: readonly Citation[];
  /** The answers by the agents' ranking, best first; absent without one. */
  readonly ranking?: readonly RankedAnswer[];
  /** What each judge of a jury decided; absent without one. */
  readonly jurors?: readonly Juror[];
  /** Agents whose position the answer adopts; null when that is not known. */
  readonly adopts: readonly string[] | null;
  readonly rejects?: readonly { readonly agent: string; readonly because: string }[];
  /** Agents whose last position differs from their first, as compared by the judge. */
  readonly moved?: readonly string[];
  readonly withoutDebate?: WithoutDebate;
  /** The seat that wrote the answer: the judge or its substitute. Null when no seat did. */
  readonly judgedBy: string | null;
}
