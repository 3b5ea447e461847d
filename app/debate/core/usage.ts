/** The tokens of a call or of several. Stored in events: add optional members, never rename or remove one. */
export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** True when the provider did not report usage and it was estimated from the text. */
  readonly estimated: boolean;
  /** The part of `inputTokens` read from the provider's cache; absent when none was reported. */
  readonly cachedTokens?: number;
  /** The part of `inputTokens` written to the provider's cache; absent when none was reported. */
  readonly cacheWriteTokens?: number;
  /** The part of `outputTokens` that was hidden reasoning; absent when none was reported. */
  readonly reasoningTokens?: number;
}
