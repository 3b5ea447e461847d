import { expect } from 'vitest';
import {
  bedrockEvent,
  encodeEventStreamMessage,
  type WireName,
} from '../../../support/agents/wire-formats.ts';
import { halves, replyText, send, usual } from './behaviours.ts';
import { sse, wireSamples } from './samples.ts';
import type { Behaviour } from './wire-server.ts';

/** What only one wire can say, and what the call must give. */
export type WireKind = readonly [wire: WireName, name: string, behaviour: Behaviour, expected: object];

const { anthropic, openai, google, bedrock } = wireSamples;
const whole = { text: replyText };
const stream = (...events: readonly Buffer[]): Behaviour => send(Buffer.concat(events));
const frame = (type: string, payload: object): Buffer => Buffer.from(bedrockEvent(type, payload));

const stopWith = (stop_reason: string): Behaviour =>
  stream(halves(anthropic), sse({ type: 'message_delta', delta: { stop_reason } }), anthropic.end('stop'));
const textStart = sse({ type: 'content_block_start', content_block: { type: 'text', text: replyText } });

const anthropicKinds: readonly WireKind[] = [
  ['anthropic', 'a paused turn', stopWith('pause_turn'), whole],
  ['anthropic', 'a stop sequence', stopWith('stop_sequence'), whole],
  ['anthropic', 'a new word for the end', stopWith('natural_pause'), whole],
  ['anthropic', 'a full context', stopWith('model_context_window_exceeded'), { reason: 'too-long' }],
  [
    'anthropic',
    'text in the start of its block',
    stream(anthropic.opening, textStart, anthropic.finish('stop'), anthropic.end('stop')),
    whole,
  ],
  [
    'anthropic',
    'hidden thinking with a signature',
    stream(
      anthropic.opening,
      sse({ type: 'content_block_start', content_block: { type: 'thinking', thinking: '', signature: '' } }),
      sse({ type: 'content_block_delta', delta: { type: 'signature_delta', signature: 'secret' } }),
      sse({ type: 'content_block_stop', index: 0 }),
      sse({ type: 'content_block_start', content_block: { type: 'redacted_thinking', data: 'secret' } }),
      usual({ ...anthropic, opening: Buffer.alloc(0) }),
    ),
    whole,
  ],
  [
    'anthropic',
    'usage that is negative',
    stream(
      sse({ type: 'message_start', message: { usage: { input_tokens: -5, cache_read_input_tokens: 90 } } }),
      halves({ ...anthropic, opening: Buffer.alloc(0) }),
      anthropic.end('stop'),
    ),
    { ...whole, usage: { estimated: true } },
  ],
];

const item = (type: string, more: object = {}) => ({ type, id: 'i', ...more });
const message = item('message', { content: [{ type: 'output_text', text: replyText }] });
const refusal = item('message', { content: [{ type: 'refusal', refusal: 'I cannot.' }] });
const completed = (output: readonly object[], more: object = {}): Buffer =>
  sse({ type: 'response.completed', response: { status: 'completed', error: null, output, ...more } });

const openaiKinds: readonly WireKind[] = [
  ['openai', 'the text in its last event alone', stream(openai.opening, completed([message])), whole],
  [
    'openai',
    'the text in its done event alone',
    stream(openai.opening, sse({ type: 'response.output_text.done', text: replyText }), completed([])),
    whole,
  ],
  ['openai', 'the text again in the last event', stream(halves(openai), completed([message])), whole],
  ['openai', 'a refusal', stream(openai.opening, completed([refusal])), { reason: 'refused' }],
  [
    'openai',
    'a refusal in deltas',
    stream(openai.opening, sse({ type: 'response.refusal.delta', delta: 'I cannot.' }), completed([])),
    { reason: 'refused' },
  ],
  [
    'openai',
    'a failed response',
    stream(
      openai.opening,
      sse({ type: 'response.failed', response: { error: { code: 'server_error', message: 'boom' } } }),
    ),
    { reason: 'overloaded', retryable: true, message: expect.stringContaining('boom') },
  ],
  [
    'openai',
    'a failed response without a cause',
    stream(openai.opening, sse({ type: 'response.failed', response: { status: 'failed', error: null } })),
    { reason: 'provider-error', message: expect.stringContaining('the response failed') },
  ],
  [
    'openai',
    'a cancelled response',
    stream(halves(openai), sse({ type: 'response.cancelled', response: { status: 'cancelled' } })),
    { reason: 'cut-off' },
  ],
  [
    'openai',
    'an incomplete response without a reason',
    stream(halves(openai), sse({ type: 'response.incomplete', response: { incomplete_details: null } })),
    { reason: 'cut-off' },
  ],
  [
    'openai',
    'an error within an object',
    stream(halves(openai), sse({ type: 'error', error: { code: 'rate_limit_exceeded', message: 'slow' } })),
    { reason: 'rate-limited', retryable: true },
  ],
];

