import type { Clock } from '../../shared/clock.ts';
import type { ModelTraits } from '../model-traits.ts';
import type { Prompt } from '../prompts.ts';
import { createReplyReader, findErrorMessage, type ReplyReader } from './chat-completion-reader.ts';
import { ProviderResponseError, type ReplyPart, type StreamReply } from './reply-stream.ts';
import { readChunks, readHead, readText, withHead } from './response-body.ts';
import { readEventData } from './sse.ts';

export interface ChatCompletionsOptions {
  /** Includes the path: `http://localhost:11434/v1`. */
  readonly baseUrl: string;
  readonly apiKey: string | undefined;
  readonly model: string;
  readonly fetch: typeof fetch;
  readonly clock: Pick<Clock, 'after'>;
}

/** After a finish reason only the usage can follow, and some servers never close the connection. */
const finishGraceMs = 2000;

/**
 * OpenAI's chat completions, as many servers speak it: chunks that say nothing are skipped, [DONE] or a finish reason
 * ends a reply, and a whole completion is read in place of a stream.
 */
export const streamChatCompletion = ({
  baseUrl,
  apiKey,
  model,
  fetch,
  clock,
}: ChatCompletionsOptions): StreamReply =>
  async function* ({ prompt, outputTokensMax, effort, traits, signal }) {
    const response = await fetch(`${baseUrl}/chat/completions`, {
      method: 'POST',
      signal,
      headers: {
        'content-type': 'application/json',
        ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}` }),
      },
      body: JSON.stringify({
        model,
        messages: toMessages(prompt, traits),
        [traits.needsMaxCompletionTokens ? 'max_completion_tokens' : 'max_tokens']: outputTokensMax,
        ...(effort !== null && { reasoning_effort: effort }),
        stream: true,
        stream_options: { include_usage: true },
      }),
    });
    if (!response.ok) throw await toResponseError(response);
    const reply = createReplyReader();
    const chunks = readChunks(response, () => (reply.isFinished() ? finishGraceMs : null), clock);
    // Media types are not reliable: some servers stream as JSON, others send a page as a stream.
    const head = await readHead(chunks);
    if (!/^\s*(?::|data:|event:|id:|retry:)/.test(new TextDecoder().decode(head)))
      return yield* readWhole(await readText(withHead(head, chunks)), reply);
    for await (const data of readEventData(withHead(head, chunks))) {
      if (data.trim() === '[DONE]') {
        reply.end();
        break;
      }
      yield* reply.read(parseChunk(data));
    }
    yield reply.finish();
  };

const toMessages = ({ system, messages }: Prompt, { hasSystemRole }: ModelTraits) =>
  hasSystemRole
    ? [{ role: 'system', content: system }, ...messages]
    : messages.map(({ role, content }, index) => ({
        role,
        content: index === 0 ? `${system}\n\n${content}` : content,
      }));

/** A chunk that is not JSON is an error that the provider wrote; an empty one says nothing. */
function parseChunk(data: string): unknown {
  if (data.trim() === '') return null;
  try {
    return JSON.parse(data);
  } catch {
    throw new ProviderResponseError(`a chunk of the stream is not JSON: ${data.slice(0, 200)}`);
  }
}

/** An answer that is no stream: a completion, completions line by line, an error, or a page of a proxy. */
function* readWhole(text: string, reply: ReplyReader): Generator<ReplyPart> {
  const title = /<title[^>]*>([^<]{0,200})/i.exec(text)?.[1];
  if (title !== undefined || /^\s*</.test(text))
    throw new ProviderResponseError(
      `the server sent a web page instead of a reply: ${(title ?? text).slice(0, 200)}`,
    );
  if (text.trim() === '') {
    yield reply.finish();
    return;
  }
  for (const value of parseValues(text)) yield* reply.read(value);
  if (reply.isEmpty()) throw new ProviderResponseError(`the server sent no reply: ${text.slice(0, 200)}`);
  reply.end();
  yield reply.finish();
}

function parseValues(text: string): readonly unknown[] {
  try {
    return [JSON.parse(text)];
  } catch {
    return text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map(parseChunk);
  }
}

async function toResponseError(response: Response): Promise<ProviderResponseError> {
  const body = await readText(response.body ?? []);
  const message = findErrorMessage(tryParse(body)) ?? (body.trim() || response.statusText);
  return new ProviderResponseError(message, { statusCode: response.status, headers: response.headers, body });
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
