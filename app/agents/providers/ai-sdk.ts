import type { LanguageModelV4, LanguageModelV4FinishReason, LanguageModelV4Prompt } from '@ai-sdk/provider';
import { assertNever } from '../../debate/core/events.ts';
import type { Prompt } from '../prompts.ts';
import type { FinishReason, ReplyPart, StreamReply } from './reply-stream.ts';

/** Imports a provider's package on first use. Importing all of them at start would double the start time. */
export type LoadModel = (signal: AbortSignal) => Promise<LanguageModelV4>;

/** Reads a reply through a provider's package, whose `doStream` has no retries or timeouts. */
export const streamWithPackage = (load: LoadModel): StreamReply =>
  async function* ({ prompt, outputTokensMax, signal }): AsyncGenerator<ReplyPart> {
    const model = await load(signal);
    const { stream } = await model.doStream({
      prompt: toModelPrompt(prompt),
      maxOutputTokens: outputTokensMax,
      abortSignal: signal,
    });
    for await (const part of stream) {
      if (part.type === 'error') throw part.error;
      if (part.type === 'text-delta') yield { type: 'text', text: part.delta };
      if (part.type === 'reasoning-start') yield { type: 'reasoning', text: '' };
      if (part.type === 'reasoning-delta') yield { type: 'reasoning', text: part.delta };
      if (part.type === 'finish') {
        const { inputTokens, outputTokens } = part.usage;
        yield {
          type: 'finish',
          reason: toFinishReason(part.finishReason),
          raw: part.finishReason.raw ?? null,
          usage: { inputTokens: inputTokens.total, outputTokens: outputTokens.total },
        };
      }
    }
  };

const toModelPrompt = ({ system, messages }: Prompt): LanguageModelV4Prompt => [
  { role: 'system', content: system },
  ...messages.map(({ role, content }) => ({ role, content: [{ type: 'text' as const, text: content }] })),
];

function toFinishReason({ unified, raw }: LanguageModelV4FinishReason): FinishReason {
  switch (unified) {
    case 'stop':
    case 'length':
      return unified;
    case 'content-filter':
      return 'refused';
    case 'interrupted':
    case 'error':
      return 'cut';
    case 'other':
      // Bedrock uses it for a missing stop; some servers have their own names for a normal end.
      return raw === undefined ? 'cut' : 'stop';
    case 'tool-calls':
      return 'tool';
    default:
      return assertNever(unified);
  }
}
