/**
 * What can happen in a debate. The ordered events are the debate; state, view and record are folds over them.
 * Shapes here are stored for ever: add optional members, never rename or remove one.
 */

export type PresetName = 'standard' | 'duel';
export type Phase = 'propose' | 'critique' | 'revise' | 'decide';
export type Role =
  | 'advocate'
  | 'sceptic'
  | 'evidence-checker'
  | 'proponent'
  | 'opponent'
  | 'judge'
  | 'member';

/** An agent's seat. `id` is `a1`, `a2`, … by seat; the judge is `j1`. */
export interface Seat {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  /** `provider:model`. */
  readonly model: string;
}

/** A document given with the question; its text is stored apart and named by `hash` (SHA-256, hex). */
export interface EvidenceRef {
  /** `E1`, `E2`, … in the order given. */
  readonly id: string;
  readonly name: string;
  readonly mediaType: string;
  readonly characters: number;
  readonly hash: string;
}

/** All that a debate is started with; nothing outside of it (and the evidence) changes how it runs. */
export interface Settings {
  readonly question: string;
  readonly preset: PresetName;
  /** Present for a closed question: the answers to choose from. */
  readonly options?: readonly string[];
  readonly evidence: readonly EvidenceRef[];
  readonly panel: readonly Seat[];
  readonly judge: Seat;
  /** Critique-and-revise rounds at most; 0 decides on the blind proposals. */
  readonly rounds: number;
  /** Attempts of a turn that may fail before its agent is left out of the round. */
  readonly attemptsMax: number;
  /** Agents that must hold a position for a decision. */
  readonly quorum: number;
  readonly budget: { readonly usd?: number; readonly tokens?: number };
  /** ISO times. At `decideAt` no more turns are started but the decision; at `deadlineAt` the debate ends. */
  readonly decideAt: string;
  readonly deadlineAt: string;
  /** Shuffles peers; any integer. */
  readonly seed: number;
  readonly contractHash: string;
}

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
export type Outcome =
  | { readonly phase: 'propose'; readonly position: Position }
  | { readonly phase: 'critique'; readonly stances: readonly Stance[] }
  | { readonly phase: 'revise'; readonly position: Position; readonly stances: readonly Stance[] }
  | {
      readonly phase: 'decide';
      readonly matrix: Matrix;
      readonly answer: string;
      readonly citations: readonly Citation[];
    };

export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** True when the provider did not report it and it was counted from the text. */
  readonly estimated: boolean;
}

/** Why an attempt failed. */
export type FailureReason =
  | 'malformed'
  | 'cut-off'
  | 'too-long'
  | 'first-token-timeout'
  | 'idle-timeout'
  | 'total-timeout'
  | 'rate-limited'
  | 'overloaded'
  | 'unreachable'
  | 'refused'
  | 'unauthorized'
  | 'unknown-model'
  | 'provider-error'
  | 'interrupted'
  | 'internal';

export type StopReason =
  | 'agreed'
  | 'stable'
  | 'rounds'
  | 'budget'
  | 'deadline'
  | 'concluded'
  | 'quorum-lost'
  | 'takeovers';

export interface Agreement {
  /** 0 to 1: for a closed question the largest option's share of the panel; else the share of pairs that agree. */
  readonly score: number;
  /** Closed questions: votes by option. */
  readonly votes?: Readonly<Record<string, number>>;
  /** Open questions: agreeing and counted ordered pairs. */
  readonly pairs?: { readonly agreeing: number; readonly counted: number };
}

export interface TurnRef {
  /** `r1.critique.a2`. */
  readonly turn: string;
  readonly attempt: number;
}

/** How a debate was decided. `tied` has no answer of its own: the record says what the sides were. */
export interface Verdict {
  readonly answer: string;
  readonly method: 'vote' | 'judge';
  readonly choice?: string;
  readonly tied: boolean;
  /** Closed questions: votes over the whole trajectory, every round's position one vote. */
  readonly votes?: Readonly<Record<string, number>>;
  readonly matrix?: Matrix;
  readonly citations: readonly Citation[];
}

export type DebateEvent =
  | { readonly type: 'debate.created'; readonly data: Settings }
  | { readonly type: 'round.started'; readonly data: { readonly round: number } }
  | {
      readonly type: 'turn.started';
      readonly data: TurnRef & {
        readonly agent: string;
        readonly phase: Phase;
        readonly round: number;
        readonly model: string;
        /** Held back from the budget until the turn is settled. */
        readonly reserved: { readonly usd: number | null; readonly tokens: number };
      };
    }
  | { readonly type: 'turn.superseded'; readonly data: TurnRef & { readonly reason: string } }
  | {
      readonly type: 'turn.completed';
      readonly data: TurnRef & {
        readonly text: string;
        readonly outcome: Outcome;
        /** The position held after this turn, when the turn states one; the same as in `outcome`. */
        readonly position?: Position;
        readonly usage: Usage;
        /** null: the model has no known price. */
        readonly costUsd: number | null;
      };
    }
  | {
      readonly type: 'turn.failed';
      readonly data: TurnRef & {
        readonly reason: FailureReason;
        readonly message: string;
        /** No further attempt follows. */
        readonly final: boolean;
        readonly usage: Usage;
        readonly costUsd: number | null;
      };
    }
  | {
      readonly type: 'agreement.measured';
      /** With a `stop`, the debate goes to its decision: the engine's reason, never a model's. */
      readonly data: Agreement & { readonly round: number; readonly stop: StopReason | null };
    }
  | { readonly type: 'note.added'; readonly data: { readonly text: string; readonly by: string } }
  | { readonly type: 'debate.paused'; readonly data: { readonly by: string } }
  | { readonly type: 'debate.resumed'; readonly data: { readonly by: string } }
  | {
      readonly type: 'budget.noticed';
      readonly data: { readonly spentUsd: number; readonly spentTokens: number; readonly share: number };
    }
  | {
      readonly type: 'debate.decided';
      readonly data: {
        readonly verdict: Verdict;
        readonly agreement: Agreement;
        readonly stopReason: StopReason;
      };
    }
  | {
      readonly type: 'debate.failed';
      readonly data: { readonly stopReason: StopReason; readonly message: string };
    }
  | { readonly type: 'debate.cancelled'; readonly data: { readonly by: string } };

export type EventType = DebateEvent['type'];

/** An event as it stands in the log. `at` is an ISO time; `hash` chains it to the one before (hex). */
export type Stored = DebateEvent & {
  readonly debate: string;
  readonly seq: number;
  readonly at: string;
  readonly hash: string;
};

export const lastEventTypes: readonly EventType[] = ['debate.decided', 'debate.failed', 'debate.cancelled'];

/** Whether nothing can follow an event. */
export const isLast = (event: { readonly type: EventType }): boolean => lastEventTypes.includes(event.type);

/** For the end of a switch over a union: a missing case does not compile. */
export function assertNever(value: never): never {
  throw new Error(`not handled: ${JSON.stringify(value)}`);
}
