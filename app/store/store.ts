import type { DebateEvent, PresetName, Stored } from '../debate/events.ts';

/** One document's text. */
export interface EvidenceText {
  /** `E1`, … */
  readonly id: string;
  readonly name: string;
  readonly mediaType: string;
  readonly text: string;
}

export type DebateStatus = 'running' | 'paused' | 'decided' | 'failed' | 'cancelled';

/** What a list shows of a debate; kept in the debate's row with every append, and a fold of its events. */
export interface Summary {
  readonly status: DebateStatus;
  /** `propose` … `decide`, or `ended`. */
  readonly phase: string;
  readonly round: number;
  /** 0 to 1, or null while it has not been measured. */
  readonly agreement: number | null;
  /** The decided answer, or null. */
  readonly answer: string | null;
  readonly costUsd: number;
}

export interface DebateRow extends Summary {
  readonly id: string;
  readonly question: string;
  readonly preset: PresetName;
  readonly models: readonly string[];
  readonly seq: number;
  /** ISO times. */
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** A place in a debate's log: the seq and the hash of its last event. */
export interface Cursor {
  readonly seq: number;
  readonly hash: string;
}

/** A worker's right to advance a debate. */
export interface Lease {
  readonly debate: string;
  readonly epoch: number;
}

export interface NewDebate {
  readonly id: string;
  readonly tenant: string;
  readonly events: readonly [DebateEvent, ...DebateEvent[]];
  readonly evidence: readonly EvidenceText[];
  readonly summary: Summary;
  /** ISO time of the events. */
  readonly at: string;
  /** `bodyHash` names the request that the key belongs to. */
  readonly idempotency?: { readonly key: string; readonly bodyHash: string };
}

export type Created =
  | { readonly outcome: 'created'; readonly events: readonly Stored[] }
  /** The key was used before, with the same body: this is its debate. */
  | { readonly outcome: 'repeated'; readonly id: string }
  /** The key was used before, with another body. */
  | { readonly outcome: 'conflict' };

export type Appended =
  | { readonly outcome: 'appended'; readonly events: readonly Stored[] }
  /** Somebody else appended since `expected`: read on from there and decide again. */
  | { readonly outcome: 'behind' }
  /** The lease has passed to another worker: stop. */
  | { readonly outcome: 'fenced' }
  | { readonly outcome: 'missing' };

export interface Append {
  readonly debate: string;
  readonly expected: Cursor;
  readonly events: readonly DebateEvent[];
  readonly summary: Summary;
  readonly at: string;
  /** A worker's append; without it, a command from outside. */
  readonly lease?: Lease;
}

export interface ListQuery {
  readonly tenant: string;
  readonly limit: number;
  /** From the last page's `next`. A cursor that is not ours is a Refusal-like null answer: see `list`. */
  readonly cursor?: string;
  /** Words to find in question, answer and evidence names (full-text). */
  readonly search?: string;
  readonly status?: DebateStatus;
}

export interface ListPage {
  readonly debates: readonly DebateRow[];
  readonly next: string | null;
}

/**
 * The durable state. One implementation (on Kysely) over two databases. Every method may throw a database
 * error, which is a bug or an outage, never the caller's fault.
 */
export interface Store {
  create(debate: NewDebate): Promise<Created>;
  /**
   * All of the events or none. Throws when `expected` is the end of a debate that has ended, or of another
   * log: no caller that decides on what it has read can get there.
   */
  append(append: Append): Promise<Appended>;
  /** Events after `after` (0: from the start), in order, at most `limit`. */
  events(debate: string, after: number, limit: number): Promise<readonly Stored[]>;
  /** Last seq of each debate that exists. */
  heads(debates: readonly string[]): Promise<ReadonlyMap<string, number>>;
  get(tenant: string, id: string): Promise<DebateRow | null>;
  /** null: the cursor cannot be read. */
  list(query: ListQuery): Promise<ListPage | null>;
  evidence(debate: string): Promise<readonly EvidenceText[]>;
  /** Deletes an ended debate with all it has. */
  remove(tenant: string, id: string): Promise<'removed' | 'running' | 'missing'>;

  /** Takes up to `limit` runnable debates that nobody holds, oldest first. */
  claim(owner: string, limit: number, leaseMs: number): Promise<readonly Lease[]>;
  /** Prolongs the leases that are still held; answers which ones were. */
  renew(owner: string, leases: readonly Lease[], leaseMs: number): Promise<readonly Lease[]>;
  /** Gives leases back, so that another worker may claim at once. */
  release(owner: string, leases: readonly Lease[]): Promise<void>;

  /** Rejects when the database does not answer before `signal` aborts. */
  ping(signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}
