import {
  bedrockEvent,
  encodeEventStreamMessage,
  type WireName,
} from '../../../support/agents/wire-formats.ts';

export type SampleEnding = 'stop' | 'length' | 'filter' | 'tool' | null;

/** The events of one wire, in its framing. */
export interface WireSample {
  readonly contentType: string;
  readonly opening: Buffer;
  readonly thought: (text: string) => Buffer;
  readonly text: (text: string) => Buffer;
  readonly ping: Buffer;
  readonly unknown: (padding?: string) => Buffer;
  /** The finish reason with the usage; empty where the end marker says both. */
  readonly finish: (ending: SampleEnding) => Buffer;
  /** The event after which nothing follows; empty where there is none. */
  readonly end: (ending: SampleEnding) => Buffer;
  readonly error: (type: string, message: string) => Buffer;
  /** A reply in place of a stream. */
  readonly whole: (text: string) => object;
}

/** What every finished sample reports. */
export const sampleUsage = {
  inputTokens: 120,
  outputTokens: 30,
  cachedTokens: 90,
  cacheWriteTokens: 10,
  reasoningTokens: 20,
};

export const sse = (value: object): Buffer => Buffer.from(`data: ${JSON.stringify(value)}\n\n`);
const nothing = Buffer.alloc(0);

const anthropicEvent = (value: { readonly type: string; readonly [member: string]: unknown }): Buffer =>
  Buffer.from(`event: ${value.type}\ndata: ${JSON.stringify(value)}\n\n`);
const anthropicUsage = { input_tokens: 20, cache_read_input_tokens: 90, cache_creation_input_tokens: 10 };
const anthropicOutput = { output_tokens: 30, output_tokens_details: { thinking_tokens: 20 } };
const anthropicReasons = { stop: 'end_turn', length: 'max_tokens', filter: 'refusal', tool: 'tool_use' };

const anthropic: WireSample = {
  contentType: 'text/event-stream',
  opening: anthropicEvent({
    type: 'message_start',
    message: {
      type: 'message',
      content: [],
      stop_reason: null,
      usage: { ...anthropicUsage, output_tokens: 1 },
    },
  }),
  thought: (thinking) =>
    anthropicEvent({ type: 'content_block_delta', index: 0, delta: { type: 'thinking_delta', thinking } }),
  text: (text) =>
    anthropicEvent({ type: 'content_block_delta', index: 1, delta: { type: 'text_delta', text } }),
  ping: anthropicEvent({ type: 'ping' }),
  unknown: (text = '') => anthropicEvent({ type: 'content_block_hint', hint: { text } }),
  finish: (ending) =>
    anthropicEvent({
      type: 'message_delta',
      delta: { stop_reason: ending && anthropicReasons[ending], stop_sequence: null },
      usage: anthropicOutput,
    }),
  end: () => anthropicEvent({ type: 'message_stop' }),
  error: (type, message) => anthropicEvent({ type: 'error', error: { type, message } }),
  whole: (text) => ({
    type: 'message',
    content: [
      { type: 'thinking', thinking: 'Hm.', signature: 's' },
      { type: 'text', text },
    ],
    stop_reason: 'end_turn',
    usage: { ...anthropicUsage, ...anthropicOutput },
  }),
};

const responsesUsage = {
  input_tokens: 120,
  input_tokens_details: { cached_tokens: 90, cache_write_tokens: 10 },
  output_tokens: 30,
  output_tokens_details: { reasoning_tokens: 20 },
};
const responsesReasons = { length: 'max_output_tokens', filter: 'content_filter' };

function endResponse(ending: SampleEnding): Buffer {
  if (ending === 'length' || ending === 'filter') {
    const incomplete_details = { reason: responsesReasons[ending] };
    const response = { status: 'incomplete', incomplete_details, usage: responsesUsage };
    return sse({ type: 'response.incomplete', response });
  }
  const output = ending === 'tool' ? [{ type: 'function_call', name: 'f', arguments: '{}' }] : [];
  const status = ending === null ? null : 'completed';
  return sse({
    type: 'response.completed',
    response: { status, error: null, output, usage: responsesUsage },
  });
}

const openai: WireSample = {
  contentType: 'text/event-stream',
  opening: Buffer.concat([
    sse({ type: 'response.created', response: { id: 'r', status: 'in_progress', error: null } }),
    sse({ type: 'response.in_progress', response: { id: 'r', status: 'in_progress', error: null } }),
  ]),
  thought: (delta) => sse({ type: 'response.reasoning_summary_text.delta', item_id: 'rs', delta }),
  text: (delta) => sse({ type: 'response.output_text.delta', item_id: 'm', delta, logprobs: [] }),
  ping: sse({ type: 'keepalive', sequence_number: 3 }),
  unknown: (text = '') => sse({ type: 'response.web_search_call.searching', item_id: 'ws', text }),
  finish: () => nothing,
  end: endResponse,
  error: (code, message) => sse({ type: 'error', code, message, param: null, sequence_number: 9 }),
  whole: (text) => ({
    object: 'response',
    status: 'completed',
    error: null,
    output: [
      { type: 'reasoning', summary: [{ type: 'summary_text', text: 'Hm.' }] },
      { type: 'message', content: [{ type: 'output_text', text }] },
    ],
    usage: responsesUsage,
  }),
};

