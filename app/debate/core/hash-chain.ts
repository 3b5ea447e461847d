import type { StoredEvent } from './events.ts';

/** SHA-256 of a text in UTF-8, as hex. Injected, because Node and browsers have different APIs. */
export type Sha256 = (text: string) => string;

/** The hash before the first event of every log. */
export const genesisHash = '0'.repeat(64);

/**
 * The canonical JSON of a value (RFC 8785: members sorted by UTF-16 code units, no spaces), so that a parsed event or
 * record can be hashed again in any language. Undefined members are omitted, as in JSON.
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

/** The hashed members of an event; `data` is canonical JSON. */
interface HashedEvent {
  readonly at: string;
  readonly data: string;
  readonly seq: number;
  readonly type: string;
}

/** Hashes the previous hash followed by the canonical JSON of `{ at, data, seq, type }`. */
export function hashEvent(previous: string, { at, data, seq, type }: HashedEvent, sha256: Sha256): string {
  const json = `{"at":${JSON.stringify(at)},"data":${data},"seq":${seq},"type":${JSON.stringify(type)}}`;
  return sha256(previous + json);
}

/**
 * The seq of the first event after `after` that was changed, removed, duplicated or moved, or null when the chain is
 * intact. A log that is cut off at its end has an intact chain: compare its last hash with the record's.
 */
export function findChainBreak(
  events: readonly StoredEvent[],
  sha256: Sha256,
  after: Pick<StoredEvent, 'seq' | 'hash'> = { seq: 0, hash: genesisHash },
): number | null {
  let { seq, hash } = after;
  for (const event of events) {
    seq += 1;
    const expected = hashEvent(hash, { ...event, data: canonicalJson(event.data) }, sha256);
    if (event.seq !== seq || event.hash !== expected) return seq;
    hash = expected;
  }
  return null;
}
