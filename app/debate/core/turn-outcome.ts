/** Outcomes of turns. Stored forever inside events: add optional members, never rename or remove one. */

/** A quotation from a document. `found`: the engine found the quote in the document's text. */
export interface Citation {
  readonly evidence: string;
  readonly quote: string;
  readonly found: boolean;
}

export interface Position {
  /** One sentence. */
  readonly claim: string;
  /** Closed questions: the chosen option, verbatim. */
  readonly choice?: string;
  /** 0 to 1, as stated by the agent. */
  readonly confidence: number;
  readonly citations: readonly Citation[];
  /** True when it differs in substance from the agent's previous position; never in a proposal. */
  readonly changed: boolean;
  /** Required when changed: the error or evidence that caused the change. */
  readonly changedBecause?: string;
}

/** One agent's view of another's position. `agent` is the seat, resolved from the anonymous label. */
export interface Stance {
  readonly agent: string;
  readonly agrees: boolean;
  readonly point: string;
}

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
      readonly answer: string;
      readonly citations: readonly Citation[];
    };
