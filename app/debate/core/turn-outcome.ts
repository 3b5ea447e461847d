/** Outcomes of turns. Stored forever inside events: add optional members, never rename or remove one. */

/** `near`: found, with other white space or typography. */
export type QuoteMatch = 'exact' | 'near';

export const quoteMatches: readonly QuoteMatch[] = ['exact', 'near'];

/** The result of checking a quote. */
export interface QuoteCheck {
  /** The engine found the quote in the document's text. */
  readonly found: boolean;
  /** Absent when it was not found, and in events from before it was recorded. */
  readonly match?: QuoteMatch;
}

/** A quotation from a document. */
export interface Citation extends QuoteCheck {
  readonly evidence: string;
  readonly quote: string;
}

/** How grave a finding is, the gravest first. */
export type FindingSeverity = 'critical' | 'major' | 'minor' | 'note';

export const findingSeverities: readonly FindingSeverity[] = ['critical', 'major', 'minor', 'note'];

/** What is wrong with the documents by one item of the checklist. */
export interface ReviewFinding {
  /** The number of the item, from 1. */
  readonly item: number;
  readonly severity: FindingSeverity;
  /** One sentence. */
  readonly text: string;
  /** Absent when something is missing from the documents. */
  readonly citation?: Citation;
}

/** An answer to a numeric question. */
export interface NumberEstimate {
  readonly value: number;
  /** The right number is between these with a probability of 80 %, as far as the agent knows. */
  readonly low: number;
  readonly high: number;
  /** Of the question, so that positions can be compared by themselves. */
  readonly unit: string;
  readonly tolerance: number;
}

export interface Position {
  /** One sentence. */
  readonly claim: string;
  /** Closed questions: the chosen option, verbatim. */
  readonly choice?: string;
  /** With a checklist: what is wrong. Its quotes are among the citations too. */
  readonly findings?: readonly ReviewFinding[];
  /** Numeric questions. */
  readonly estimate?: NumberEstimate;
  /** 0 to 1, as stated by the agent. */
  readonly confidence: number;
  readonly citations: readonly Citation[];
  /** The strongest reason, in one sentence. */
  readonly reason?: string;
  /** True when it differs in substance from the agent's previous position; never in a proposal. */
  readonly changed: boolean;
  /** The error or evidence that caused the change, as stated by the agent. */
  readonly changedBecause?: string;
}

/** One agent's view of another's position. `agent` is the seat, resolved from the anonymous label. */
export interface Stance {
  readonly agent: string;
  readonly agrees: boolean;
  readonly point: string;
  /** Agrees, except for this. */
  readonly except?: string;
  /** A ranking: the points by a rubric, 0 to 30. */
  readonly points?: number;
}

/** The judge's comparison of the last positions. Agents are seats, resolved from the anonymous labels. */
export interface Comparison {
  /** Agents that hold the same position in substance. Null when the judge did not say, as for the others. */
  readonly groups: readonly (readonly string[])[] | null;
  /** Agents whose position the answer adopts. */
  readonly adopts: readonly string[] | null;
  readonly rejects: readonly { readonly agent: string; readonly because: string }[];
  /** Agents whose last position differs in substance from their first. */
  readonly moved: readonly string[] | null;
}

/** What the blind answers alone would have decided, compared with the answer. */
export type DebateEffect = 'same' | 'refined' | 'changed' | 'reversed';

/** What the blind answers alone would have decided. */
export interface WithoutDebate {
  readonly answer: string;
  readonly effect: DebateEffect;
  /** True when a call that saw only the blind answers wrote it; otherwise the judge did, with the debate in view. */
  readonly isSeparate?: boolean;
}

export const debateEffects: readonly DebateEffect[] = ['same', 'refined', 'changed', 'reversed'];

/** The judge's five lists, filled in before the answer. */
export interface Matrix {
  readonly consensus: readonly string[];
  readonly contradictions: readonly string[];
  readonly partialCoverage: readonly string[];
  readonly uniqueInsights: readonly string[];
  readonly blindSpots: readonly string[];
}

export type TurnOutcome =
  | { readonly phase: 'propose'; readonly position: Position }
  | { readonly phase: 'critique'; readonly stances: readonly Stance[] }
  | { readonly phase: 'revise'; readonly position: Position; readonly stances: readonly Stance[] }
  | {
      readonly phase: 'decide';
      readonly matrix: Matrix;
      /** Markdown. */
      readonly answer: string;
      readonly citations: readonly Citation[];
      /** The judge's choice. Only a duel with options is decided by it. */
      readonly choice?: string;
      readonly comparison?: Comparison;
      /** The answer from the blind answers alone, in one sentence, and the effect of the debate on it. */
      readonly withoutDebate?: WithoutDebate;
    };
