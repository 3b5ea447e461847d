import type { Effort } from '../../debate/core/settings.ts';
import type { ModelTraits } from '../model-traits.ts';
import type { Prompt } from '../prompts.ts';

/** How a reply ended. `cut`: before its end. */
export type FinishReason = 'stop' | 'length' | 'refused' | 'tool' | 'cut';

/** Tokens as a provider reports them, which may be wrong or missing. */
export interface ReportedUsage {
  /** All tokens of the prompt, those read from or written to a cache included. */
  readonly inputTokens: number | null | undefined;
  /** All tokens of the reply, hidden reasoning included. */
  readonly outputTokens: number | null | undefined;
  /** The part of `inputTokens` that was read from the provider's cache. */
  readonly cachedTokens?: number | null | undefined;
  /** The part of `inputTokens` that was written to the provider's cache. */
  readonly cacheWriteTokens?: number | null | undefined;
  /** The part of `outputTokens` that was hidden reasoning. */
  readonly reasoningTokens?: number | null | undefined;
}

/** A part of a model's reply. Hidden reasoning may be empty: it shows that the model is working. */
export interface ReplyPart {
  readonly type: 'text' | 'reasoning';
  readonly text: string;
}

/** The end of a model's reply. */
export interface ReplyFinish {
  readonly reason: FinishReason;
  /** The provider's own word, for messages. */
  readonly raw: string | null;
  readonly usage: ReportedUsage;
}

export interface ReplyRequest {
  readonly prompt: Prompt;
  readonly outputTokensMax: number;
  /** How much a reasoning model thinks; null: the provider's default. */
  readonly effort: Effort | null;
  readonly traits: ModelTraits;
  readonly signal: AbortSignal;
}

/**
 * Calls a model once and reads its reply. Rejects with what `toAgentFailure` can read, or with what `onPart` throws,
 * which ends the reading; ends as soon as the signal aborts. A callback, because a promise for each part would cost as
 * much CPU as the rest of the reading.
 */
export type StreamReply = (request: ReplyRequest, onPart: (part: ReplyPart) => void) => Promise<ReplyFinish>;

/** A provider's answer that is no reply. */
export class ProviderResponseError extends Error {
  readonly statusCode: number | null;
  readonly responseHeaders: Readonly<Record<string, string>>;
  readonly responseBody: string;

  constructor(
    message: string,
    details: {
      statusCode?: number | null;
      headers?: Readonly<Record<string, string>>;
      body?: string;
    } = {},
  ) {
    super(message);
    this.name = 'ProviderResponseError';
    this.statusCode = details.statusCode ?? null;
    this.responseHeaders = details.headers ?? {};
    this.responseBody = details.body ?? '';
  }
}

/** A reply that is longer than its limit allows. */
export class ReplyTooLongError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ReplyTooLongError';
  }
}
