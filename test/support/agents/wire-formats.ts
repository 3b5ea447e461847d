import { crc32 } from 'node:zlib';

export type WireName = 'anthropic' | 'openai' | 'google' | 'bedrock' | 'compatible';
export type Ending = 'stop' | 'length' | 'filter';

/** How a provider says things on the wire. What a method gives is written to the response as it is. */
export interface WireFormat {
  readonly contentType: string;
  readonly start: () => Uint8Array;
  readonly text: (piece: string) => Uint8Array;
  readonly end: (ending: Ending) => Uint8Array;
  /** An error in a stream that has begun. */
  readonly error: (message: string) => Uint8Array;
  /** The body of an answer that is no stream. */
  readonly refusal: (status: number, message: string) => object;
}

/** The token usage that every finished stream reports. */
export const reportedUsage = { inputTokens: 25, outputTokens: 7 };

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const sseData = (value: object): string => `data: ${JSON.stringify(value)}\n\n`;
const sseEvent = (value: { readonly type: string; readonly [member: string]: unknown }): string =>
  `event: ${value.type}\n${sseData(value)}`;

const anthropic: WireFormat = {
  contentType: 'text/event-stream',
  start() {
    const usage = { input_tokens: reportedUsage.inputTokens, output_tokens: 1 };
    const envelope = { id: 'msg_1', type: 'message', role: 'assistant', model: 'm', content: [], usage };
    const message = { ...envelope, stop_reason: null };
    const content_block = { type: 'text', text: '' };
    return bytes(
      sseEvent({ type: 'message_start', message }) +
        sseEvent({ type: 'content_block_start', index: 0, content_block }),
    );
  },
  text: (text) =>
    bytes(sseEvent({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } })),
  end(ending) {
    const reasons = { stop: 'end_turn', length: 'max_tokens', filter: 'refusal' };
    const delta = { stop_reason: reasons[ending], stop_sequence: null };
    const usage = { output_tokens: reportedUsage.outputTokens };
    return bytes(
      sseEvent({ type: 'content_block_stop', index: 0 }) +
        sseEvent({ type: 'message_delta', delta, usage }) +
        sseEvent({ type: 'message_stop' }),
    );
  },
  error: (message) => bytes(sseEvent({ type: 'error', error: { type: 'overloaded_error', message } })),
  refusal: (_status, message) => ({ type: 'error', error: { type: 'some_error', message } }),
};

const openai: WireFormat = {
  contentType: 'text/event-stream',
  start() {
    const response = { id: 'resp_1', created_at: 1, model: 'm' };
    const item = { type: 'message', id: 'msg_1' };
    return bytes(
      sseEvent({ type: 'response.created', response }) +
        sseEvent({ type: 'response.output_item.added', output_index: 0, item }),
    );
  },
  text: (delta) => bytes(sseEvent({ type: 'response.output_text.delta', item_id: 'msg_1', delta })),
  end(ending) {
    const usage = { input_tokens: reportedUsage.inputTokens, output_tokens: reportedUsage.outputTokens };
    const reasons = { stop: null, length: 'max_output_tokens', filter: 'content_filter' };
    const reason = reasons[ending];
    const item = { type: 'message', id: 'msg_1' };
    const done = sseEvent({ type: 'response.output_item.done', output_index: 0, item });
    if (reason === null) return bytes(done + sseEvent({ type: 'response.completed', response: { usage } }));
    const response = { incomplete_details: { reason }, usage };
    return bytes(done + sseEvent({ type: 'response.incomplete', response }));
  },
  error: (message) => {
    const error = { type: 'server_error', code: 'server_error', message, param: null };
    return bytes(sseEvent({ type: 'error', sequence_number: 9, error }));
  },
  refusal: (_status, message) => ({ error: { message, type: 'some_error', param: null, code: null } }),
};

const chunk = (choices: readonly object[], more: object = {}) =>
  sseData({ id: 'c_1', object: 'chat.completion.chunk', created: 1, model: 'm', choices, ...more });

