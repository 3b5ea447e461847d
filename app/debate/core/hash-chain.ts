import type { StoredEvent } from './events.ts';

/** SHA-256 of a text in UTF-8, as hex. Node and browsers each have their own. */
export type Sha256 = (text: string) => string;

/** Where every log starts: the hash before its first event. */
export const genesisHash = '0'.repeat(64);

/**
 * The one JSON text of a value (RFC 8785: members sorted by UTF-16 code units, no spaces), so that whoever
 * has parsed an event or a record in whatever language can hash it again. Members that are undefined are left out,
 * as JSON does.
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

/** An event as it is hashed; `data` is its canonical JSON. */
interface HashedEvent {
  readonly at: string;
  readonly data: string;
  readonly seq: number;
  readonly type: string;
}

/** The hash of an event: of the previous hash and the canonical JSON of `{ at, data, seq, type }`. */
export function hashEvent(previous: string, { at, data, seq, type }: HashedEvent, sha256: Sha256): string {
  const json = `{"at":${JSON.stringify(at)},"data":${data},"seq":${seq},"type":${JSON.stringify(type)}}`;
  return sha256(previous + json);
}

/**
 * The seq of the first event that is not what was written after `after`: changed, missing, doubled or out of
 * order. null when the chain holds. Events cut off at the end leave a whole chain: compare its last hash with
 * the record's.
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
