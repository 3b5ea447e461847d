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
  [/filter|guardrail|refusal/, 'refused'],
  [/tool/, 'tool'],
  [/error|abort|malformed/, 'cut'],
];

/** Reads the events of Bedrock's ConverseStream by their members; their names are in the frame alone. */
export const readBedrockEvent: ReadEvent = (event, state) => {
  throwIfError(event);
  const delta = member(event, 'delta');
  if (delta !== undefined) return readContent(delta, state);
  const output = member(event, 'output');
  const stopReason = member(event, 'stopReason');
  if (typeof stopReason === 'string') setReason(state, stopReason, reasons);
  const usage = member(event, 'usage');
  if (usage !== undefined) {
    readUsage(usage, state);
    state.isEnded = true;
  }
  if (output !== undefined)
    return listOf(member(member(output, 'message'), 'content')).flatMap((block) => readContent(block, state));
  return member(event, 'role') === undefined ? signOfLife : noParts;
};

/** A delta of a block, or a whole block. */
function readContent(content: unknown, state: ReplyState): readonly ReplyPart[] {
  const text = member(content, 'text');
  if (text !== undefined) return addText(joinText(text), state);
  const reasoning = member(content, 'reasoningContent');
  if (reasoning === undefined) return signOfLife;
  return readReasoning(
    joinText(member(reasoning, 'text') ?? member(member(reasoning, 'reasoningText'), 'text')),
  );
}

/** `inputTokens` leaves out what was read from and written to the cache. */
function readUsage(usage: unknown, state: ReplyState): void {
  const cached = member(usage, 'cacheReadInputTokens');
  const written = member(usage, 'cacheWriteInputTokens');
  state.usage = {
    inputTokens: sumCounts(member(usage, 'inputTokens'), cached, written),
    outputTokens: count(member(usage, 'outputTokens')),
    cachedTokens: count(cached),
    cacheWriteTokens: count(written),
  };
}
