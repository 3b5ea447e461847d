import { createHash } from 'node:crypto';
import type { DebateEvent, EventType, Stored } from '../debate/events.ts';
import type { Cursor } from './store.ts';

/** An event as a row of the log; `data` is the exact JSON that was hashed. */
export interface Link {
  readonly seq: number;
  readonly type: EventType;
  readonly at: string;
  readonly data: string;
  readonly hash: string;
}

/** Where every log starts: before its first event. */
export const start: Cursor = { seq: 0, hash: '0'.repeat(64) };

/**
 * The one JSON text of a value (RFC 8785: members sorted by UTF-16 code units, no spaces), so that whoever
 * has parsed an event in whatever language can hash it again. Members that are undefined are left out, as
 * JSON does.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`);
  return `{${members.join(',')}}`;
}

/** SHA-256 (hex) of the previous hash and the canonical JSON of `{ at, data, seq, type }`. */
function hashOf(previous: string, link: Omit<Link, 'hash'>): string {
  const { at, data, seq, type } = link;
  const json = `{"at":${JSON.stringify(at)},"data":${data},"seq":${seq},"type":${JSON.stringify(type)}}`;
  return createHash('sha256').update(previous).update(json).digest('hex');
}

/** Links events to the log whose last event is `after`. */
export function chain(after: Cursor, events: readonly DebateEvent[], at: string): Link[] {
  let { seq, hash } = after;
  return events.map((event) => {
    seq += 1;
    const link = { seq, type: event.type, at, data: canonicalJson(event.data) };
    hash = hashOf(hash, link);
    return { ...link, hash };
  });
}

/** The event of a row, as every reader gets it. */
export function toStored(debate: string, { seq, type, at, data, hash }: Link): Stored {
  return { debate, seq, type, at, data: JSON.parse(data), hash };
}

/**
 * The seq of the first event that is not what was written after `after`: changed, missing, doubled or out of
 * order. null when the chain holds. Events cut off at the end leave a whole chain: compare its last hash with
 * the record's.
 */
export function verifyChain(events: readonly Stored[], after: Cursor = start): number | null {
  let { seq, hash } = after;
  for (const event of events) {
    seq += 1;
    const expected = hashOf(hash, { ...event, data: canonicalJson(event.data) });
    if (event.seq !== seq || event.hash !== expected) return seq;
    hash = expected;
  }
  return null;
}
