import type { KeyScope } from '../contract/route.ts';

/** A key as it is stored: never its secret, only a hash of it. */
export interface ApiKey {
  readonly id: string;
  readonly tenant: string;
  /** Whose it is, in the words of whoever made it. */
  readonly name: string;
  readonly scopes: readonly KeyScope[];
  /** HMAC of the secret, hex. */
  readonly secretHash: string;
  /** ISO times; null: not, or not yet. */
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly revokedAt: string | null;
  readonly lastUsedAt: string | null;
}

export type NewApiKey = Omit<ApiKey, 'revokedAt' | 'lastUsedAt'>;

/** What a ticket stands for: its holder may once open a socket on behalf of whoever had it issued. */
export interface Ticket {
  /** SHA-256 of the ticket, hex. */
  readonly hash: string;
  readonly tenant: string;
  readonly name: string;
  readonly scopes: readonly KeyScope[];
  /** The key that it was issued for; null: the server asks for none. */
  readonly keyId: string | null;
  /** The one debate that it is good for; null: any of the tenant's. */
  readonly debate: string | null;
  readonly expiresAt: string;
}

/** Something that somebody did, or was refused. Never with what was said. */
export interface AuditEntry {
  /** ISO time. */
  readonly at: string;
  /** An act on keys or debates, and not just a connection. */
  readonly administrative: boolean;
  /** '' where nobody is known. */
  readonly tenant: string;
  /** `key/<id>`, or '' where nobody is known. */
  readonly actor: string;
  readonly action: string;
  /** What was acted on: `debate/<id>`, `key/<id>`, or a route. */
  readonly subject: string;
  /** Where it came from. */
  readonly address: string;
  /** `done`, or the code of the refusal. */
  readonly outcome: string;
}

/** The part of the store that says who may do what, and who did. */
export interface CredentialStore {
  /** Adds a key unless its id is taken; whether it was added. */
  addKey(key: NewApiKey): Promise<boolean>;
  /** A key by its id alone: for whoever shows its secret. Everybody else asks with a tenant. */
  findKey(id: string): Promise<ApiKey | null>;
  /** The keys of a tenant, newest first. */
  listKeys(tenant: string, limit: number): Promise<readonly ApiKey[]>;
  /** How many keys of a tenant are neither revoked nor expired at `at`. */
  countActiveKeys(tenant: string, at: string): Promise<number>;
  /** Of these keys those that are neither revoked nor expired at `at`. */
  filterActiveKeys(ids: readonly string[], at: string): Promise<ReadonlySet<string>>;
  /** Whether any key with the scope `admin` is live at `at`. */
  hasAdmin(at: string): Promise<boolean>;
  /** Ends a key at `at`; again, and it stays at the first time. False: the tenant has no such key. */
  revokeKey(tenant: string, id: string, at: string): Promise<boolean>;
  /**
   * Adds a successor to a key, which itself expires at `until` unless it does so earlier. False, and nothing is
   * changed: the tenant has no such key, or it is not live at the time at which the successor is made.
   */
  rotateKey(tenant: string, id: string, successor: NewApiKey, until: string): Promise<boolean>;
  /** Notes when a key was last used, unless that has been noted since `before`. */
  touchKey(id: string, at: string, before: string): Promise<void>;

  /** Keeps a ticket, and forgets those that expired before `at`. */
  addTicket(ticket: Ticket, at: string): Promise<void>;
  /** Takes a ticket away; null: there is none, or it expired before `at`, or somebody took it before. */
  consumeTicket(hash: string, at: string): Promise<Ticket | null>;

  addAuditEntries(entries: readonly AuditEntry[]): Promise<void>;
  /** The newest entries of a tenant, newest first. */
  listAuditEntries(tenant: string, limit: number): Promise<readonly AuditEntry[]>;
  /** Keeps the newest `rowsMax` administrative acts, and as many of all else. */
  pruneAuditEntries(rowsMax: number): Promise<void>;
}
