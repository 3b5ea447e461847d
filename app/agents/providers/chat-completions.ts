import type { ModelTraits } from '../model-traits.ts';
import type { Prompt } from '../prompts.ts';
import { joinServerUrl } from '../servers/server-url.ts';
import { readChatChunk } from './readers/chat-completion-reader.ts';
import type { StreamReply } from './reply-stream.ts';
import { streamWire, type WireDeps } from './wire.ts';

export interface ChatCompletionsOptions extends WireDeps {
  /** Includes the path, and the query if the server needs one: `http://localhost:11434/v1`. */
  readonly baseUrl: string;
  readonly apiKey: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly model: string;
}

/** OpenAI's chat completions, as many servers speak it. */
export const streamChatCompletion = ({
  baseUrl,
  apiKey,
  headers,
  model,
  ...deps
}: ChatCompletionsOptions): StreamReply =>
  streamWire(
    {
      readEvent: readChatChunk,
      buildPost: ({ prompt, outputTokensMax, effort, traits }, withExtras) => ({
        url: joinServerUrl(baseUrl, '/chat/completions'),
        headers: { ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}` }), ...headers },
        body: JSON.stringify({
          model,
          messages: toMessages(prompt, traits),
          [traits.needsMaxCompletionTokens ? 'max_completion_tokens' : 'max_tokens']: outputTokensMax,
          ...(effort !== null && { reasoning_effort: effort }),
          stream: true,
          ...(withExtras && { stream_options: { include_usage: true } }),
        }),
      }),
    },
    deps,
  );

const toMessages = ({ system, messages }: Prompt, { hasSystemRole }: ModelTraits) =>
  hasSystemRole
    ? [{ role: 'system', content: system }, ...messages]
    : messages.map(({ role, content }, index) => ({
        role,
        content: index === 0 ? `${system}\n\n${content}` : content,
      }));
