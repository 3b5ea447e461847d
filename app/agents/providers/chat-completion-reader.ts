import {
  type FinishReason,
  ProviderResponseError,
  type ReplyPart,
  type ReportedUsage,
} from './reply-stream.ts';

/** The message in the usual shapes: `{error: {message}}`, `{error: text}`, `{message}`, `{detail}`. */
export function findErrorMessage(body: unknown): string | null {
  const error = member(body, 'error') ?? member(member(body, '0'), 'error');
  for (const value of [member(error, 'message'), error, member(body, 'message'), member(body, 'detail')])
    if (typeof value === 'string' && value !== '') return value;
  return error === undefined || error === null ? null : JSON.stringify(error);
}

export type ReplyReader = ReturnType<typeof createReplyReader>;

/** Keeps what the chunks of one reply say. */
export function createReplyReader() {
  let hasText = false;
  let raw: string | null = null;
  let isEnded = false;
  let usage: unknown = null;

  function* read(chunk: unknown): Generator<ReplyPart> {
    if (typeof chunk !== 'object' || chunk === null) return;
    throwIfError(chunk);
    usage = member(chunk, 'usage') ?? usage;
    const choice = member(member(chunk, 'choices'), '0');
    const reason = member(choice, 'finish_reason');
    const delta = member(choice, 'delta') ?? {};
    const reasoning = textOf(member(delta, 'reasoning_content') ?? member(delta, 'reasoning'));
    if (reasoning !== '') yield { type: 'reasoning', text: reasoning };
    // Some servers repeat the whole message in the last chunk.
    const text =
      textOf(member(delta, 'content')) ||
      (hasText ? '' : textOf(member(member(choice, 'message'), 'content')));
    if (text !== '') {
      hasText = true;
      yield { type: 'text', text };
    }
    if (typeof reason === 'string' && reason !== '') raw = reason;
    if (textOf(member(delta, 'refusal')) !== '') raw = 'content_filter';
  }

  return {
    read,
    isEmpty: () => !hasText && raw === null,
    isFinished: () => raw !== null,
    /** The provider said that the reply is complete. */
    end: () => {
      isEnded = true;
    },
    finish: (): ReplyPart => ({
      type: 'finish',
      reason: raw === null ? (isEnded && hasText ? 'stop' : 'cut') : toFinishReason(raw),
      raw,
      usage: readChatUsage(usage),
    }),
  };
}

function throwIfError(chunk: object): void {
  const choice = member(member(chunk, 'choices'), '0');
  const error = member(chunk, 'error') ?? member(choice, 'error');
  if (error === undefined || error === null) return;
  const code = Number(member(error, 'code') ?? member(error, 'status') ?? member(chunk, 'code'));
  const statusCode = Number.isInteger(code) && code >= 400 && code <= 599 ? code : null;
  throw new ProviderResponseError(findErrorMessage({ error }) ?? 'an error without a message', {
    statusCode,
    body: JSON.stringify(error),
  });
}

/** Servers have their own words for a normal end. */
function toFinishReason(raw: string): FinishReason {
  if (/^(?:length|max_tokens|model_length|max_output_tokens)$/i.test(raw)) return 'length';
  if (/content.?filter|safety|refus/i.test(raw)) return 'refused';
  if (/tool|function/i.test(raw)) return 'tool';
  return /^(?:error|abort|cancel)/i.test(raw) ? 'cut' : 'stop';
}

/** A text, or the texts of content parts. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return Array.isArray(value) ? value.map((part) => textOf(member(part, 'text'))).join('') : '';
}

function readChatUsage(usage: unknown): ReportedUsage {
  const input = count(member(usage, 'prompt_tokens'));
  const output = count(member(usage, 'completion_tokens'));
  const inputDetails = member(usage, 'prompt_tokens_details');
  const reasoning = count(member(member(usage, 'completion_tokens_details'), 'reasoning_tokens'));
  const hidden = countHiddenReasoning(input, output, count(member(usage, 'total_tokens')));
  return {
    inputTokens: input,
    outputTokens: output === null ? null : output + hidden,
    cachedTokens:
      count(member(inputDetails, 'cached_tokens')) ?? count(member(usage, 'prompt_cache_hit_tokens')),
    cacheWriteTokens: count(member(inputDetails, 'cache_write_tokens')),
    reasoningTokens: reasoning ?? hidden,
  };
}

/** Some servers leave hidden reasoning out of the completion, and count it only in the total. */
function countHiddenReasoning(input: number | null, output: number | null, total: number | null): number {
  if (input === null || output === null || total === null || input <= 0 || output < 0) return 0;
  return Math.max(0, total - input - output);
}

const count = (value: unknown): number | null => (typeof value === 'number' ? value : null);

const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
