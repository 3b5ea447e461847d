/** What turns yield. Stored for ever, as the events are that hold it. */

/** A quotation from a document. `found` is the engine's check of the quote against the document's text. */
export interface Citation {
  readonly evidence: string;
  readonly quote: string;
  readonly found: boolean;
}

/** What an agent holds at the end of a turn. */
export interface Position {
  /** One sentence. */
  readonly claim: string;
  /** For a closed question: the option, in its own words. */
  readonly choice?: string;
  /** 0 to 1, the agent's own. */
  readonly confidence: number;
  readonly citations: readonly Citation[];
  /** Whether this differs in substance from the agent's position before; never true in a proposal. */
  readonly changed: boolean;
  /** Required when changed: the error or the evidence that changed it. */
  readonly changedBecause?: string;
}

/** What one agent makes of another's position. `agent` is the real seat, resolved from the anonymous label. */
export interface Stance {
  readonly agent: string;
  readonly agrees: boolean;
  readonly point: string;
}

/** The judge's five parts, filled in before the answer. */
export interface Matrix {
  readonly consensus: readonly string[];
  readonly contradictions: readonly string[];
  readonly partialCoverage: readonly string[];
  readonly uniqueInsights: readonly string[];
  readonly blindSpots: readonly string[];
}

/** What a completed turn yields, by phase. */
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