const finishWith = (finishReason: string): Behaviour =>
  stream(halves(google), sse({ candidates: [{ finishReason }] }));

const googleKinds: readonly WireKind[] = [
  ...['RECITATION', 'SAFETY', 'BLOCKLIST', 'PROHIBITED_CONTENT', 'SPII'].map(
    (name): WireKind => ['google', `the finish reason ${name}`, finishWith(name), { reason: 'refused' }],
  ),
  ['google', 'the finish reason OTHER', finishWith('OTHER'), { reason: 'cut-off' }],
  [
    'google',
    'a finish reason that is not set yet',
    finishWith('FINISH_REASON_UNSPECIFIED'),
    { reason: 'cut-off' },
  ],
  ['google', 'no finish reason at all', stream(halves(google)), { reason: 'cut-off' }],
  [
    'google',
    'a blocked prompt',
    stream(sse({ promptFeedback: { blockReason: 'PROHIBITED_CONTENT' }, usageMetadata: {} })),
    { reason: 'refused', message: expect.stringContaining('PROHIBITED_CONTENT') },
  ],
  [
    'google',
    'a call of a function',
    stream(
      sse({ candidates: [{ content: { parts: [{ functionCall: { name: 'f' } }] }, finishReason: 'STOP' }] }),
    ),
    { reason: 'provider-error' },
  ],
  [
    'google',
    'an array of chunks in place of a stream',
    send(JSON.stringify([google.whole(replyText.slice(0, 5)), google.whole(replyText.slice(5))])),
    whole,
  ],
  [
    'google',
    'usage of the thinking alone',
    stream(
      halves(google),
      sse({
        candidates: [{ finishReason: 'STOP' }],
        usageMetadata: { promptTokenCount: 7, thoughtsTokenCount: 9 },
      }),
    ),
    { ...whole, usage: { inputTokens: 7, outputTokens: 9 } },
  ],
];

const damaged = Buffer.from(bedrock.text('lost'));
damaged.writeUInt8(damaged.readUInt8(40) ^ 1, 40);

const bedrockKinds: readonly WireKind[] = [
  [
    'bedrock',
    'a filtered content',
    stream(halves(bedrock), frame('messageStop', { stopReason: 'content_filtered' }), bedrock.end('stop')),
    { reason: 'refused' },
  ],
  ['bedrock', 'a damaged frame', stream(halves(bedrock), damaged), { reason: 'cut-off' }],
  [
    'bedrock',
    'an error that is no exception',
    stream(
      halves(bedrock),
      Buffer.from(
        encodeEventStreamMessage(
          { ':message-type': 'error', ':error-code': 'ThrottlingException', ':error-message': 'slow down' },
          {},
        ),
      ),
    ),
    { reason: 'rate-limited', message: expect.stringContaining('slow down') },
  ],
  [
    'bedrock',
    'padding and metrics that it does not know',
    stream(
      halves(bedrock),
      frame('messageStop', { stopReason: 'end_turn', p: 'abc' }),
      frame('metadata', { usage: { inputTokens: 5, outputTokens: 6 }, trace: {}, p: 'abc' }),
    ),
    { ...whole, usage: { inputTokens: 5, outputTokens: 6 } },
  ],
];

export const wireKinds: readonly WireKind[] = [
  ...anthropicKinds,
  ...openaiKinds,
  ...googleKinds,
  ...bedrockKinds,
];
