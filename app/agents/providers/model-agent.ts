import type { LanguageModelV4, LanguageModelV4Prompt, LanguageModelV4StreamPart } from '@ai-sdk/provider';
import type { Contract } from '../../contract/types/contract.ts';
import { assertNever, type FailureReason, type Usage } from '../../debate/core/events.ts';
import { type Agent, AgentFailure } from '../agent.ts';
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
      let text = '';
      let finish: FinishPart | null = null;
      const callInfo = { model, secrets, messageCharsMax: limits.errorMessageCharsMax };
      const toFailure = (error: unknown) => {
        const usage = text === '' ? noUsage : estimateUsage(prompt, text);
        return toAgentFailure(error, { ...callInfo, hasText: text !== '', usage, now: now() });
      };
      for await (const part of streamParts(deps, prompt, signal, toFailure)) {
        if (part.type === 'error') throw toFailure(part.error);
        if (part.type === 'finish') finish = part;
        if (part.type === 'reasoning-start' || part.type === 'reasoning-delta') onReasoning?.();
        if (part.type === 'text-delta' && part.delta !== '') {
          text += part.delta;
          onText(text);
        }
      }
      const usage = readUsage(finish, prompt, text);
      const [reason, message] = findIncompleteReason(finish) ?? [];
      if (reason === undefined) return { text, usage };
      const retryable = reason === 'cut-off';
      throw new AgentFailure(reason, formatFailureMessage(message ?? reason, callInfo), { retryable, usage });
    },
  };
}

/** The parts of the stream. Converts errors of the package, but not those of the consumer. */
async function* streamParts(
  { load, limits }: ModelAgentDeps,
  prompt: Prompt,
  abortSignal: AbortSignal,
  toFailure: (error: unknown) => AgentFailure,
): AsyncGenerator<LanguageModelV4StreamPart> {
  try {
    const model = await load(abortSignal);
    const maxOutputTokens = limits.outputTokensMax;
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

function readUsage(finish: FinishPart | null, prompt: Prompt, text: string): Usage {
  const input = finish?.usage.inputTokens.total;
  const output = finish?.usage.outputTokens.total;
  if (input === undefined || output === undefined) return estimateUsage(prompt, text);
  return { inputTokens: input, outputTokens: output, estimated: false };
}
