import { readChatChunk } from './readers/chat-completion-reader.ts';
import type { StreamReply } from './reply-stream.ts';
import { streamWire, type WireDeps } from './wire.ts';

export interface ChatCompletionsOptions extends WireDeps {
  /** Includes the path: `http://localhost:11434/v1`. */
  readonly baseUrl: string;
  readonly apiKey: string | undefined;
  readonly model: string;
}

/** OpenAI's chat completions, as many servers speak it. */
export const streamChatCompletion = ({
  baseUrl,
  apiKey,
  model,
  ...deps
}: ChatCompletionsOptions): StreamReply =>
  streamWire(
    {
      readEvent: readChatChunk,
      buildPost: ({ prompt, outputTokensMax, effort }, withExtras) => ({
        url: `${baseUrl}/chat/completions`,
        headers: apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` },
        body: JSON.stringify({
          model,
          messages: [{ role: 'system', content: prompt.system }, ...prompt.messages],
          max_tokens: outputTokensMax,
          ...(effort !== null && { reasoning_effort: effort }),
          stream: true,
          ...(withExtras && { stream_options: { include_usage: true } }),
        }),
      }),
    },
    deps,
  );
