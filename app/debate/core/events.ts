/**
 * Events of a debate. The ordered events are the debate; state, view and record are folds over them.
 * These shapes are stored forever: add optional members, never rename or remove one.
 */

import type { PeerLabel } from '../views/peer-labels.ts';
import type { DebateSettings } from './settings.ts';
import type { Position, TurnOutcome } from './turn-outcome.ts';
import type { Usage } from './usage.ts';
import type { Agreement, Verdict } from './verdict.ts';

export type * from './settings.ts';
export type * from './turn-outcome.ts';
export type * from './usage.ts';
export type * from './verdict.ts';

export type Phase = 'propose' | 'critique' | 'revise' | 'decide';

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
  | 'takeovers'
  /** The first answers to an open question differ in words; a judge compares them. */
  | 'compared';

export type EscalationReason = 'differ' | 'seat-lost' | 'not-compared';

/** Text that a prompt left out because it did not fit. Counts are characters. */
export interface Omission {
  /** A document (`E1`), or the agent whose reasons were shortened. */
  readonly from: string;
  readonly shown: number;
  readonly total: number;
  /** Passages of the document that this turn got in addition to those of all turns: `E1.12`. */
  readonly passages?: readonly string[];
}

export interface TurnRef {
  /** `r1.critique.a2`. */
  readonly turn: string;
  readonly attempt: number;
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
        /** Reserved in the budget until the turn ends. */
        readonly reserved: { readonly usd: number | null; readonly tokens: number };
        /** The labels of peers in its prompt (`Peer A`). Absent without peers, and in logs of earlier versions. */
        readonly peers?: readonly PeerLabel[];
        /** What its prompt left out; absent when everything fitted. */
        readonly omissions?: readonly Omission[];
      };
    }
  | { readonly type: 'turn.superseded'; readonly data: TurnRef & { readonly reason: string } }
  | {
      readonly type: 'turn.completed';
      readonly data: TurnRef & {
        readonly text: string;
        readonly outcome: TurnOutcome;
        /** The position that the turn states, if any; the same as in `outcome`. */
        readonly position?: Position;
        /** What the reader repaired in the reply, such as `trailing comma`; absent when nothing. */
        readonly repairs?: readonly string[];
        readonly usage: Usage;
        /** Null when the model has no known price. */
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
      /** A `stop` moves the debate to its decision. It is the engine's reason, never a model's. */
      readonly data: Agreement & {
        readonly round: number;
        readonly stop: StopReason | null;
        /** True when the running turns may end first, and count. Otherwise they are cancelled. */
        readonly finishTurns?: boolean;
      };
    }
  | { readonly type: 'note.added'; readonly data: { readonly text: string; readonly by: string } }
  | { readonly type: 'debate.paused'; readonly data: { readonly by: string } }
  | { readonly type: 'debate.resumed'; readonly data: { readonly by: string } }
  /** The first seats do not hold the same: the others join, and all debate. */
  | { readonly type: 'debate.escalated'; readonly data: { readonly reason: EscalationReason } }
  /** The debate has stopped, and a person must approve before it decides. */
  | { readonly type: 'approval.requested'; readonly data: { readonly round: number } }
  | { readonly type: 'decision.approved'; readonly data: { readonly by: string } }
  /** New limits; absent ones stay. */
  | {
      readonly type: 'debate.extended';
      readonly data: {
        readonly by: string;
        readonly deadlineAt?: string;
        readonly decideAt?: string;
        readonly budget?: DebateSettings['budget'];
      };
    }
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

/** An event in the log. `at` is an ISO time; `hash` (hex) chains it to the previous event. */
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

export const isTerminalEvent = (event: { readonly type: EventType }): boolean =>
  terminalEventTypes.includes(event.type);

/** The default case of a switch over a union, so that a missing case does not compile. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`);
}
