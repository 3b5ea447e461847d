import type { Clock } from '../../shared/clock.ts';
import type { Prompt } from '../prompts.ts';
import {
  type FinishReason,
  ProviderResponseError,
  type ReplyPart,
  type StreamReply,
} from './reply-stream.ts';
import { readBody, readWithGrace } from './response-body.ts';
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
  async function* ({ prompt, outputTokensMax, signal }) {
    const response = await fetch(`${baseUrl}/chat/completions`, {
      method: 'POST',
      signal,
      headers: {
        'content-type': 'application/json',
        ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}` }),
      },
      body: JSON.stringify({
        model,
        messages: toMessages(prompt),
        max_tokens: outputTokensMax,
        stream: true,
        stream_options: { include_usage: true },
      }),
    });
    if (!response.ok) throw await toResponseError(response);
    const reply = createReplyReader();
    const contentType = response.headers.get('content-type') ?? '';
    if (/json|html|xml/.test(contentType)) return yield* readWhole(await readBody(response), reply);
    let received = '';
    for await (const data of readEventData(
      readWithGrace(
        response,
        () => (reply.isFinished() ? finishGraceMs : null),
        clock,
        (chunk) => {
          if (received.length < 2000) received += new TextDecoder().decode(chunk);
        },
      ),
    )) {
      if (data.trim() === '[DONE]') {
        reply.end();
        break;
      }
      yield* reply.read(parseChunk(data));
    }
    if (reply.isEmpty() && !/^\s*(?::|data:|event:|id:|retry:)/m.test(received))
      return yield* readWhole(received, reply);
    yield reply.finish();
  };

const toMessages = ({ system, messages }: Prompt) => [{ role: 'system', content: system }, ...messages];

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
  if (/^\s*(?::|data:|event:|id:|retry:)/.test(text)) {
    yield* readStreamText(text, reply);
    return;
  }
  for (const value of parseValues(text)) yield* reply.read(value);
  if (reply.isEmpty()) throw new ProviderResponseError(`the server sent no reply: ${text.slice(0, 200)}`);
  reply.end();
  yield reply.finish();
}

/** A stream under another media type. */
function* readStreamText(text: string, reply: ReplyReader): Generator<ReplyPart> {
  for (const line of text.split(/\r\n|\n|\r/)) {
    if (!line.startsWith('data:')) continue;
    const data = line.slice('data:'.length).trim();
    if (data === '[DONE]') reply.end();
    else yield* reply.read(parseChunk(data));
  }
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
  const body = await readBody(response);
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

/** The message in the usual shapes: `{error: {message}}`, `{error: text}`, `{message}`, `{detail}`. */
function findErrorMessage(body: unknown): string | null {
  const error = member(body, 'error') ?? member(member(body, '0'), 'error');
  for (const value of [member(error, 'message'), error, member(body, 'message'), member(body, 'detail')])
    if (typeof value === 'string' && value !== '') return value;
  return error === undefined || error === null ? null : JSON.stringify(error);
}

type ReplyReader = ReturnType<typeof createReplyReader>;

/** Keeps what the chunks of one reply say. */
function createReplyReader() {
  let hasText = false;
  let raw: string | null = null;
  let isEnded = false;
  let usage: unknown = null;

  function* read(chunk: unknown): Generator<ReplyPart> {
    if (typeof chunk !== 'object' || chunk === null) return;
    throwIfError(chunk);
    usage = member(chunk, 'usage') ?? usage;
    const choice = member(member(chunk, 'choices'), '0');
    const reason = member(choice, 'finish_reason');
    const delta = member(choice, 'delta') ?? {};
    const reasoning = textOf(member(delta, 'reasoning_content') ?? member(delta, 'reasoning'));
    if (reasoning !== '') yield { type: 'reasoning', text: reasoning };
    // Some servers repeat the whole message in the last chunk.
    const text =
      textOf(member(delta, 'content')) ||
      (hasText ? '' : textOf(member(member(choice, 'message'), 'content')));
    if (text !== '') {
      hasText = true;
      yield { type: 'text', text };
    }
    if (typeof reason === 'string' && reason !== '') raw = reason;
    if (textOf(member(delta, 'refusal')) !== '') raw = 'content_filter';
  }

  return {
    read,
    isEmpty: () => !hasText && raw === null,
    isFinished: () => raw !== null,
    /** The provider said that the reply is complete. */
    end: () => {
      isEnded = true;
    },
    finish: (): ReplyPart => ({
      type: 'finish',
      reason: raw === null ? (isEnded && hasText ? 'stop' : 'cut') : toFinishReason(raw),
      raw,
      usage: {
        inputTokens: count(member(usage, 'prompt_tokens')),
        outputTokens: count(member(usage, 'completion_tokens')),
      },
    }),
  };
}

function throwIfError(chunk: object): void {
  const choice = member(member(chunk, 'choices'), '0');
  const error = member(chunk, 'error') ?? member(choice, 'error');
  if (error === undefined || error === null) return;
  const code = Number(member(error, 'code') ?? member(error, 'status') ?? member(chunk, 'code'));
  const statusCode = Number.isInteger(code) && code >= 400 && code <= 599 ? code : null;
  throw new ProviderResponseError(findErrorMessage({ error }) ?? 'an error without a message', {
    statusCode,
    body: JSON.stringify(error),
  });
}

/** Servers have their own words for a normal end. */
function toFinishReason(raw: string): FinishReason {
  if (/^(?:length|max_tokens|model_length|max_output_tokens)$/i.test(raw)) return 'length';
  if (/content.?filter|safety|refus/i.test(raw)) return 'refused';
  if (/tool|function/i.test(raw)) return 'tool';
  return /^(?:error|abort|cancel)/i.test(raw) ? 'cut' : 'stop';
}

/** A text, or the texts of content parts. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return Array.isArray(value) ? value.map((part) => textOf(member(part, 'text'))).join('') : '';
}

const count = (value: unknown): number | null => (typeof value === 'number' ? value : null);

const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
