import type { Brief } from '../debate/brief.ts';
import type { Usage } from '../debate/events.ts';
import { documentTokensOf, promptTokens, tokensOf } from '../debate/reservation.ts';

export const addUsage = (a: Usage, b: Usage): Usage => ({
  inputTokens: a.inputTokens + b.inputTokens,
  outputTokens: a.outputTokens + b.outputTokens,
  estimated: a.estimated || b.estimated,
});

/** What a call that ended without a report has cost: its prompt, and the text that came. */
export const usageSoFar = (brief: Brief, text: string, evidenceCharsMax: number): Usage => ({
  inputTokens: promptTokens(brief, documentTokensOf(brief.documents, evidenceCharsMax)),
  outputTokens: tokensOf(text),
  estimated: true,
});
