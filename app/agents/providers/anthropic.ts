import type { Prompt } from '../prompts.ts';
import { buildClaudeThinking } from './effort.ts';
import { findSharedPrefix } from './prompt-cache.ts';
import { readAnthropicEvent } from './readers/anthropic-reader.ts';
import type { StreamReply } from './reply-stream.ts';
import { streamWire, type WireDeps } from './wire.ts';

export interface ApiKeyOptions extends WireDeps {
  readonly apiKey: string;
  /** Includes the path: `https://api.anthropic.com/v1`. */
  readonly baseUrl: string | undefined;
  readonly model: string;
}

/** Anthropic's Messages API. */
export const streamAnthropic = ({ apiKey, baseUrl, model, ...deps }: ApiKeyOptions): StreamReply =>
  streamWire(
    {
      readEvent: readAnthropicEvent,
      buildPost: (request, withExtras) => ({
        url: `${trimUrl(baseUrl ?? 'https://api.anthropic.com/v1')}/messages`,
        headers: { 'x-api-key': apiKey, 'anthropic-version': '2023-06-01' },
        body: JSON.stringify({
          model,
          system: [{ type: 'text', text: request.prompt.system }],
          messages: toMessages(request.prompt, withExtras),
          max_tokens: request.outputTokensMax,
          ...buildClaudeThinking(model, request, withExtras),
          stream: true,
        }),
      }),
    },
    deps,
  );

export const trimUrl = (url: string): string => url.replace(/\/+$/, '');

/** The mark on the shared part also covers the system text, which stands before it. */
function toMessages(prompt: Prompt, withCache: boolean): readonly object[] {
  const prefix = withCache ? findSharedPrefix(prompt) : null;
  const [first, ...more] = prompt.messages;
  if (prefix === null || first === undefined) return prompt.messages;
  const marked = { type: 'text', text: prefix.shared, cache_control: { type: 'ephemeral' } };
  const rest = prefix.rest === '' ? [] : [{ type: 'text', text: prefix.rest }];
  return [{ role: first.role, content: [marked, ...rest] }, ...more];
}
