import type { Effort } from '../debate/core/settings.ts';

/** What is known about a model beyond its name. */
export interface ModelTraits {
  /** Thinks before it answers unless the call says otherwise, perhaps in silence for minutes. */
  readonly thinks: boolean;
  /** Lets a call set how much it thinks. */
  readonly takesEffort: boolean;
  /** Rejects `max_tokens` in chat completions and takes `max_completion_tokens` instead. */
  readonly needsMaxCompletionTokens: boolean;
  /** Takes instructions in a system message; otherwise they stand before the first message. */
  readonly hasSystemRole: boolean;
}

/** How a model is called for a seat. */
export interface CallSettings {
  readonly traits: ModelTraits;
  /** True if it thinks in this call: by itself, or because of the effort. */
  readonly thinks: boolean;
  /** Null: the provider's default. */
  readonly effort: Effort | null;
  readonly outputTokensMax: number;
}

export const defaultTraits: ModelTraits = {
  thinks: false,
  takesEffort: false,
  needsMaxCompletionTokens: false,
  hasSystemRole: true,
};

interface TraitsRow {
  /** Matches the plain name of a model: without path, region, vendor, date and capital letters. */
  readonly pattern: RegExp;
  readonly traits: Partial<ModelTraits>;
}

const thinker = { thinks: true };
const steeredThinker = { thinks: true, takesEffort: true };

/**
 * The first row that matches a name counts. Rostrum sends no temperature, so models that reject one need no row. A
 * model without a row that sends its thoughts is recognized by them (call-policy.ts).
 */
const table: readonly TraitsRow[] = [
  // Since 4.7 and 5, Claude decides by itself whether to think, and hides the text of its thoughts.
  { pattern: /^claude-(?:opus-4-[789]|(?:opus|sonnet|haiku|fable|mythos)-[5-9])/, traits: steeredThinker },
  // Earlier ones think only when an effort is set.
  { pattern: /^claude-(?:opus|sonnet|haiku)-4|^claude-3-7/, traits: { takesEffort: true } },
  {
    pattern: /^o1-(?:mini|preview)/,
    traits: { thinks: true, needsMaxCompletionTokens: true, hasSystemRole: false },
  },
  { pattern: /^gpt-[5-9][\d.]*-chat/, traits: { needsMaxCompletionTokens: true } },
  { pattern: /^(?:o[1-9]|gpt-[5-9])/, traits: { ...steeredThinker, needsMaxCompletionTokens: true } },
  { pattern: /^gpt-oss/, traits: steeredThinker },
  // A Flash-Lite thinks only when an effort is set.
  { pattern: /^gemini-[2-9][\d.]*-flash-lite/, traits: { takesEffort: true } },
  { pattern: /^gemini-(?:2\.5|[3-9])/, traits: steeredThinker },
  { pattern: /^gemma-?[123]/, traits: { hasSystemRole: false } },
  { pattern: /^(?:deepseek-)?r1(?![a-z])|^deepseek-(?:reasoner|v[4-9])|-r1-distill/, traits: thinker },
  { pattern: /^qwen-?3(?!.*(?:instruct|coder))|^qwq/, traits: thinker },
  {
    pattern: /^magistral|^grok-(?:[4-9]|3-mini)(?!.*non-reasoning)|^glm-(?:4\.[5-9]|[5-9])/,
    traits: thinker,
  },
  { pattern: /^kimi-k[2-9].*thinking|^minimax-m[1-9]|^nemotron.*(?:nano|super|ultra)/, traits: thinker },
  { pattern: /thinking|reasoning(?<!non-reasoning)/, traits: thinker },
];

/** The traits of a model, by its name without the provider. */
export function findModelTraits(model: string): ModelTraits {
  const plain = plainModelName(model);
  const row = table.find(({ pattern }) => pattern.test(plain));
  return { ...defaultTraits, ...row?.traits };
}

/** `claude-opus-5` for `eu.anthropic.claude-opus-5`, `anthropic/claude-opus-5-20260101` and the ARN of a profile. */
export const plainModelName = (model: string): string =>
  model
    .toLowerCase()
    .replace(/^.*\//, '')
    .replace(/^(?:[a-z][a-z-]*\.)+(?=[a-z])/, '')
    .replace(/-(?:\d{8}|\d{4}-\d{2}-\d{2}|latest)$/, '');
