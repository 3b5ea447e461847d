export interface AgentSettings {
  /** Whether to look for a model server on this machine (Ollama) when no provider is configured. */
  readonly detectLocalServer: boolean;
  /**
   * Where Bedrock computes a reply: in any region, or only in those of Europe or the United States, for 10 % more.
   */
  readonly bedrockRegions: 'global' | 'eu' | 'us';
  /** Concurrent calls of a worker process per provider; further ones queue. Providers not listed have no limit. */
  readonly callsPerProviderMax: Readonly<Record<string, number>>;
  /** The same for an OpenAI-compatible server at a public address; `compatible` above is for a private one. */
  readonly hostedServerCallsMax: number;
  /** Deadlines from the call to the first token, between tokens, and for the whole attempt. */
  readonly firstTokenMs: number;
  readonly idleMs: number;
  readonly totalMs: number;
  /** How long a call may take to end once it is stopped; then it is abandoned, and its result ignored. */
  readonly abortMs: number;
  /** Instead, for a model that thinks, perhaps in silence, before it answers. */
  readonly thinking: ThinkingLimits;
  /** Retries after a failure before the first token; a later failure ends the attempt. */
  readonly retriesMax: number;
  readonly backoffMs: number;
  /** Failed attempts at one turn before its agent is left out. */
  readonly attemptsMax: number;
  /** Tokens of one reply. Hidden reasoning counts too, and takes the larger part with some models. */
  readonly outputTokensMax: number;
  /** Characters of evidence in one prompt; longer evidence is reduced to the passages relevant to the question. */
  readonly evidenceCharsMax: number;
  /** Characters of a provider's error message that are kept. */
  readonly errorMessageCharsMax: number;
  /** At startup: how long to wait for the lists of models of servers. */
  readonly localServerProbeTimeoutMs: number;
  /** How often a server is asked for its list of models, and how long it may take. */
  readonly modelListIntervalMs: number;
  readonly modelListTimeoutMs: number;
  /** Credentials of the task: request timeout, and how long before expiry they are renewed. */
  readonly credentialsTimeoutMs: number;
  readonly credentialsMarginMs: number;
}

/** Limits of a call to a model that thinks. */
export interface ThinkingLimits {
  readonly firstTokenMs: number;
  readonly totalMs: number;
  readonly outputTokensMax: number;
}
