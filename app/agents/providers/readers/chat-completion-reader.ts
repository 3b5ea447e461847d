import { joinText, member } from '../json-member.ts';
import type { ReplyPart } from '../reply-stream.ts';
import {
  addText,
  count,
  type FinishReasons,
  noParts,
  type ReadEvent,
  type ReplyState,
  setReason,
} from './reply-state.ts';
import { throwIfError, toStreamError } from './stream-error.ts';

/** Servers have their own words for a normal end. */
const reasons: FinishReasons = [
  [/^(?:length|max_tokens|model_length|max_output_tokens)$/i, 'length'],
  [/content.?filter|safety|refus/i, 'refused'],
  [/tool|function/i, 'tool'],
  [/^(?:error|abort|cancel)/i, 'cut'],
];

/** Reads the chunks of OpenAI's chat completions, or a whole completion. */
export const readChatChunk: ReadEvent = (chunk, state) => {
  throwIfError(chunk);
  readUsage(member(chunk, 'usage'), state);
  const choice = member(member(chunk, 'choices'), '0');
  if (choice === undefined) return noParts;
  const error = member(choice, 'error');
  if (error !== undefined && error !== null) throw toStreamError(error, chunk);
  const delta = member(choice, 'delta') ?? {};
  const parts = readDelta(delta, state);
  setReason(state, member(choice, 'finish_reason'), reasons);
  if (joinText(member(delta, 'refusal')) !== '') setReason(state, 'content_filter', reasons);
  // Some servers repeat the whole message in the last chunk.
  const message = member(choice, 'message');
  return message === undefined || state.hasText ? parts : [...parts, ...readDelta(message, state)];
};

function readDelta(delta: unknown, state: ReplyState): readonly ReplyPart[] {
  const reasoning = joinText(member(delta, 'reasoning_content') ?? member(delta, 'reasoning'));
  const text = addText(joinText(member(delta, 'content')), state);
  return reasoning === '' ? text : [{ type: 'reasoning', text: reasoning }, ...text];
}

function readUsage(usage: unknown, state: ReplyState): void {
  if (typeof usage !== 'object' || usage === null) return;
  const input = count(member(usage, 'prompt_tokens'));
  const output = count(member(usage, 'completion_tokens'));
  const inputDetails = member(usage, 'prompt_tokens_details');
  const reasoning = count(member(member(usage, 'completion_tokens_details'), 'reasoning_tokens'));
  const hidden = countHiddenReasoning(input, output, count(member(usage, 'total_tokens')));
  state.usage = {
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
