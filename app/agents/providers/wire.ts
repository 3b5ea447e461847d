import type { Clock } from '../../shared/clock.ts';
import { tryParseJson } from './json-member.ts';
import {
  createReplyState,
  type ReadEvent,
  type ReplyState,
  signOfLife,
  toFinish,
} from './readers/reply-state.ts';
import { findErrorMessage, throwIfError } from './readers/stream-error.ts';
import {
  ProviderResponseError,
  type ReplyPart,
  type ReplyRequest,
  ReplyTooLongError,
  type StreamReply,
} from './reply-stream.ts';
import { createAwsEventDecoder } from './transport/aws-event-stream.ts';
import { type BodyReader, createBodyReader, readBodyText, readHead } from './transport/response-body.ts';
import type { HttpPost, HttpReply, Send } from './transport/send.ts';
import { createSseDecoder } from './transport/sse.ts';
import type { StreamEvent } from './transport/stream-event.ts';

/** How one provider is called and read. */
export interface Wire {
  /**
   * Builds the request. `withExtras` is false after the provider refused what we ask for on our own: summaries of the
   * thinking, cache marks.
   */
  readonly buildPost: (
    request: ReplyRequest,
    withExtras: boolean,
  ) => Omit<HttpPost, 'signal'> | Promise<Omit<HttpPost, 'signal'>>;
  readonly readEvent: ReadEvent;
}

export interface WireDeps {
  readonly send: Send;
  readonly clock: Pick<Clock, 'after'>;
}

/** After a finish reason only the usage can follow, and some servers never close the connection. */
const finishGraceMs = 2000;

/** Words of a refusal that concern an extra, such as "organization must be verified to generate summaries". */
const extraWords = /summar|verified|display|cach|thought|thinking|stream_options|include_usage/i;

/** Calls a provider and reads its reply: events that say nothing are skipped, and a whole reply is read as well. */
export function streamWire({ buildPost, readEvent }: Wire, { send, clock }: WireDeps): StreamReply {
  let withExtras = true;

  async function call(request: ReplyRequest): Promise<BodyReader> {
    for (;;) {
      const post = await buildPost(request, withExtras);
      const reply = await send({ ...post, signal: request.signal });
      const body = createBodyReader(reply.body, clock);
      if (reply.status >= 200 && reply.status < 300) return body;
      const error = toResponseError(reply, await readBodyText(body).finally(() => body.close(0)));
      if (!withExtras || reply.status !== 400 || !extraWords.test(error.message)) throw error;
      withExtras = false;
    }
  }

  return async (request, onPart) => {
    const body = await call(request);
    const state = createReplyState();
    let isRead = false;
    try {
      await readBody(body, readEvent, state, limitBytes(request.outputTokensMax), onPart);
      isRead = true;
    } finally {
      body.close(isRead ? finishGraceMs : 0);
    }
    return toFinish(state);
  };
}

type OnPart = (part: ReplyPart) => void;

async function readBody(
  body: BodyReader,
  readEvent: ReadEvent,
  state: ReplyState,
  checkLength: (chunk: Buffer) => void,
  onPart: OnPart,
): Promise<void> {
  // Media types are not reliable: some servers stream as JSON, others send a page as a stream.
  const decoder = createDecoder(await readHead(body));
  if (decoder === null) return readWhole(await readBodyText(body), readEvent, state, onPart);
  await body.forEach(finishGraceMs, (chunk) => {
    checkLength(chunk);
    readEvents(decoder.push(chunk), readEvent, state, onPart);
    if (isOver(state)) return 'nothing';
    return state.isEnded || state.reason !== null ? 'little' : 'more';
  });
  if (!isOver(state)) readEvents(decoder.flush(), readEvent, state, onPart);
}

/** What a reply may take on the wire, in events of one token each and with pings and much else between them. */
const streamBytesMin = 2 * 1024 * 1024;
const bytesPerTokenMax = 1024;

/** Ends a stream that says nothing or next to nothing, and never ends: other limits count text and silence. */
function limitBytes(outputTokensMax: number): (chunk: Buffer) => void {
  const bytesMax = streamBytesMin + outputTokensMax * bytesPerTokenMax;
  let bytes = 0;
  return ({ length }) => {
    bytes += length;
    if (bytes > bytesMax)
      throw new ReplyTooLongError(`the reply has taken more than ${bytesMax} bytes without an end`);
  };
}

/** The decoder of a stream that begins so; null when it is no stream. */
function createDecoder(head: Buffer) {
  if (head[0] === 0) return createAwsEventDecoder();
  return /^\s*(?::|data:|event:|id:|retry:)/.test(head.toString('utf8')) ? createSseDecoder() : null;
}

const isOver = ({ isEnded, reason }: ReplyState) => isEnded && reason !== null;

function readEvents(
  events: readonly StreamEvent[],
  readEvent: ReadEvent,
  state: ReplyState,
  onPart: OnPart,
): void {
  for (const event of events) {
    if (event.data === null) signOfLife.forEach(onPart);
    else if (event.data.startsWith('[DONE]')) endReply(state);
    else for (const value of parseEvent(event)) readEvent(value, state).forEach(onPart);
    if (isOver(state)) return;
  }
}

/** Nothing follows [DONE], also when no finish reason came. */
function endReply(state: ReplyState): void {
  state.isEnded = true;
  if (state.hasText) state.reason ??= 'stop';
}

/** Empty data says nothing. What is not JSON is a text of the provider, or the last event of a broken stream. */
function parseEvent({ name, data, isPartial }: StreamEvent): readonly unknown[] {
  if (data === null || data.trim() === '') return [];
  const value = tryParseJson(data);
  if (name === 'error') throwIfError(value ?? { message: data }, true);
  if (value !== undefined) return Array.isArray(value) ? value : [value];
  const lines = data.split('\n').map(tryParseJson);
  const values = lines.filter((line) => line !== undefined);
  if (isPartial || (lines.length > 1 && values.length === lines.length)) return values;
  throw new ProviderResponseError(`a chunk of the stream is not JSON: ${data.slice(0, 200)}`);
}

/** An answer that is no stream: a reply, chunks line by line, an error, or a page of a proxy. */
function readWhole(text: string, readEvent: ReadEvent, state: ReplyState, onPart: OnPart): void {
  const page = findWebPage(text.slice(0, 4096));
  if (page !== null)
    throw new ProviderResponseError(`the server sent a web page instead of a reply: ${page.slice(0, 200)}`);
  if (text.trim() === '') return;
  for (const value of parseEvent({ name: '', data: text.trim() })) readEvent(value, state).forEach(onPart);
  if (!state.hasText && state.reason === null)
    throw new ProviderResponseError(`the server sent no reply: ${text.slice(0, 200)}`);
  endReply(state);
}

/** The title of a web page, or its start; null for JSON, whose text may contain a title. */
function findWebPage(start: string): string | null {
  if (/^\s*[{[]/.test(start)) return null;
  return /<title[^>]*>([^<]*)/i.exec(start)?.[1] ?? (/^\s*</.test(start) ? start : null);
}

function toResponseError({ status, headers }: HttpReply, body: string): ProviderResponseError {
  const location = headers.location;
  const message =
    status < 400 && location !== undefined
      ? `the server redirects to ${location}; set its final address`
      : (findErrorMessage(tryParseJson(body)) ?? (body.trim() || 'no reason given'));
  return new ProviderResponseError(message, { statusCode: status, headers, body });
}
