import type { TurnRef } from '../debate/core/events.ts';
import type { ClaimedLease, WasteReason } from '../store/store.ts';

/** A worker's steps, for the log. They never hold text of a debate. */
export type WorkerEvent =
  | { readonly type: 'debate.claimed'; readonly data: ClaimedLease }
  | { readonly type: 'debate.released'; readonly data: DebateReleased }
  | { readonly type: 'turn.started'; readonly data: CalledTurn }
  /** A stopped model call did not end, so the worker goes on without it. */
  | { readonly type: 'call.abandoned'; readonly data: CalledTurn };

export interface DebateReleased extends ClaimedLease {
  /** `released`: it is paused, or the worker drains. `fenced`: another worker has it. `failed`: the store failed. */
  readonly reason: 'ended' | 'released' | 'fenced' | 'failed';
  readonly seq: number;
  readonly tookMs: number;
}

export interface CalledTurn extends TurnRef {
  readonly debate: string;
  readonly provider: string;
  readonly model: string;
}

/** Maps the end reason of a run to the reason that is logged. */
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
