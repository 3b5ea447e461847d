import type { Contract } from '../contract/types/contract.ts';
import type { DebateEvent, StoredEvent } from '../debate/core/events.ts';
import type { EvidenceDocument } from '../debate/prompting/turn-context.ts';
import type { CredentialStore } from './credentials.ts';
import type { DebateListStore, DebateRow, DebateSummary } from './debate-list.ts';
import type { StoreMonitoring } from './monitoring.ts';
import type { PanelStore } from './panels.ts';
import type { AppendedSpending, DayHolds, NewHold, SpendingStore } from './spending.ts';
import type { WastedUsage } from './wasted-usage.ts';
import type { NewWebhook, WebhookStore } from './webhooks.ts';

export type { ApiKey, AuditEntry, CredentialStore, NewApiKey, Ticket } from './credentials.ts';
export type * from './debate-list.ts';
export type { Backlog, PoolStats, WorkerHeartbeat } from './monitoring.ts';
export type * from './spending.ts';
export type { WastedUsage, WasteReason } from './wasted-usage.ts';
export type { DeliveryAttempt, DueWebhook, NewWebhook, Webhook, WebhookStore } from './webhooks.ts';

/** The id is `E1`, … */
export interface StoredDocument extends EvidenceDocument {
  readonly mediaType: string;
}

/** The end of a log: seq and hash of its last event. */
export interface LogHead {
  readonly seq: number;
  readonly hash: string;
}

/** Identifies a debate. The tenant is part of it, so that no query can reach another tenant's debate. */
export interface DebateKey {
  readonly tenant: string;
  readonly debate: string;
}

/** A worker's right to append to a debate. */
export interface Lease {
  readonly debate: string;
  readonly epoch: number;
}

export interface ClaimedLease extends Lease, DebateKey {
  /** True when the previous worker was lost without releasing its lease. */
  readonly isTakeover: boolean;
  /** Workers lost since the last turn that ended; released leases do not count. */
  readonly takeovers: number;
  /** The size of its documents. */
  readonly evidenceBytes: number;
}

type ClaimSettings = 'leaseMs' | 'debatesPerTenantMax' | 'workerLossesMax' | 'evidenceBytesMax';
/** `evidenceBytesFree`: size of the documents that this worker has memory for, next to those of its debates. */
export type ClaimOptions = Pick<Contract['work'], ClaimSettings> & { readonly evidenceBytesFree: number };

export interface NewDebate {
  readonly id: string;
  readonly tenant: string;
  readonly events: readonly [DebateEvent, ...DebateEvent[]];
  readonly evidence: readonly StoredDocument[];
  readonly summary: DebateSummary;
  /** ISO time of the events. */
  readonly at: string;
  /** Any integer, default 0: among a tenant's waiting debates, a larger one is claimed first. */
  readonly priority?: number;
  /** `bodyHash` identifies the request that the key belongs to. */
  readonly idempotency?: { readonly key: string; readonly bodyHash: string };
  /** Called when the debate has ended. */
  readonly webhook?: NewWebhook;
  readonly hold?: NewHold;
}

export type CreateResult =
  | {
      readonly outcome: 'created';
      readonly events: readonly StoredEvent[];
      /** Of its day, without it. */
      readonly heldBefore: DayHolds;
    }
  /** The key was used before with the same body; `id` is its debate. */
  | { readonly outcome: 'repeated'; readonly id: string }
  /** The key was used before with another body. */
  | { readonly outcome: 'conflict' }
  /** What it may cost does not fit into the caps of the day. */
  | { readonly outcome: 'over-budget' };

export type AppendResult =
  | { readonly outcome: 'appended'; readonly events: readonly StoredEvent[] }
  /** Another caller appended after `expected`: read on from there and decide again. */
  | { readonly outcome: 'version-conflict' }
  /** Another worker has the lease: stop. */
  | { readonly outcome: 'fenced' }
  /** A higher budget does not fit into the caps of the day. */
  | { readonly outcome: 'over-budget' }
  | { readonly outcome: 'missing' };

export interface AppendRequest extends DebateKey {
  readonly expected: LogHead;
  readonly events: readonly DebateEvent[];
  readonly summary: DebateSummary;
  readonly spending?: AppendedSpending;
  readonly at: string;
  /** Set by workers; commands of people have no lease. */
  readonly lease?: Lease;
}

/**
 * The durable state: one implementation on Kysely for two databases. Every method may reject with a database error; see
 * isOutage in errors.ts.
 */
export interface Store
  extends CredentialStore,
    DebateListStore,
    PanelStore,
    SpendingStore,
    StoreMonitoring,
    WebhookStore {
  create(debate: NewDebate): Promise<CreateResult>;
  /** The creation that an idempotency key of a tenant belongs to. */
  creation(
    tenant: string,
    key: string,
  ): Promise<{ readonly bodyHash: string; readonly debate: string } | null>;
  /**
   * Appends all of the events or none. Idempotent: an append that is already in the log, by the hash of its last event,
   * is answered like the first time, so a caller that lost the result can retry with the same `at`. Throws when
   * `expected` is the end of an ended debate or of another log, which only a bug can cause.
   */
  append(append: AppendRequest): Promise<AppendResult>;
  /**
   * Deletes up to `rowsMax` idempotency keys used before `before` (ISO), oldest first, and returns their number. Their
   * debates stay.
   */
  pruneIdempotencyKeys(before: string, rowsMax: number): Promise<number>;
  /** Events after seq `after` (0: from the start), in order, at most `limit`. */
  events(key: DebateKey, after: number, limit: number): Promise<readonly StoredEvent[]>;
  /** Last seq of each existing debate, by id. */
  latestSeqs(keys: readonly DebateKey[]): Promise<ReadonlyMap<string, number>>;
  get(tenant: string, id: string): Promise<DebateRow | null>;
  evidence(key: DebateKey): Promise<readonly StoredDocument[]>;
  /** Sets the title; null removes it. Resolves with false for a debate that does not exist. */
  rename(key: DebateKey, title: string | null): Promise<boolean>;
  /** Deletes an ended debate with its events and documents. */
  remove(tenant: string, id: string): Promise<'removed' | 'running' | 'missing'>;

  /**
   * Leases up to `limit` running debates: first those whose worker was lost, then waiting ones. Tenants take turns, the
   * one with the fewest running debates first; within a tenant the larger priority goes first, then the older debate. A
   * debate on its last takeover runs as the only such debate of its worker, so that a debate that crashes its worker
   * cannot take another debate's last attempt with it.
   */
  claim(owner: string, limit: number, options: ClaimOptions): Promise<readonly ClaimedLease[]>;
  /** Leases up to `limit` unleased debates, running or paused, that are past their deadline at `at` (ISO). */
  claimOverdue(owner: string, limit: number, leaseMs: number, at: string): Promise<readonly ClaimedLease[]>;
  /** Extends the leases that are still held, and returns them. */
  renew(owner: string, leases: readonly Lease[], leaseMs: number): Promise<readonly Lease[]>;
  /** Releases leases, so that another worker can claim the debates at once. */
  release(owner: string, leases: readonly Lease[]): Promise<void>;

  /** Records the cost of a useless attempt. Idempotent per attempt and epoch. */
  recordWastedUsage(usage: WastedUsage): Promise<void>;
  /** A debate's wasted usage, oldest first; also of a deleted debate. */
  listWastedUsage(tenant: string, debate: string): Promise<readonly WastedUsage[]>;

  /** Rejects when the database does not answer before `signal` aborts. */
  ping(signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}
