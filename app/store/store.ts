import type { Contract } from '../contract/types/contract.ts';
import type { DebateEvent, PresetName, StoredEvent, Usage } from '../debate/core/events.ts';
import type { CredentialStore } from './credentials.ts';
import type { StoreMonitoring } from './monitoring.ts';

export type { ApiKey, AuditEntry, CredentialStore, NewApiKey, Ticket } from './credentials.ts';
export type { Backlog, PoolStats, WorkerHeartbeat } from './monitoring.ts';

/** One document's text. */
export interface EvidenceDocument {
  /** `E1`, … */
  readonly id: string;
  readonly name: string;
  readonly mediaType: string;
  readonly text: string;
}

export type DebateStatus = 'running' | 'paused' | 'decided' | 'failed' | 'cancelled';

/** What a list shows of a debate; kept in the debate's row with every append, and a fold of its events. */
export interface DebateSummary {
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

export interface DebateRow extends DebateSummary {
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
export interface LogHead {
  readonly seq: number;
  readonly hash: string;
}

/** Which debate, and whose: nobody can ask for one without naming the tenant. */
export interface DebateKey {
  readonly tenant: string;
  readonly debate: string;
}

/** A worker's right to advance a debate. */
export interface Lease {
  readonly debate: string;
  readonly epoch: number;
}

/** A lease as it was given out. */
export interface ClaimedLease extends Lease, DebateKey {
  /** Whether the worker before this one was lost, and did not give the lease back. */
  readonly isTakeover: boolean;
  /** Workers that this debate has lost since a turn of it last ended; leases given back do not count. */
  readonly takeovers: number;
}

export type ClaimOptions = Pick<Contract['work'], 'leaseMs' | 'debatesPerTenantMax' | 'workerLossesMax'>;

/**
 * Why what a call has cost is of no use: another worker has the debate (`fenced`); the turn was no longer wanted, say
 * after a cancel (`superseded`); its worker had to stop (`stopped`); or the database stayed away (`not-persisted`).
 */
export type WasteReason = 'fenced' | 'superseded' | 'stopped' | 'not-persisted';

/** An attempt at a turn whose result does not stand in the log, and what it has cost all the same. */
export interface WastedUsage {
  readonly tenant: string;
  readonly debate: string;
  readonly turn: string;
  readonly attempt: number;
  /** Of the lease under which it was spoken. */
  readonly epoch: number;
  /** `provider:model`. */
  readonly model: string;
  readonly reason: WasteReason;
  readonly usage: Usage;
  /** null: the model has no known price. */
  readonly costUsd: number | null;
  /** ISO time. */
  readonly at: string;
}

export interface NewDebate {
  readonly id: string;
  readonly tenant: string;
  readonly events: readonly [DebateEvent, ...DebateEvent[]];
  readonly evidence: readonly EvidenceDocument[];
  readonly summary: DebateSummary;
  /** ISO time of the events. */
  readonly at: string;
  /** Any integer, 0 unless given: among the debates of its tenant that wait, a larger one is claimed first. */
  readonly priority?: number;
  /** `bodyHash` names the request that the key belongs to. */
  readonly idempotency?: { readonly key: string; readonly bodyHash: string };
}

export type CreateResult =
  | { readonly outcome: 'created'; readonly events: readonly StoredEvent[] }
  /** The key was used before, with the same body: this is its debate. */
  | { readonly outcome: 'repeated'; readonly id: string }
  /** The key was used before, with another body. */
  | { readonly outcome: 'conflict' };

export type AppendResult =
  | { readonly outcome: 'appended'; readonly events: readonly StoredEvent[] }
  /** Somebody else appended since `expected`: read on from there and decide again. */
  | { readonly outcome: 'version-conflict' }
  /** The lease has passed to another worker: stop. */
  | { readonly outcome: 'fenced' }
  | { readonly outcome: 'missing' };

export interface AppendRequest extends DebateKey {
  readonly expected: LogHead;
  readonly events: readonly DebateEvent[];
  readonly summary: DebateSummary;
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
export interface Store extends CredentialStore, StoreMonitoring {
  create(debate: NewDebate): Promise<CreateResult>;
  /**
   * All of the events or none. An append that stands in the log already, to the last hash, is answered as appended:
   * whoever lost the first answer may ask again with the same `at`. Throws when `expected` is the end of a debate that
   * has ended, or of another log: no caller that decides on what it has read can get there.
   */
  append(append: AppendRequest): Promise<AppendResult>;
  /**
   * Forgets up to `rowsMax` idempotency keys that were taken before `before` (ISO), the oldest first; answers how many.
   * The debates that were created with them stay.
   */
  pruneIdempotencyKeys(before: string, rowsMax: number): Promise<number>;
  /** Events after `after` (0: from the start), in order, at most `limit`. */
  events(key: DebateKey, after: number, limit: number): Promise<readonly StoredEvent[]>;
  /** Last seq of each debate that exists, by its id. */
  latestSeqs(keys: readonly DebateKey[]): Promise<ReadonlyMap<string, number>>;
  get(tenant: string, id: string): Promise<DebateRow | null>;
  /** null: the cursor cannot be read. */
  list(query: ListQuery): Promise<ListPage | null>;
  evidence(key: DebateKey): Promise<readonly EvidenceDocument[]>;
  /** Deletes an ended debate with all it has. */
  remove(tenant: string, id: string): Promise<'removed' | 'running' | 'missing'>;

  /**
   * Takes up to `limit` running debates that nobody holds: first those whose worker was lost, then those that wait.
   * Tenants take turns with theirs, the one with the fewest running first; within a tenant the larger priority goes
   * first, then the older debate. A debate on its last takeover is tried alone, so that one that kills its workers
   * does not take the others' last try with it.
   */
  claim(owner: string, limit: number, options: ClaimOptions): Promise<readonly ClaimedLease[]>;
  /** Takes up to `limit` debates, paused ones too, that are past their deadline at `at` (ISO) and that nobody holds. */
  claimOverdue(owner: string, limit: number, leaseMs: number, at: string): Promise<readonly ClaimedLease[]>;
  /** Prolongs the leases that are still held; answers which ones were. */
  renew(owner: string, leases: readonly Lease[], leaseMs: number): Promise<readonly Lease[]>;
  /** Gives leases back, so that another worker may claim at once. */
  release(owner: string, leases: readonly Lease[]): Promise<void>;

  /** Keeps what an attempt has cost in vain; once, however often it is told. */
  recordWastedUsage(usage: WastedUsage): Promise<void>;
  /** What a debate has cost in vain, oldest first; also of one that was deleted. */
  listWastedUsage(tenant: string, debate: string): Promise<readonly WastedUsage[]>;

  /** Rejects when the database does not answer before `signal` aborts. */
  ping(signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}
