import type { TurnRef } from '../debate/events.ts';
import type { Claimed, WasteReason } from '../store/store.ts';

/** What a worker does, for the log: never what is said in a debate. */
export type News =
  | { readonly what: 'a debate has begun here'; readonly about: Claimed }
  | { readonly what: 'a debate has left'; readonly about: Left }
  | { readonly what: 'a turn has started'; readonly about: Started };

export interface Left extends Claimed {
  /** `given-back`: it is paused, or the worker drains. `fenced`: another worker has it. `failed`: the store did. */
  readonly why: 'ended' | 'given-back' | 'fenced' | 'failed';
  readonly seq: number;
  readonly tookMs: number;
}

export interface Started extends TurnRef {
  readonly debate: string;
  readonly provider: string;
  readonly model: string;
}

/** Why a debate has left, as its run says. */
export function whyLeft(over: WasteReason | null): Left['why'] {
  switch (over) {
    case 'fenced':
      return 'fenced';
    case 'stopped':
      return 'given-back';
    case 'unstored':
      return 'failed';
    default:
      return 'ended';
  }
}
