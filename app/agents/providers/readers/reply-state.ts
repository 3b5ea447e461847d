import type { FinishReason, ReplyFinish, ReplyPart, ReportedUsage } from '../reply-stream.ts';

/** What the events of one reply have said so far. */
export interface ReplyState {
  hasText: boolean;
  /** Null until the provider gave a reason. */
  reason: FinishReason | null;
  /** The provider's own word for the reason. */
  raw: string | null;
  usage: ReportedUsage;
  /** The provider said that nothing follows. */
  isEnded: boolean;
}

/** Reads one event, or a whole reply that came in place of a stream. Throws the provider's error. */
export type ReadEvent = (event: unknown, state: ReplyState) => readonly ReplyPart[];

export const createReplyState = (): ReplyState => ({
  hasText: false,
  reason: null,
  raw: null,
  usage: { inputTokens: null, outputTokens: null },
  isEnded: false,
});

export const noParts: readonly ReplyPart[] = [];

/** The model or its server is alive, and says nothing. */
export const signOfLife: readonly ReplyPart[] = [{ type: 'reasoning', text: '' }];

export function addText(text: string, state: ReplyState): readonly ReplyPart[] {
  if (text === '') return noParts;
  state.hasText = true;
  return [{ type: 'text', text }];
}

export const readReasoning = (text: string): readonly ReplyPart[] => [{ type: 'reasoning', text }];

export function setReason(state: ReplyState, raw: unknown, reasons: FinishReasons): void {
  if (typeof raw !== 'string' || raw === '') return;
  state.raw = raw;
  state.reason = reasons.find(([pattern]) => pattern.test(raw))?.[1] ?? 'stop';
}

/** The first pattern that fits a provider's word; a word that fits none is a normal end. */
export type FinishReasons = readonly (readonly [RegExp, FinishReason])[];

/** A reply without a reason is complete only when the provider ended it. */
export const toFinish = ({ hasText, reason, raw, usage, isEnded }: ReplyState): ReplyFinish => ({
  reason: reason ?? (isEnded && hasText ? 'stop' : 'cut'),
  raw,
  usage,
});

export const count = (value: unknown): number | null => (typeof value === 'number' ? value : null);

/** The sum of counts that a provider reports apart; NaN, which is no count, when one of them is none. */
export function sumCounts(first: unknown, ...more: readonly unknown[]): number | null {
  if (typeof first !== 'number') return null;
  return more.reduce<number>((sum, value) => sum + toCount(value ?? 0), toCount(first));
}

const toCount = (value: unknown): number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : Number.NaN;
