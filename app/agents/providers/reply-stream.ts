import type { Prompt } from '../prompts.ts';

/** How a reply ended. `cut`: before its end. */
export type FinishReason = 'stop' | 'length' | 'refused' | 'tool' | 'cut';

/** Tokens as a provider reports them, which may be wrong or missing. */
export interface ReportedUsage {
  readonly inputTokens: number | null | undefined;
  readonly outputTokens: number | null | undefined;
}

/** A part of a model's reply. Exactly one `finish` comes last, unless reading fails. */
export type ReplyPart =
  | { readonly type: 'text' | 'reasoning'; readonly text: string }
  | {
      readonly type: 'finish';
      readonly reason: FinishReason;
      /** The provider's own word, for messages. */
      readonly raw: string | null;
      readonly usage: ReportedUsage;
    };

export interface ReplyRequest {
  readonly prompt: Prompt;
  readonly outputTokensMax: number;
  readonly signal: AbortSignal;
}

/** Calls a model once and reads its reply. Throws what `toAgentFailure` can read; ends as soon as the signal aborts. */
export type StreamReply = (request: ReplyRequest) => AsyncIterable<ReplyPart>;

/** A provider's answer that is no reply. */
export class ProviderResponseError extends Error {
  readonly statusCode: number | null;
  readonly responseHeaders: Readonly<Record<string, string>>;
  readonly responseBody: string;

  constructor(
    message: string,
    details: { statusCode?: number | null; headers?: Headers; body?: string } = {},
  ) {
    super(message);
    this.name = 'ProviderResponseError';
    this.statusCode = details.statusCode ?? null;
    this.responseHeaders = Object.fromEntries(details.headers ?? []);
    this.responseBody = details.body ?? '';
  }
}
