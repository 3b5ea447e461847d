import type { LanguageModelV4, LanguageModelV4Prompt, LanguageModelV4StreamPart } from '@ai-sdk/provider';
import type { Contract } from '../../contract/types/contract.ts';
import { assertNever, type FailureReason, type Usage } from '../../debate/core/events.ts';
import { type Agent, AgentFailure, type Completion, type CompletionOptions } from '../agent.ts';
import { createPrompt, estimateUsage, type Prompt } from '../prompts.ts';
import { formatFailureMessage, toAgentFailure } from './errors.ts';

export interface ModelAgentDeps {
  /** `provider:model`. */
  readonly model: string;
  /** Values to remove from error messages. */
  readonly secrets: readonly string[];
  readonly load: LoadModel;
  readonly limits: Contract['agents'];
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Imports a provider's package on first use. Importing all five at start would double the start time. */
export type LoadModel = (signal: AbortSignal) => Promise<LanguageModelV4>;

type FinishPart = Extract<LanguageModelV4StreamPart, { type: 'finish' }>;

/**
 * Calls a model through its package's `doStream`, which has no retries or timeouts (see call-policy.ts). Calls fail
 * with an exception, an error part in the stream, or a missing or abnormal finish. Each becomes one AgentFailure.
 */
export function createModelAgent(deps: ModelAgentDeps): Agent {
  const { limits, model, secrets, now } = deps;
  return {
    async generate(context, { signal, onText, onReasoning }) {
      signal.throwIfAborted();
      const prompt = createPrompt(context);
      const { outputTokensMax } = limits;
      try {
        return await call(prompt, outputTokensMax, { signal, onText, onReasoning });
      } catch (error) {
        const fitting =
          error instanceof AgentFailure ? findFittingLimit(error.message, outputTokensMax) : null;
        if (fitting === null) throw error;
        return await call(prompt, fitting, { signal, onText, onReasoning });
      }
    },
  };

  async function call(
    prompt: Prompt,
    outputTokensMax: number,
    { signal, onText, onReasoning }: Pick<CompletionOptions, 'signal' | 'onText' | 'onReasoning'>,
  ): Promise<Completion> {
    let text = '';
    let reasoningChars = 0;
    let finish: FinishPart | null = null;
    const callInfo = { model, secrets, messageCharsMax: limits.errorMessageCharsMax };
    const estimate = () => estimateUsage(prompt, text, reasoningChars);
    const toFailure = (error: unknown) => {
      const usage = text === '' && reasoningChars === 0 ? noUsage : estimate();
      return toAgentFailure(error, { ...callInfo, hasText: text !== '', usage, now: now() });
    };
    const charsMax = outputTokensMax * charsPerTokenMax;
    for await (const part of streamParts(deps, prompt, outputTokensMax, signal, toFailure)) {
      if (part.type === 'error') throw toFailure(part.error);
      if (part.type === 'finish') finish = part;
      if (part.type === 'reasoning-start') onReasoning?.();
      if (part.type === 'reasoning-delta') {
        reasoningChars += part.delta.length;
        onReasoning?.();
      }
      if (part.type === 'text-delta' && part.delta !== '') {
        text += part.delta;
        onText(text);
      }
      if (text.length + reasoningChars > charsMax) {
        const message = formatFailureMessage(
          `the reply is longer than ${outputTokensMax} tokens can be`,
          callInfo,
        );
        throw new AgentFailure('too-long', message, { usage: estimate() });
      }
    }
    const usage = readUsage(finish, estimate());
    const [reason, message] = findIncompleteReason(finish) ?? [];
    if (reason === undefined) return { text, usage };
    const retryable = reason === 'cut-off';
    throw new AgentFailure(reason, formatFailureMessage(message ?? reason, callInfo), { retryable, usage });
  }
}

/** No tokenizer packs more characters into a token over a whole reply. */
const charsPerTokenMax = 12;

/** A smaller limit makes no useful reply. */
const outputTokensMin = 256;

/** Servers count the prompt in their own way. */
const contextMarginTokens = 64;

/**
 * The limit that fits, from a provider's message about its context length or the caller's credit; null when the message
 * says nothing of it or too little is left.
 */
export function findFittingLimit(message: string, asked: number): number | null {
  const context = /context (?:length|window|size)\D{0,40}?(\d{3,})/i.exec(message)?.[1];
  const used = /(\d+) (?:tokens? )?(?:in|from) (?:the )?(?:messages|prompt|input)/i.exec(message)?.[1];
  const affordable = /can (?:only )?afford (\d+)|only (\d+) tokens? can be afforded/i.exec(message);
  const limit =
    context !== undefined && used !== undefined
      ? Number(context) - Number(used) - contextMarginTokens
      : Number(affordable?.[1] ?? affordable?.[2] ?? Number.NaN);
  return limit >= outputTokensMin && limit < asked ? limit : null;
}

/** The parts of the stream. Converts errors of the package, but not those of the consumer. */
async function* streamParts(
  { load }: ModelAgentDeps,
  prompt: Prompt,
  maxOutputTokens: number,
  abortSignal: AbortSignal,
  toFailure: (error: unknown) => AgentFailure,
): AsyncGenerator<LanguageModelV4StreamPart> {
  try {
    const model = await load(abortSignal);
    const result = await model.doStream({ prompt: toModelPrompt(prompt), maxOutputTokens, abortSignal });
    yield* result.stream;
  } catch (error) {
    // An abort can surface as any class of error, so only the signal identifies it.
    abortSignal.throwIfAborted();
    throw toFailure(error);
  }
  abortSignal.throwIfAborted();
}

const toModelPrompt = ({ system, messages }: Prompt): LanguageModelV4Prompt => [
  { role: 'system', content: system },
  ...messages.map(({ role, content }) => ({ role, content: [{ type: 'text' as const, text: content }] })),
];

/** The reason why a finished reply is not complete, or null when it is. */
function findIncompleteReason(finish: FinishPart | null): readonly [FailureReason, string] | null {
  if (!finish) return ['cut-off', 'the stream ended without a finish reason'];
  const { unified, raw } = finish.finishReason;
  switch (unified) {
    case 'stop':
      return null;
    case 'length':
      return ['too-long', 'the reply reached the token limit'];
    case 'content-filter':
      return ['refused', `the provider withheld the reply (${raw ?? 'content filter'})`];
    case 'interrupted':
    case 'error':
      return ['cut-off', `the stream was cut off (${raw ?? unified})`];
    case 'other':
      // Bedrock uses it for a missing stop; compatible servers have their own names for a normal end.
      return raw === undefined ? ['cut-off', 'the stream ended without a stop reason'] : null;
    case 'tool-calls':
      return ['provider-error', 'the model called a tool, but none is available'];
    default:
      return assertNever(unified);
  }
}

const noUsage: Usage = { inputTokens: 0, outputTokens: 0, estimated: true };

/** The reported usage. A count that cannot be true for this call is replaced by the estimate. */
function readUsage(finish: FinishPart | null, estimate: Usage): Usage {
  const input = possibleCount(finish?.usage.inputTokens.total);
  const output = possibleCount(finish?.usage.outputTokens.total);
  return {
    inputTokens: input ?? estimate.inputTokens,
    outputTokens: output ?? estimate.outputTokens,
    estimated: input === null || output === null,
  };
}

/** Every call has a prompt and a reply, so that 0 is no count. */
const possibleCount = (count: number | null | undefined): number | null =>
  typeof count === 'number' && Number.isSafeInteger(count) && count > 0 ? count : null;
