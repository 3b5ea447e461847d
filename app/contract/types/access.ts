/** API keys, tickets and the audit log. */
export interface AccessSettings {
  /** Whether no key is required on loopback while no admin key is set. */
  readonly openOnLoopback: boolean;
  readonly pepperCharsMin: number;
  readonly signingSecretCharsMin: number;
  /** Active keys of one tenant. */
  readonly keysPerTenantMax: number;
  readonly keyLifetimeSecondsMax: number;
  /** The last use of a key is stored at most this often. */
  readonly keyLastUsedIntervalMs: number;
  /** A rotated key stays valid this long next to its successor. */
  readonly rotationOverlapMs: number;
  /** A socket must be opened with a ticket within this time of its issue. */
  readonly ticketLifetimeMs: number;
  /**
   * A key is used again this long without another look into the database. A revocation ends that at once, unless its
   * message is lost.
   */
  readonly keyCacheMs: number;
  /** Keys that a process keeps. */
  readonly keyCacheMax: number;
  /** How often the keys of open streams and sockets are revalidated, in case a revocation message was lost. */
  readonly revalidateIntervalMs: number;
  /** Audit rows kept for administrative actions, and as many for everything else. */
  readonly auditRowsMax: number;
  /** Entries waiting to be stored; further ones are only logged. */
  readonly auditPendingMax: number;
  readonly auditFlushIntervalMs: number;
}
