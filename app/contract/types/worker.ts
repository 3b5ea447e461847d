export interface WorkSettings {
  readonly leaseMs: number;
  readonly renewIntervalMs: number;
  readonly claimIntervalMs: number;
  /** Objective: another worker continues a dead worker's debates within this time. */
  readonly failoverMsMax: number;
  /** Debates that one worker process runs at a time; DEBATES_PER_WORKER overrides it. */
  readonly debatesPerWorker: number;
  /** Size of the documents of all debates that one worker runs at a time. */
  readonly evidenceBytesMax: number;
  /** Debates per connection of a worker's pool: with more, appends would delay lease renewals. */
  readonly debatesPerConnectionMax: number;
  /** Debates of one tenant that run at a time, over all workers; its further ones wait. */
  readonly debatesPerTenantMax: number;
  /** Workers that a debate may lose in a row, without a finished turn in between, before it fails. */
  readonly workerLossesMax: number;
  /** Retries of a debate's reads and writes while the database is unavailable: first delay, longest delay, total. */
  readonly storeRetryMs: number;
  readonly storeRetryMsMax: number;
  readonly storeRetryBudgetMs: number;
  /** How often each worker deletes expired rows, and how many at a time. */
  readonly cleanupIntervalMs: number;
  readonly cleanupBatchRows: number;
  /** Models with metrics of their own. Callers choose model names, so further ones are counted together. */
  readonly modelMetricsMax: number;
  /** On ECS, a task that runs debates asks for scale-in protection, for this long at a time. */
  readonly protectionMs: number;
  /** How often the need for protection is checked, and how long ECS may take to answer. */
  readonly protectionCheckIntervalMs: number;
  readonly protectionTimeoutMs: number;
  /** A task that is never idle drops its protection for a while after this long, or deployments would never finish. */
  readonly protectionContinuousMsMax: number;
  readonly protectionReleaseMs: number;
}
