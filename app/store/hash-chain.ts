import { createHash } from 'node:crypto';
import type { DebateEvent, EventType, StoredEvent } from '../debate/core/events.ts';
import { canonicalJson, findChainBreak, genesisHash, hashEvent } from '../debate/core/hash-chain.ts';
import type { LogHead } from './store.ts';

export { canonicalJson };

/** An event as a row of the log; `data` is the JSON that was hashed, byte for byte. */
export interface ChainLink {
  readonly seq: number;
  readonly type: EventType;
  readonly at: string;
  readonly data: string;
  readonly hash: string;
}

/** The head of an empty log. */
export const emptyLogHead: LogHead = { seq: 0, hash: genesisHash };

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Numbers, serializes and hashes events that follow `after`. */
export function linkEvents(after: LogHead, events: readonly DebateEvent[], at: string): ChainLink[] {
  let { seq, hash } = after;
  return events.map((event) => {
    seq += 1;
    const link = { seq, type: event.type, at, data: canonicalJson(event.data) };
    hash = hashEvent(hash, link, sha256);
    return { ...link, hash };
  });
}

export function toStoredEvent(debate: string, { seq, type, at, data, hash }: ChainLink): StoredEvent {
  return { debate, seq, type, at, data: JSON.parse(data), hash };
}

/** Returns the seq of the first event that breaks the hash chain, or null. */
export const verifyHashChain = (
  events: readonly StoredEvent[],
  after: LogHead = emptyLogHead,
): number | null => findChainBreak(events, sha256, after);
