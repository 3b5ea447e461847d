import type { ColumnType } from 'kysely';
import type { PresetName } from '../debate/core/events.ts';
import type { KeyScope } from '../shared/key-scope.ts';
import type { ChainLink } from './hash-chain.ts';
import type { DebateStatus, DeliveryAttempt, WasteReason, Webhook } from './store.ts';

/** Both databases return a timestamptz as a Date; it is written as an ISO string. */
type Timestamp = ColumnType<Date, string, string>;

/** A debate's summary, for lists, and its lease. The summary is derived from the events and updated by every append. */
export interface DebatesTable {
  readonly id: string;
  readonly tenant: string;
  readonly question: string;
  readonly title: ColumnType<string | null, never, string | null>;
  readonly preset: PresetName;
  readonly models: readonly string[];
  /** For the search only; the first event has the original names. */
  readonly evidence_names: string;
  readonly evidence_bytes: number;
  readonly status: DebateStatus;
  readonly phase: string;
  readonly round: number;
  readonly agreement: number | null;
  readonly answer: string | null;
  readonly cost_usd: number;
  /** Seq and hash of the last event. */
  readonly seq: number;
  readonly head_hash: string;
  readonly deadline_at: Timestamp;
  readonly priority: number;
  readonly lease_owner: ColumnType<string | null, never, string | null>;
  readonly lease_until: ColumnType<Date | null, never, string | null>;
  /** Incremented by every claim; appends with an older epoch are refused. */
  readonly epoch: ColumnType<number, never, number>;
  /** Workers lost since the last turn that ended. */
  readonly takeovers: ColumnType<number, never, number>;
  readonly created_at: Timestamp;
  readonly updated_at: Timestamp;
}

export interface EventsTable extends ChainLink {
  readonly debate_id: string;
}

export interface EvidenceTable {
  readonly debate_id: string;
  readonly position: number;
  /** JSON of an StoredDocument, so that any text is returned unchanged. */
  readonly document: string;
}

export interface IdempotencyKeysTable {
  readonly tenant: string;
  readonly key: string;
  readonly body_hash: string;
  readonly debate_id: string;
  readonly taken_at: Timestamp;
}

/** What the debates of a day may cost at most. Without a reference to them: it stays when one is deleted. */
export interface BudgetHoldsTable {
  readonly debate_id: string;
  readonly tenant: string;
  /** '' when no key was used. */
  readonly key_id: string;
  readonly day: Timestamp;
  readonly held_usd: number;
  /** The cap of the tenant when the debate was created; null: none. */
  readonly tenant_usd_per_day: number | null;
}

/** What a debate has used, by model. */
export interface ModelUsageTable {
  readonly debate_id: string;
  readonly model: string;
  readonly tenant: string;
  readonly key_id: string;
  readonly day: Timestamp;
  readonly calls: number;
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly cost_usd: number;
}

export interface WastedUsageTable {
  readonly tenant: string;
  readonly debate_id: string;
  readonly turn: string;
  readonly attempt: number;
  readonly epoch: number;
  readonly model: string;
  readonly reason: WasteReason;
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly estimated: boolean;
  readonly cached_tokens: number | null;
  readonly cache_write_tokens: number | null;
  readonly reasoning_tokens: number | null;
  readonly cost_usd: number | null;
  readonly at: Timestamp;
}

export interface ApiKeysTable {
  readonly id: string;
  readonly tenant: string;
  readonly name: string;
  readonly scopes: readonly KeyScope[];
  readonly secret_hash: string;
  readonly created_at: Timestamp;
  readonly expires_at: ColumnType<Date | null, string | null, string | null>;
  readonly revoked_at: ColumnType<Date | null, never, string | null>;
  readonly last_used_at: ColumnType<Date | null, never, string | null>;
  readonly usd_per_day: ColumnType<number | null, number | null, never>;
  /** Issuer and subject of the person who gets the key by signing in; null for keys that have a secret. */
  readonly subject: ColumnType<string | null, string | undefined, never>;
}

export interface TicketsTable {
  readonly hash: string;
  readonly tenant: string;
  readonly name: string;
  readonly scopes: readonly KeyScope[];
  readonly key_id: string | null;
  readonly debate_id: string | null;
  readonly expires_at: Timestamp;
}

export interface AuditTable {
  readonly id: ColumnType<string, never, never>;
  readonly at: Timestamp;
  readonly administrative: boolean;
  readonly tenant: string;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly address: string;
  readonly outcome: string;
}

export interface WorkersTable {
  readonly owner: string;
  /** Debates that it can run at once. */
  readonly capacity: number;
  readonly seen_at: Timestamp;
}

export interface WebhooksTable {
  readonly debate_id: string;
  readonly url: string;
  /** Empty after the last attempt. */
  readonly secret: string;
  readonly state: ColumnType<Webhook['state'], never, Webhook['state']>;
  /** Of the next attempt, or when another worker may take the one that is under way. Null until the debate ends. */
  readonly due_at: ColumnType<Date | null, never, string>;
  /** JSON. */
  readonly attempts: ColumnType<readonly DeliveryAttempt[], never, never>;
}

export interface PanelsTable {
  readonly tenant: string;
  readonly name: string;
  /** JSON. */
  readonly settings: string;
  readonly updated_at: Timestamp;
}

export interface Tables {
  readonly debates: DebatesTable;
  readonly events: EventsTable;
  readonly evidence: EvidenceTable;
  readonly idempotency_keys: IdempotencyKeysTable;
  readonly budget_holds: BudgetHoldsTable;
  readonly model_usage: ModelUsageTable;
  readonly waste: WastedUsageTable;
  readonly api_keys: ApiKeysTable;
  readonly tickets: TicketsTable;
  readonly audit: AuditTable;
  readonly workers: WorkersTable;
  readonly webhooks: WebhooksTable;
  readonly panels: PanelsTable;
}
