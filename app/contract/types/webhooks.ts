/** Calls to the addresses that callers name, when a debate has ended. */
export interface WebhookSettings {
  /** How often each worker looks for deliveries that are due. */
  readonly pollMs: number;
  /** Deliveries that one worker has under way at a time. */
  readonly concurrentMax: number;
  /** The longest an attempt may take, the resolution of the name included. */
  readonly timeoutMs: number;
  readonly attemptsMax: number;
  /** Delay after the first failed attempt, which doubles with each further one, and the longest delay. */
  readonly backoffMs: number;
  readonly backoffMsMax: number;
  readonly urlCharsMax: number;
}
