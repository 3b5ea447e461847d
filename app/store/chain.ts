import { createHash } from 'node:crypto';
import { canonicalJson, verifyChain as chainFault, firstHash, hashOf } from '../debate/chain.ts';
import type { DebateEvent, EventType, Stored } from '../debate/events.ts';
import type { Cursor } from './store.ts';

export { canonicalJson };

/** An event as a row of the log; `data` is the exact JSON that was hashed. */
export interface Link {
  readonly seq: number;
  readonly type: EventType;
  readonly at: string;
  readonly data: string;
  readonly hash: string;
}

/** Where every log starts: before its first event. */
export const start: Cursor = { seq: 0, hash: firstHash };

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Links events to the log whose last event is `after`. */
export function chain(after: Cursor, events: readonly DebateEvent[], at: string): Link[] {
  let { seq, hash } = after;
  return events.map((event) => {
    seq += 1;
    const link = { seq, type: event.type, at, data: canonicalJson(event.data) };
    hash = hashOf(hash, link, sha256);
    return { ...link, hash };
  });
}

/** The event of a row, as every reader gets it. */
export function toStored(debate: string, { seq, type, at, data, hash }: Link): Stored {
  return { debate, seq, type, at, data: JSON.parse(data), hash };
}

/** Whether the chain of a log holds: see verifyChain of the debate. */
export const verifyChain = (events: readonly Stored[], after: Cursor = start): number | null =>
  chainFault(events, sha256, after);
