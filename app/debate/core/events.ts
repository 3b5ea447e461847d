/**
 * What can happen in a debate. The ordered events are the debate; state, view and record are folds over them.
 * Shapes here are stored for ever: add optional members, never rename or remove one.
 */

import type { PeerLabel } from '../views/peer-labels.ts';
import type { DebateSettings } from './settings.ts';
import type { Citation, Matrix, Position, TurnOutcome } from './turn-outcome.ts';

export type * from './settings.ts';
export type * from './turn-outcome.ts';

export type Phase = 'propose' | 'critique' | 'revise' | 'decide';

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
  | { readonly type: 'debate.created'; readonly data: DebateSettings }
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
        /** Whom its prompt calls `Peer A`, where it has peers; logs of earlier versions do not say. */
        readonly peers?: readonly PeerLabel[];
      };
    }
  | { readonly type: 'turn.superseded'; readonly data: TurnRef & { readonly reason: string } }
  | {
      readonly type: 'turn.completed';
      readonly data: TurnRef & {
        readonly text: string;
        readonly outcome: TurnOutcome;
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
export type StoredEvent = DebateEvent & {
  readonly debate: string;
  readonly seq: number;
  readonly at: string;
  readonly hash: string;
};

export const terminalEventTypes: readonly EventType[] = [
  'debate.decided',
  'debate.failed',
  'debate.cancelled',
];

/** Whether nothing can follow an event. */
export const isTerminalEvent = (event: { readonly type: EventType }): boolean =>
  terminalEventTypes.includes(event.type);

/** For the end of a switch over a union: a missing case does not compile. */
export function assertNever(value: never): never {
  throw new Error(`not handled: ${JSON.stringify(value)}`);
}