const googleUsage = {
  promptTokenCount: 120,
  candidatesTokenCount: 10,
  thoughtsTokenCount: 20,
  cachedContentTokenCount: 90,
  totalTokenCount: 150,
};
const googleReasons = { stop: 'STOP', length: 'MAX_TOKENS', filter: 'SAFETY', tool: 'UNEXPECTED_TOOL_CALL' };
const candidate = (parts: readonly object[], finishReason: string | null = null): object => ({
  candidates: [{ index: 0, content: { role: 'model', parts }, ...(finishReason && { finishReason }) }],
});

const google: WireSample = {
  contentType: 'text/event-stream',
  opening: nothing,
  thought: (text) => sse(candidate([{ text, thought: true }])),
  text: (text) => sse(candidate([{ text }])),
  ping: sse({ usageMetadata: { promptTokenCount: 120 } }),
  unknown: (code = '') => sse(candidate([{ executableCode: { code } }])),
  finish: (ending) =>
    sse({
      ...candidate([{ text: '' }], ending && googleReasons[ending]),
      usageMetadata: googleUsage,
    }),
  end: () => nothing,
  error: (status, message) => sse({ error: { status, message } }),
  whole: (text) => ({
    ...candidate([{ text: 'Hm.', thought: true }, { text }], 'STOP'),
    usageMetadata: googleUsage,
  }),
};

const bedrockUsage = {
  inputTokens: 20,
  cacheReadInputTokens: 90,
  cacheWriteInputTokens: 10,
  outputTokens: 30,
};
const bedrockReasons = {
  stop: 'end_turn',
  length: 'max_tokens',
  filter: 'guardrail_intervened',
  tool: 'tool_use',
};
const bedrockDelta = (delta: object): Buffer =>
  Buffer.from(bedrockEvent('contentBlockDelta', { contentBlockIndex: 0, delta }));

const bedrock: WireSample = {
  contentType: 'application/vnd.amazon.eventstream',
  opening: Buffer.from(bedrockEvent('messageStart', { role: 'assistant' })),
  thought: (text) => bedrockDelta({ reasoningContent: { text } }),
  text: (text) => bedrockDelta({ text }),
  ping: bedrockDelta({ reasoningContent: { signature: 's' } }),
  unknown: (text = '') => Buffer.from(bedrockEvent('contentBlockHint', { hint: { text } })),
  finish: (ending) =>
    Buffer.from(bedrockEvent('messageStop', { stopReason: ending && bedrockReasons[ending] })),
  end: () => Buffer.from(bedrockEvent('metadata', { usage: bedrockUsage, metrics: { latencyMs: 1 } })),
  error: (type, message) =>
    Buffer.from(
      encodeEventStreamMessage({ ':message-type': 'exception', ':exception-type': type }, { message }),
    ),
  whole: (text) => ({
    output: {
      message: {
        role: 'assistant',
        content: [{ reasoningContent: { reasoningText: { text: 'Hm.' } } }, { text }],
      },
    },
    stopReason: 'end_turn',
    usage: bedrockUsage,
  }),
};

const chatUsage = {
  prompt_tokens: 120,
  prompt_tokens_details: { cached_tokens: 90, cache_write_tokens: 10 },
  completion_tokens: 30,
  completion_tokens_details: { reasoning_tokens: 20 },
  total_tokens: 150,
};
const chatReasons = { stop: 'stop', length: 'length', filter: 'content_filter', tool: 'tool_calls' };
const chat = (delta: object, finish_reason: string | null = null, more: object = {}): Buffer =>
  sse({ id: 'c', object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason }], ...more });

const compatible: WireSample = {
  contentType: 'text/event-stream',
  opening: chat({ role: 'assistant', content: '' }),
  thought: (reasoning_content) => chat({ reasoning_content }),
  text: (content) => chat({ content }),
  ping: Buffer.from(': PROCESSING\n\n'),
  unknown: (text = '') => sse({ object: 'gateway.notice', text }),
  finish: (ending) => chat({}, ending && chatReasons[ending], { usage: chatUsage }),
  end: () => Buffer.from('data: [DONE]\n\n'),
  error: (code, message) => sse({ error: { message, code } }),
  whole: (content) => ({
    object: 'chat.completion',
    choices: [{ message: { role: 'assistant', reasoning_content: 'Hm.', content }, finish_reason: 'stop' }],
    usage: chatUsage,
  }),
};

export const wireSamples: Readonly<Record<WireName, WireSample>> = {
  anthropic,
  openai,
  google,
  bedrock,
  compatible,
};
