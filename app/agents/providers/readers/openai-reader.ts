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
} from './reply-state.ts';
import { throwIfError, toStreamError } from './stream-error.ts';

const reasons: FinishReasons = [
  [/max_output_tokens|max_tokens|length/, 'length'],
  [/filter|safety|refus/, 'refused'],
  [/^completed$/, 'stop'],
  [/./, 'cut'],
];

/** Reads the events of OpenAI's Responses API. */
export const readResponsesEvent: ReadEvent = (event, state) => {
  const type = member(event, 'type');
  if (type === 'response.output_text.delta') return addText(joinText(member(event, 'delta')), state);
  throwIfError(event);
  switch (type) {
    case 'response.created':
    case 'response.queued':
    case 'response.in_progress':
      return noParts;
    case 'response.reasoning_summary_text.delta':
    case 'response.reasoning_text.delta':
      return readReasoning(joinText(member(event, 'delta')));
    case 'response.output_text.done':
      return readMissedText(joinText(member(event, 'text')), state);
    case 'response.refusal.delta':
    case 'response.refusal.done':
      setReason(state, 'refusal', reasons);
      return signOfLife;
    case 'response.completed':
    case 'response.incomplete':
    case 'response.failed':
    case 'response.cancelled':
      return readResponse(member(event, 'response'), state, type.slice('response.'.length));
    default:
      return member(event, 'object') === 'response'
        ? readResponse(event, state, joinText(member(event, 'status')))
        : signOfLife;
  }
};

/** The response at the end of the stream, or in place of one. */
function readResponse(response: unknown, state: ReplyState, status: string): readonly ReplyPart[] {
  state.isEnded = true;
  readUsage(member(response, 'usage'), state);
  const error = member(response, 'error');
  if (status === 'failed' || (error !== undefined && error !== null))
    throw toStreamError(error ?? { message: 'the response failed' }, response);
  const parts = listOf(member(response, 'output')).flatMap((item) => readItem(item, state));
  if (state.reason === null)
    setReason(state, member(member(response, 'incomplete_details'), 'reason') ?? status, reasons);
  return parts;
}

/** An item of the whole output. A call of a tool ends a reply that has no text. */
function readItem(item: unknown, state: ReplyState): readonly ReplyPart[] {
  const type = member(item, 'type');
  if (typeof type === 'string' && type.endsWith('_call')) setReason(state, type, [[/./, 'tool']]);
  if (type !== 'message') return noParts;
  const content = listOf(member(item, 'content'));
  if (content.some((part) => member(part, 'type') === 'refusal')) setReason(state, 'refusal', reasons);
  return readMissedText(content.map((part) => joinText(member(part, 'text'))).join(''), state);
}

/** A text that no delta has brought. */
const readMissedText = (text: string, state: ReplyState): readonly ReplyPart[] =>
  state.hasText ? noParts : addText(text, state);

function readUsage(usage: unknown, state: ReplyState): void {
  const input = member(usage, 'input_tokens_details');
  state.usage = {
    inputTokens: count(member(usage, 'input_tokens')),
    outputTokens: count(member(usage, 'output_tokens')),
    cachedTokens: count(member(input, 'cached_tokens')),
    cacheWriteTokens: count(member(input, 'cache_write_tokens')),
    reasoningTokens: count(member(member(usage, 'output_tokens_details'), 'reasoning_tokens')),
  };
}
