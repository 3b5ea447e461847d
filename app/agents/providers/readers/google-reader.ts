import { joinText, listOf, member } from '../json-member.ts';
import type { ReplyPart } from '../reply-stream.ts';
import {
  addText,
  count,
  type FinishReasons,
  type ReadEvent,
  type ReplyState,
  readReasoning,
  setReason,
  signOfLife,
  sumCounts,
} from './reply-state.ts';
import { throwIfError } from './stream-error.ts';

const reasons: FinishReasons = [
  [/^STOP$/, 'stop'],
  [/MAX_TOKENS|CONTINUATION/, 'length'],
  [/SAFETY|RECITATION|BLOCK|PROHIBITED|SPII|LANGUAGE|POLICY/, 'refused'],
  [/MALFORMED|UNEXPECTED|TOOL|FUNCTION/, 'tool'],
  [/UNSPECIFIED|OTHER|ERROR|NO_IMAGE/, 'cut'],
];

/** Reads the chunks of Gemini's streamGenerateContent. The API has no end marker but the finish reason. */
export const readGoogleChunk: ReadEvent = (chunk, state) => {
  throwIfError(chunk);
  readUsage(member(chunk, 'usageMetadata'), state);
  const candidate = member(member(chunk, 'candidates'), '0');
  const parts = listOf(member(member(candidate, 'content'), 'parts')).flatMap((part) =>
    readPart(part, state),
  );
  // An early chunk may have the value for "not finished", and a call of a tool ends with STOP.
  const raw = member(candidate, 'finishReason');
  if (raw !== 'FINISH_REASON_UNSPECIFIED' && state.reason !== 'tool') setReason(state, raw, reasons);
  const blockReason = member(member(chunk, 'promptFeedback'), 'blockReason');
  if (typeof blockReason === 'string') setReason(state, `prompt blocked: ${blockReason}`, [[/./, 'refused']]);
  return parts.length === 0 ? signOfLife : parts;
};

function readPart(part: unknown, state: ReplyState): readonly ReplyPart[] {
  if (member(part, 'functionCall') !== undefined) setReason(state, 'functionCall', [[/./, 'tool']]);
  const text = joinText(member(part, 'text'));
  return member(part, 'thought') === true ? readReasoning(text) : addText(text, state);
}

/** The counts of thinking and answer are apart; the last report is the sum so far. */
function readUsage(usage: unknown, state: ReplyState): void {
  if (typeof usage !== 'object' || usage === null) return;
  const reasoning = member(usage, 'thoughtsTokenCount');
  const output = member(usage, 'candidatesTokenCount') ?? (reasoning === undefined ? undefined : 0);
  state.usage = {
    inputTokens: sumCounts(member(usage, 'promptTokenCount'), member(usage, 'toolUsePromptTokenCount')),
    outputTokens: sumCounts(output, reasoning),
    cachedTokens: count(member(usage, 'cachedContentTokenCount')),
    reasoningTokens: count(reasoning),
  };
}
