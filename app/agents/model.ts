import type { LanguageModelV4, LanguageModelV4Prompt, LanguageModelV4StreamPart } from '@ai-sdk/provider';
import type { Contract } from '../contract/contract.ts';
import { assertNever, type FailureReason, type Usage } from '../debate/events.ts';
import { type Agent, AgentFailure } from './agent.ts';
import { describeFailure, failureFrom } from './failures.ts';
import { createPrompt, estimateUsage, type Prompt } from './prompts.ts';

/** A model of some provider's package. */
export interface ModelSource {
  /** `provider:model`. */
  readonly model: string;
  /** What no message may repeat. */
  readonly secrets: readonly string[];
  readonly load: Load;
  readonly limits: Contract['agents'];
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/**
 * Imports a provider's package when it is first needed: all five would double the time that the program
 * starts in.
 */
export type Load = (signal: AbortSignal) => Promise<LanguageModelV4>;

type Finish = Extract<LanguageModelV4StreamPart, { type: 'finish' }>;

/**
 * Speaks through a package's `doStream`, which neither retries nor times out: deadlines.ts does. A call fails
 * in three ways (thrown; as a part of the stream; by how the stream finishes, or that it does not), and each
 * becomes one AgentFailure.
 */
export function createModelAgent(source: ModelSource): Agent {
  const { limits, model, secrets, now } = source;
  return {
    async speak(brief, { signal, onText, onThought }) {
      signal.throwIfAborted();
      const prompt = createPrompt(brief, limits);
      let text = '';
      let finish: Finish | null = null;
      const about = { model, secrets, messageCharsMax: limits.failureCharsMax };
      const failed = (error: unknown) => {
        const usage = text === '' ? none : estimateUsage(prompt, text);
        return failureFrom(error, { ...about, spoke: text !== '', usage, now: now() });
      };
      for await (const part of stream(source, prompt, signal, failed)) {
        if (part.type === 'error') throw failed(part.error);
        if (part.type === 'finish') finish = part;
        if (part.type === 'reasoning-start' || part.type === 'reasoning-delta') onThought?.();
        if (part.type === 'text-delta' && part.delta !== '') {
          text += part.delta;
          onText(part.delta);
        }
      }
      const usage = usageOf(finish, prompt, text);
      const [reason, said] = shortcoming(finish) ?? [];
      if (reason === undefined) return { text, usage };
      const retryable = reason === 'cut-off';
      throw new AgentFailure(reason, describeFailure(said ?? reason, about), { retryable, usage });
    },
  };
}

/** The parts of the answer. What the package throws is typed here; what the reader throws passes by. */
async function* stream(
  { load, limits }: ModelSource,
  prompt: Prompt,
  abortSignal: AbortSignal,
  failed: (error: unknown) => AgentFailure,
): AsyncGenerator<LanguageModelV4StreamPart> {
  try {
    const model = await load(abortSignal);
    const maxOutputTokens = limits.outputTokensMax;
    const result = await model.doStream({ prompt: messages(prompt), maxOutputTokens, abortSignal });
    yield* result.stream;
  } catch (error) {
    // An abort surfaces as any class of error, so only the signal tells.
    abortSignal.throwIfAborted();
    throw failed(error);
  }
  abortSignal.throwIfAborted();
}

const messages = ({ system, messages }: Prompt): LanguageModelV4Prompt => [
  { role: 'system', content: system },
  ...messages.map(({ role, content }) => ({ role, content: [{ type: 'text' as const, text: content }] })),
];

/** Why an answer that ended does not count, or null when it does. */
function shortcoming(finish: Finish | null): readonly [FailureReason, string] | null {
  if (!finish) return ['cut-off', 'the stream ended without a finish'];
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
      // Bedrock says this when no stop came; compatible servers have their own words for a normal end.
      return raw === undefined ? ['cut-off', 'the stream ended without a reason'] : null;
    case 'tool-calls':
      return ['provider-error', 'the model called a tool, and there are none'];
    default:
      return assertNever(unified);
  }
}

const none: Usage = { inputTokens: 0, outputTokens: 0, estimated: true };

function usageOf(finish: Finish | null, prompt: Prompt, text: string): Usage {
  const input = finish?.usage.inputTokens.total;
  const output = finish?.usage.outputTokens.total;
  if (input === undefined || output === undefined) return estimateUsage(prompt, text);
  return { inputTokens: input, outputTokens: output, estimated: false };
}
