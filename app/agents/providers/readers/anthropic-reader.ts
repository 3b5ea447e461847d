import { joinText, listOf, member } from '../json-member.ts';
import type { ReplyPart } from '../reply-stream.ts';
import {
  addText,
  count,
  type FinishReasons,
  noParts,
  type ReadEvent,
  type ReplyState,
  readReasoning,
  setReason,
  signOfLife,
  sumCounts,
} from './reply-state.ts';
import { throwIfError } from './stream-error.ts';

const reasons: FinishReasons = [
  [/max_tokens|context_window/, 'length'],
  [/refusal|filter|safety/, 'refused'],
  [/tool/, 'tool'],
  [/error|abort|cancel/, 'cut'],
];

/** Reads the events of Anthropic's Messages API by the type in their data, because some servers leave the names out. */
export const readAnthropicEvent: ReadEvent = (event, state) => {
  throwIfError(event);
  switch (member(event, 'type')) {
    case 'message_start':
      readInputUsage(member(member(event, 'message'), 'usage'), state);
      return noParts;
    case 'content_block_start':
      return readBlock(member(event, 'content_block'), state);
    case 'content_block_delta':
      return readDelta(member(event, 'delta'), state);
    case 'message_delta':
      setReason(state, member(member(event, 'delta'), 'stop_reason'), reasons);
      readUsage(member(event, 'usage'), state);
      return noParts;
    case 'message_stop':
      state.isEnded = true;
      return noParts;
    case 'message':
      setReason(state, member(event, 'stop_reason'), reasons);
      readUsage(member(event, 'usage'), state);
      return listOf(member(event, 'content')).flatMap((block) => readBlock(block, state));
    default:
      return signOfLife;
  }
};

/** The start of a block, which may contain its first text, or a whole block. */
function readBlock(block: unknown, state: ReplyState): readonly ReplyPart[] {
  switch (member(block, 'type')) {
    case 'text':
      return addText(joinText(member(block, 'text')), state);
    case 'thinking':
      return readReasoning(joinText(member(block, 'thinking')));
    default:
      return signOfLife;
  }
}

function readDelta(delta: unknown, state: ReplyState): readonly ReplyPart[] {
  switch (member(delta, 'type')) {
    case 'text_delta':
      return addText(joinText(member(delta, 'text')), state);
    case 'thinking_delta':
      return readReasoning(joinText(member(delta, 'thinking')));
    default:
      return signOfLife;
  }
}

/** `input_tokens` leaves out what was read from and written to the cache. */
function readInputUsage(usage: unknown, state: ReplyState): void {
  const cached = member(usage, 'cache_read_input_tokens');
  const written = member(usage, 'cache_creation_input_tokens');
  const inputTokens = sumCounts(member(usage, 'input_tokens'), cached, written);
  if (inputTokens === null) return;
  state.usage = {
    ...state.usage,
    inputTokens,
    cachedTokens: count(cached),
    cacheWriteTokens: count(written),
  };
}

function readUsage(usage: unknown, state: ReplyState): void {
  readInputUsage(usage, state);
  const outputTokens = count(member(usage, 'output_tokens'));
  if (outputTokens === null) return;
  const reasoningTokens = count(member(member(usage, 'output_tokens_details'), 'thinking_tokens'));
  state.usage = { ...state.usage, outputTokens, reasoningTokens };
}