const compatible: WireFormat = {
  contentType: 'text/event-stream',
  start: () => bytes(chunk([{ index: 0, delta: { role: 'assistant', content: '' }, finish_reason: null }])),
  text: (content) => bytes(chunk([{ index: 0, delta: { content }, finish_reason: null }])),
  end(ending) {
    const reasons = { stop: 'stop', length: 'length', filter: 'content_filter' };
    const { inputTokens, outputTokens } = reportedUsage;
    const total_tokens = inputTokens + outputTokens;
    const usage = { prompt_tokens: inputTokens, completion_tokens: outputTokens, total_tokens };
    const last = chunk([{ index: 0, delta: {}, finish_reason: reasons[ending] }]);
    return bytes(`${last}${chunk([], { usage })}data: [DONE]\n\n`);
  },
  error: (message) => bytes(sseData({ error: { message, type: 'server_error', code: 503 } })),
  refusal: (_status, message) => ({ error: { message, type: 'some_error' } }),
};

const google: WireFormat = {
  contentType: 'text/event-stream',
  start: () => bytes(''),
  text: (text) =>
    bytes(sseData({ candidates: [{ index: 0, content: { role: 'model', parts: [{ text }] } }] })),
  end(ending) {
    const reasons = { stop: 'STOP', length: 'MAX_TOKENS', filter: 'SAFETY' };
    const { inputTokens, outputTokens } = reportedUsage;
    const totalTokenCount = inputTokens + outputTokens;
    const usageMetadata = {
      promptTokenCount: inputTokens,
      candidatesTokenCount: outputTokens,
      totalTokenCount,
    };
    const content = { role: 'model', parts: [{ text: '' }] };
    return bytes(
      sseData({ candidates: [{ index: 0, content, finishReason: reasons[ending] }], usageMetadata }),
    );
  },
  error: (message) => bytes(sseData({ error: { code: 503, message, status: 'UNAVAILABLE' } })),
  refusal: (status, message) => ({ error: { code: status, message, status: 'SOME_ERROR' } }),
};

const bedrock: WireFormat = {
  contentType: 'application/vnd.amazon.eventstream',
  start: () => bedrockEvent('messageStart', { role: 'assistant' }),
  text: (text) => bedrockEvent('contentBlockDelta', { contentBlockIndex: 0, delta: { text } }),
  end(ending) {
    const reasons = { stop: 'end_turn', length: 'max_tokens', filter: 'content_filtered' };
    const usage = { ...reportedUsage, totalTokens: reportedUsage.inputTokens + reportedUsage.outputTokens };
    return Buffer.concat([
      bedrockEvent('contentBlockStop', { contentBlockIndex: 0 }),
      bedrockEvent('messageStop', { stopReason: reasons[ending] }),
      bedrockEvent('metadata', { usage, metrics: { latencyMs: 1 } }),
    ]);
  },
  error: (message) =>
    encodeEventStreamMessage(
      { ':message-type': 'exception', ':exception-type': 'serviceUnavailableException' },
      { message },
    ),
  refusal: (_status, message) => ({ message }),
};

export const bedrockEvent = (type: string, payload: object): Uint8Array =>
  encodeEventStreamMessage(
    { ':message-type': 'event', ':event-type': type, ':content-type': 'application/json' },
    payload,
  );

/** AWS's binary framing: lengths, their checksum, string headers, the payload, and a checksum of it all. */
export function encodeEventStreamMessage(
  headers: Readonly<Record<string, string>>,
  payload: object,
): Uint8Array {
  const head = Buffer.concat(
    Object.entries(headers).map(([name, value]) => {
      const header = Buffer.alloc(1 + name.length + 1 + 2 + value.length);
      header.writeUInt8(name.length, 0);
      header.write(name, 1);
      header.writeUInt8(7, 1 + name.length);
      header.writeUInt16BE(value.length, 2 + name.length);
      header.write(value, 4 + name.length);
      return header;
    }),
  );
  return encodeEventStreamFrame(head, Buffer.from(JSON.stringify(payload)));
}

export function encodeEventStreamFrame(head: Buffer, body: Buffer): Buffer {
  const prelude = Buffer.alloc(12);
  prelude.writeUInt32BE(12 + head.length + body.length + 4, 0);
  prelude.writeUInt32BE(head.length, 4);
  prelude.writeUInt32BE(crc32(prelude.subarray(0, 8)), 8);
  const message = Buffer.concat([prelude, head, body]);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(message));
  return Buffer.concat([message, check]);
}

export const wireFormats: Readonly<Record<WireName, WireFormat>> = {
  anthropic,
  openai,
  google,
  bedrock,
  compatible,
};
