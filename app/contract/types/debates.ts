/** What debates may take: the workers' leases, the agents' calls, and what a caller may ask for. */

export interface WorkSettings {
  readonly leaseMs: number;
  readonly renewIntervalMs: number;
  readonly claimIntervalMs: number;
  /** What is promised: a dead worker's debates go on with another one within this. */
  readonly failoverMsMax: number;
  /** Debates that one worker process advances at once; DEBATES_PER_WORKER overrides it. */
  readonly debatesPerWorker: number;
  /** Debates that one connection of a worker's pool serves: their appends must not hold up its renewals. */
  readonly debatesPerConnectionMax: number;
  /** Debates of one tenant that run at once, in all workers together; its further ones wait. */
  readonly debatesPerTenantMax: number;
  /** Workers that a debate may lose one after another, with no turn ended between, before it is given up. */
  readonly workerLossesMax: number;
  /** While the database is away, what a debate has to read or store is tried again: this often, and for this long. */
  readonly storeRetryMs: number;
  readonly storeRetryMsMax: number;
  readonly storeRetryBudgetMs: number;
  /** How often each worker forgets what is too old to be asked for again, and how many rows it deletes at once. */
  readonly cleanupIntervalMs: number;
  readonly cleanupBatchRows: number;
  /** Models that are counted by name; callers choose the names, so that further ones are counted together. */
  readonly modelMetricsMax: number;
  /** On ECS, a task that runs debates is protected from being taken away, for so long at a time. */
  readonly protectionMs: number;
  /** How often it is looked at whether any run, and how long ECS may take to answer. */
  readonly protectionCheckIntervalMs: number;
  readonly protectionTimeoutMs: number;
  /** A task that always runs some is free for a while after so long, or no deployment would ever end. */
  readonly protectionContinuousMsMax: number;
  readonly protectionReleaseMs: number;
}

export interface AgentSettings {
  /** Whether a model server on this machine (Ollama) is looked for when no provider is configured. */
  readonly detectLocalServer: boolean;
  /** Calls of a worker process to a provider at once; further ones wait in line. Who is not named has no limit. */
  readonly callsPerProviderMax: Readonly<Record<string, number>>;
  /** From the call to the first token, from token to token, and in all. */
  readonly firstTokenMs: number;
  readonly idleMs: number;
  readonly totalMs: number;
  /** Calls again after a failure before the first token; after it the attempt has failed. */
  readonly retriesMax: number;
  readonly backoffMs: number;
  readonly retryAfterMsMax: number;
  /** Attempts of one turn that may fail before its agent is left out. */
  readonly attemptsMax: number;
  /** Tokens of one reply; a model's silent thinking counts too, and takes the larger part with some. */
  readonly outputTokensMax: number;
  /** Characters of evidence in one prompt; of longer evidence the passages that bear on the question are shown. */
  readonly evidenceCharsMax: number;
  /** What is kept of a provider's error message, in characters. */
  readonly errorMessageCharsMax: number;
  /** At start: how long a local model server may take to say what it has. */
  readonly localServerProbeTimeoutMs: number;
  /** The task's credentials: how long asking may take, and how long before they expire new ones are asked for. */
  readonly credentialsTimeoutMs: number;
  readonly credentialsMarginMs: number;
}

export interface DebateLimits {
  readonly questionCharsMax: number;
  readonly optionsMin: number;
  readonly optionsMax: number;
  readonly optionCharsMax: number;
  readonly documentsMax: number;
  readonly documentBytesMax: number;
  /** How deep the elements of an HTML document may nest: turning it into text takes longer with the depth's square. */
  readonly htmlDepthMax: number;
  readonly nameCharsMax: number;
  readonly modelCharsMax: number;
  readonly noteCharsMax: number;
  /** Notes to one debate: every prompt after them holds them all. */
  readonly notesMax: number;
  readonly panelMin: number;
  readonly panelMax: number;
  readonly roundsMax: number;
  readonly deadlineSecondsMin: number;
  readonly deadlineSecondsDefault: number;
  readonly deadlineSecondsMax: number;
  /** Kept back from a debate's deadline so that a decision can still be written. */
  readonly decisionSecondsReserve: number;
  /** The largest share of a short deadline that is kept back, 0 to 1. */
  readonly decisionShareMax: number;
  readonly budgetUsdMax: number;
  readonly budgetTokensMax: number;
  readonly listPageMax: number;
  readonly eventsPageMax: number;
  readonly waitSecondsMax: number;
  readonly idempotencyKeyCharsMax: number;
  /** A creation with the same Idempotency-Key is the same debate for so long at least. */
  readonly idempotencyKeyMs: number;
  /** JSON values, or parts of a form, in one body, and how deep they nest: more would cost memory, not say more. */
  readonly bodyValuesMax: number;
  readonly bodyDepthMax: number;
  readonly searchCharsMax: number;
}
