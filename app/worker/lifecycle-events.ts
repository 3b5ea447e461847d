import type { TurnRef } from '../debate/core/events.ts';
import type { ClaimedLease, WasteReason } from '../store/store.ts';

/** What a worker does, for the log: never what is said in a debate. */
export type WorkerEvent =
  | { readonly type: 'debate.claimed'; readonly data: ClaimedLease }
  | { readonly type: 'debate.released'; readonly data: DebateReleased }
  | { readonly type: 'turn.started'; readonly data: TurnStarted };

export interface DebateReleased extends ClaimedLease {
  /** `released`: it is paused, or the worker drains. `fenced`: another worker has it. `failed`: the store did. */
  readonly reason: 'ended' | 'released' | 'fenced' | 'failed';
  readonly seq: number;
  readonly tookMs: number;
}

export interface TurnStarted extends TurnRef {
  readonly debate: string;
  readonly provider: string;
  readonly model: string;
}

/** Why a debate has left, as its run says. */
export function releaseReason(endReason: WasteReason | null): DebateReleased['reason'] {
  switch (endReason) {
    case 'fenced':
      return 'fenced';
    case 'stopped':
      return 'released';
    case 'not-persisted':
      return 'failed';
    default:
      return 'ended';
  }
}
