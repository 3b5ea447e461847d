import { createHash } from 'node:crypto';
import type { DebateEvent, EventType, StoredEvent } from '../debate/core/events.ts';
import {
  canonicalJson,
  findChainBreak as chainFault,
  genesisHash,
  hashEvent,
} from '../debate/core/hash-chain.ts';
import type { LogHead } from './store.ts';

export { canonicalJson };

/** An event as a row of the log; `data` is the exact JSON that was hashed. */
export interface ChainLink {
  readonly seq: number;
  readonly type: EventType;
  readonly at: string;
  readonly data: string;
  readonly hash: string;
}

/** Where every log starts: before its first event. */
export const emptyLogHead: LogHead = { seq: 0, hash: genesisHash };

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Links events to the log whose last event is `after`. */
export function linkEvents(after: LogHead, events: readonly DebateEvent[], at: string): ChainLink[] {
  let { seq, hash } = after;
  return events.map((event) => {
    seq += 1;
    const link = { seq, type: event.type, at, data: canonicalJson(event.data) };
    hash = hashEvent(hash, link, sha256);
    return { ...link, hash };
  });
}

/** The event of a row, as every reader gets it. */
export function toStoredEvent(debate: string, { seq, type, at, data, hash }: ChainLink): StoredEvent {
  return { debate, seq, type, at, data: JSON.parse(data), hash };
}

/** Whether the chain of a log holds: see verifyChain of the debate. */
export const verifyHashChain = (
  events: readonly StoredEvent[],
  after: LogHead = emptyLogHead,
): number | null => chainFault(events, sha256, after);
