import type {
  DeadlineKind,
  DebateEvent,
  DebateSettings,
  FailureReason,
  TurnOutcome,
  Usage,
} from './events.ts';

export interface AttemptRef {
  readonly turn: string;
  readonly attempt: number;
}

/** The upper bound of what an attempt costs. `usd` is null for a model without a known price. */
export interface Reservation {
  readonly usd: number | null;
  readonly tokens: number;
}

type TurnStartedData = Extract<DebateEvent, { type: 'turn.started' }>['data'];

export type DebateCommand =
  | { readonly type: 'create'; readonly settings: DebateSettings }
  /** Starts due turns, all or none. `decisionReserve` stays in the budget to pay for the decision. */
  | {
      readonly type: 'start';
      readonly turns: readonly (AttemptRef & Pick<TurnStartedData, 'reserved' | 'peers' | 'omissions'>)[];
      readonly decisionReserve: Reservation;
    }
  | (AttemptRef & {
      readonly type: 'complete';
      readonly text: string;
      readonly outcome: TurnOutcome;
      readonly repairs?: readonly string[];
      readonly usage: Usage;
      readonly costUsd: number | null;
    })
  | (AttemptRef & {
      readonly type: 'fail';
      readonly reason: FailureReason;
      readonly message: string;
      /** A second attempt with the same model would fail in the same way. */
      readonly permanent?: true;
      readonly usage: Usage;
      readonly costUsd: number | null;
    })
  /** A new worker gives up the turns that its predecessor left running. */
  | { readonly type: 'supersede'; readonly reason: string }
  /** A deadline is past. `dueAt`: when it was, as far as the caller knows; refused if a person has moved it since. */
  | { readonly type: 'expire'; readonly deadline: DeadlineKind; readonly dueAt: string }
  /** Too many workers in a row were lost while running it, without a turn ending in between. */
  | { readonly type: 'abandon'; readonly takeovers: number }
  | { readonly type: 'conclude' | 'pause' | 'resume' | 'cancel' | 'approve'; readonly by: string }
  /** New totals: `deadlineSeconds` from the creation, and the whole budget. */
  | {
      readonly type: 'extend';
      readonly by: string;
      readonly deadlineSeconds?: number | undefined;
      readonly budget?:
        | { readonly usd?: number | undefined; readonly tokens?: number | undefined }
        | undefined;
    }
  | { readonly type: 'note'; readonly text: string; readonly by: string; readonly notesMax: number };

/** A command that the debate does not accept. The HTTP layer maps each code to a status. */
export interface Rejection {
  readonly code:
    | 'ended'
    | 'not-due'
    | 'not-running'
    | 'already-stopping'
    | 'too-many-notes'
    | 'not-an-extension'
    | 'over-daily-budget'
    | 'approval-pending'
    | 'approval-not-pending'
    | 'exists'
    | 'missing';
  readonly detail: string;
}
