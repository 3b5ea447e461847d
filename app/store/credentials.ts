import type { KeyScope } from '../shared/key-scope.ts';

/** A stored API key: it holds a hash of the secret, never the secret. */
export interface ApiKey {
  readonly id: string;
  readonly tenant: string;
  /** A label for its owner, chosen when the key was created. */
  readonly name: string;
  readonly scopes: readonly KeyScope[];
  /** HMAC of the secret, hex. */
  readonly secretHash: string;
  /** ISO times; null: it has not happened, or the key does not expire. */
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly revokedAt: string | null;
  readonly lastUsedAt: string | null;
  /** What its debates of one day may cost; null: no cap. */
  readonly usdPerDay: number | null;
}

export type NewApiKey = Omit<ApiKey, 'revokedAt' | 'lastUsedAt' | 'usdPerDay'> &
  Partial<Pick<ApiKey, 'usdPerDay'>>;

/** A single-use credential to open a socket as the caller who requested it. */
export interface Ticket {
  /** SHA-256 of the ticket, hex. */
  readonly hash: string;
  readonly tenant: string;
  readonly name: string;
  readonly scopes: readonly KeyScope[];
  /** The key that requested it; null: the server requires no key. */
  readonly keyId: string | null;
  /** The only debate that it gives access to; null: every debate of the tenant. */
  readonly debate: string | null;
  readonly expiresAt: string;
}

/** An action, completed or refused. Never holds text of a debate. */
export interface AuditEntry {
  /** ISO time. */
  readonly at: string;
  /** True for actions on keys and debates, false for connections. */
  readonly administrative: boolean;
  /** '' when unknown. */
  readonly tenant: string;
  /** `key/<id>`, or '' when unknown. */
  readonly actor: string;
  readonly action: string;
  /** `debate/<id>`, `key/<id>`, or a route. */
  readonly subject: string;
  /** Client address. */
  readonly address: string;
  /** `done`, or the error code. */
  readonly outcome: string;
}

/** Keys, tickets and the audit log. Times are ISO strings. */
export interface CredentialStore {
  /** Adds a key. False: its id is taken, and nothing was changed. */
  addKey(key: NewApiKey): Promise<boolean>;
  /**
   * Adds the key of a person who has signed in, or gives the one that they have in the tenant the new name, scopes and
   * expiry. A revoked key is not used again. `subject` identifies the person. Returns the id of the key.
   */
  savePersonKey(key: NewApiKey, subject: string): Promise<string>;
  /** Finds a key in any tenant: only for a caller that has presented its secret. */
  findKey(id: string): Promise<ApiKey | null>;
  /** A tenant's keys, newest first. */
  listKeys(tenant: string, limit: number): Promise<readonly ApiKey[]>;
  /** Number of a tenant's keys that are neither revoked nor expired at `at`, without those of people. */
  countActiveKeys(tenant: string, at: string): Promise<number>;
  /** The given keys that are neither revoked nor expired at `at`. */
  filterActiveKeys(ids: readonly string[], at: string): Promise<ReadonlySet<string>>;
  /** True when a key with the scope `admin` is active at `at`. */
  hasAdmin(at: string): Promise<boolean>;
  /** Revokes a key. A second call keeps the first time. False: the tenant has no key with this id. */
  revokeKey(tenant: string, id: string, at: string): Promise<boolean>;
  /**
   * Adds a successor; the old key expires at `until`, or earlier if it already did. False, with nothing changed: the
   * tenant has no key with this id, or it is not active when the successor is created.
   */
  rotateKey(tenant: string, id: string, successor: NewApiKey, until: string): Promise<boolean>;
  /** Records the last use of a key, unless a use since `before` is recorded. */
  touchKey(id: string, at: string, before: string): Promise<void>;

  /** Adds a ticket, and deletes those that have expired at `at`. */
  addTicket(ticket: Ticket, at: string): Promise<void>;
  /** Deletes and returns a ticket; null: it is unknown, has expired at `at`, or was used before. */
  consumeTicket(hash: string, at: string): Promise<Ticket | null>;

  addAuditEntries(entries: readonly AuditEntry[]): Promise<void>;
  /** A tenant's entries, newest first. */
  listAuditEntries(tenant: string, limit: number): Promise<readonly AuditEntry[]>;
  /** Keeps the newest `rowsMax` administrative entries and the newest `rowsMax` others. */
  pruneAuditEntries(rowsMax: number): Promise<void>;
}
