import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AgentFailure } from '../../../app/agents/agent.ts';
import { defaultTraits } from '../../../app/agents/model-traits.ts';
import {
  chatLimits,
  chatChunk as chunk,
  sseData as data,
  firstHalf as first,
  openChatServer,
  chatReply as reply,
  type Script,
  secondHalf as second,
  streamScript as stream,
} from '../../support/agents/chat-server.ts';

const usage = { usage: { prompt_tokens: 100, completion_tokens: 9 } };
const start = data(chunk({ content: first }));
const middle = data(chunk({ content: second }));
const stop = data(chunk({}, 'stop'));
const done = data('[DONE]');
const whole = start + middle + stop + data(JSON.stringify({ choices: [], ...usage })) + done;

const answer =
  (status: number, type: string, body: string, headers: Record<string, string> = {}): Script =>
  (response) =>
    void response.writeHead(status, { 'content-type': type, ...headers }).end(body);
const completion = (more: object = {}) =>
  JSON.stringify({
    choices: [{ message: { role: 'assistant', content: reply }, finish_reason: 'stop' }],
    ...usage,
    ...more,
  });
/** Writes and leaves the connection open. */
const open =
  (body: string): Script =>
  (response) =>
    void response.writeHead(200, { 'content-type': 'text/event-stream' }).write(body);
/** Writes seven bytes at a time, through the middle of characters. */
const inPieces =
  (body: string): Script =>
  (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const bytes = Buffer.from(body);
    for (let at = 0; at < bytes.length; at += 7) response.write(bytes.subarray(at, at + 7));
    response.end();
  };

/** Servers whose reply is complete. */
const complete: Readonly<Record<string, Script>> = {
  'a usual stream': stream(whole),
  'a connection that stays open after [DONE]': open(whole),
  'a connection that stays open after the finish reason': open(start + middle + stop),
  'no [DONE]': stream(start + middle + stop),
  'no finish reason': stream(start + middle + done),
  'a finish reason that is null': stream(start + middle + data(chunk({}, null)) + done),
  'a finish reason of its own': stream(start + middle + data(chunk({}, 'eos')) + done),
  'data that is null': stream(start + data('null') + middle + stop + done),
  'empty data': stream(`${start}data:\n\n${middle}${stop}${done}`),
  'a chunk with usage alone': stream(start + data(JSON.stringify(usage)) + middle + stop + done),
  'a chunk without choices': stream(start + data(JSON.stringify({ id: 'c' })) + middle + stop + done),
  'empty choices': stream(start + data(JSON.stringify({ choices: [] })) + middle + stop + done),
  'a chunk with the role alone': stream(data(chunk({ role: 'assistant' })) + whole),
  'the role model': stream(data(chunk({ role: 'model' })) + whole),
  'content that is null': stream(data(chunk({ content: null })) + whole),
  'content in parts': stream(data(chunk({ content: [{ type: 'text', text: reply }] })) + stop + done),
  'reasoning before it': stream(data(chunk({ reasoning_content: 'Hm.' })) + whole),
  'reasoning under another name': stream(data(chunk({ reasoning: 'Hm.' })) + whole),
  comments: stream(`: ping\n\n${start}: ping\n\n${middle}${stop}${done}`),
  'event and id lines': stream(whole.replaceAll('data:', 'event: message\nid: 1\ndata:')),
  'CRLF line ends': stream(whole.replaceAll('\n', '\r\n')),
  'CR line ends': stream(whole.replaceAll('\n', '\r')),
  'no space after data:': stream(whole.replaceAll('data: ', 'data:')),
  'no empty line at the end': stream(whole.trimEnd()),
  'a byte order mark': stream(`\ufeff${whole}`),
  'text after [DONE]': stream(`${whole}${data('{"late": true}')}bye`),
  'writes through characters': inPieces(whole),
  'CRLF in pieces': inPieces(whole.replaceAll('\n', '\r\n')),
  'the whole text again in the last chunk': stream(
    start +
      middle +
      data(JSON.stringify({ choices: [{ delta: {}, message: { content: reply }, finish_reason: 'stop' }] })) +
      done,
  ),
  'a completion in place of a stream': answer(200, 'application/json', completion()),
  'a long completion with another media type': answer(
    200,
    'text/plain',
    completion({ padding: 'x'.repeat(100_000) }),
  ),
  'white space before the stream': stream(`${'\n'.repeat(100)}${whole}`),
  'a completion with another media type': answer(200, 'text/plain', completion()),
  'chunks line by line': answer(
    200,
    'application/x-ndjson',
    [chunk({ content: first }), chunk({ content: second }), chunk({}, 'stop')].join('\n'),
  ),
  'a stream that says it is JSON': answer(200, 'application/json', whole),
  'a stream that says it is text': answer(200, 'text/plain', whole),
};

/** Servers that fail: the reason, and words that the message must have. */
const failing: Readonly<Record<string, readonly [Script, string, RegExp]>> = {
  'a login page': [
    answer(200, 'text/html', '<!DOCTYPE html><title>Sign in to the proxy</title>'),
    'provider-error',
    /web page.*Sign in/,
  ],
  'an error in place of a stream': [
    answer(200, 'application/json', '{"error":{"message":"No endpoints match your data policy","code":404}}'),
    'unknown-model',
    /data policy/,
  ],
  'an error as a text': [
    answer(200, 'application/json', '{"error":"out of memory"}'),
    'provider-error',
    /out of memory/,
  ],
  'an error first in the stream': [
    stream(data('{"error":{"message":"overloaded","code":503}}')),
    'overloaded',
    /overloaded/,
  ],
  'an error in the middle of the stream': [
    stream(start + data('{"error":{"message":"quota exceeded","code":429}}')),
    'rate-limited',
    /quota/,
  ],
  'an error in a choice': [
    stream(start + data('{"choices":[{"error":{"message":"boom","code":500}}]}')),
    'overloaded',
    /boom/,
  ],
  'a chunk that is not JSON': [stream(start + data('{"choices":[{"delta":')), 'provider-error', /not JSON/],
  'nothing at all': [stream(''), 'cut-off', /cut off/],
  'an empty body': [answer(200, 'application/json', ''), 'cut-off', /cut off/],
  'JSON that is no reply': [
    answer(200, 'application/json', '{"status":"ok"}'),
    'provider-error',
    /no reply.*status/,
  ],
  'an end in the middle': [stream(start), 'cut-off', /cut off/],
  'the token limit': [stream(start + data(chunk({}, 'length')) + done), 'too-long', /token limit/],
  'a content filter': [stream(start + data(chunk({}, 'content_filter')) + done), 'refused', /content_filter/],
  'a refusal': [
    stream(data(chunk({ refusal: 'I cannot' })) + stop.replace('stop', '') + done),
    'refused',
    /withheld/,
  ],
  'a tool call': [stream(data(chunk({}, 'tool_calls')) + done), 'provider-error', /tool/],
  'status 400': [
    answer(400, 'application/json', '{"error":{"message":"bad role"}}'),
    'provider-error',
    /400: bad role/,
  ],
  'status 401': [
    answer(401, 'application/json', '{"error":{"message":"key revoked"}}'),
    'unauthorized',
    /key revoked/,
  ],
  'status 402': [
    answer(402, 'application/json', '{"error":{"message":"no credit"}}'),
    'unauthorized',
    /no credit/,
  ],
  'status 403': [answer(403, 'text/plain', 'forbidden here'), 'unauthorized', /forbidden here/],
  'status 404': [
    answer(404, 'application/json', '{"detail":"no such model"}'),
    'unknown-model',
    /no such model/,
  ],
  'status 429': [
    answer(429, 'application/json', '{"message":"slow down"}', { 'retry-after': '7' }),
    'rate-limited',
    /slow down/,
  ],
  'status 500 with a page': [answer(500, 'text/html', '<h1>Oops</h1>'), 'overloaded', /Oops/],
  'status 529': [answer(529, 'application/json', '{}'), 'overloaded', /529/],
};

let server: Awaited<ReturnType<typeof openChatServer>>;
beforeAll(async () => {
  server = await openChatServer();
});
afterAll(() => server.close());

describe('a complete reply of a chat completions server is read', () => {
  it.each(Object.entries(complete))('with %s', async (_, behaviour) => {
    const { result, texts } = await server.generate(behaviour);
    expect(result).toMatchObject({ text: reply });
    expect(texts.at(-1)).toBe(reply);
  });

  it('with its text as it arrives', async () => {
    const { texts } = await server.generate(inPieces(whole));
    expect(texts).toEqual([first, reply]);
  });

  it('with the reported usage', async () => {
    const { result } = await server.generate(stream(whole));
    expect(result).toMatchObject({ usage: { inputTokens: 100, outputTokens: 9, estimated: false } });
  });
});

describe('the request of a chat completion', () => {
  const requestWith = async (settings: Parameters<typeof openChatServer>[0]) => {
    const other = await openChatServer(settings);
    await other.generate(stream(whole));
    other.close();
    return JSON.parse(other.bodies[0] ?? '{}');
  };

  it('has no effort by default, and instructions in a system message', async () => {
    const body = await requestWith({ outputTokensMax: 500 });
    expect(Object.keys(body)).toEqual(['model', 'messages', 'max_tokens', 'stream', 'stream_options']);
    expect(body.max_tokens).toBe(500);
    expect(body.messages.map(({ role }: { role: string }) => role)).toEqual(['system', 'user']);
  });

  it('follows the traits and the effort of the model', async () => {
    const traits = { ...defaultTraits, needsMaxCompletionTokens: true, hasSystemRole: false };
    const body = await requestWith({ traits, effort: 'high', outputTokensMax: 500 });
    expect(body).toMatchObject({ max_completion_tokens: 500, reasoning_effort: 'high' });
    expect(body).not.toHaveProperty('max_tokens');
    const usual = await requestWith({});
    const [system, user] = usual.messages;
    expect(body.messages).toEqual([{ role: 'user', content: `${system.content}\n\n${user.content}` }]);
  });
});

describe('a failing chat completions server', () => {
  it.each(Object.entries(failing))(
    'is reported with its cause: %s',
    async (_, [behaviour, reason, message]) => {
      const { result } = await server.generate(behaviour);
      expect(result).toBeInstanceOf(AgentFailure);
      expect(result).toMatchObject({ reason, message: expect.stringMatching(message) });
    },
  );

  it('says how long to wait', async () => {
    const { result } = await server.generate(answer(429, 'application/json', '{}', { 'retry-after': '7' }));
    expect(result).toMatchObject({ retryAfterMs: 7000, retryable: true });
  });

  it('that never ends is left at the token limit', async () => {
    let isClosed = false;
    const { result } = await server.generate((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.once('close', () => {
        isClosed = true;
      });
      const endless = data(chunk({ content: 'x'.repeat(10_000) }));
      const write = () => {
        while (!isClosed && response.write(endless));
        if (!isClosed) response.once('drain', write);
      };
      write();
    });
    expect(result).toMatchObject({ reason: 'too-long', retryable: false });
    expect(result).not.toMatchObject({ usage: { outputTokens: 0 } });
  });

  it('with a small context is asked again for what fits', async () => {
    server.bodies.length = 0;
    const context =
      "This model's maximum context length is 4096 tokens. However, you requested 8782 tokens " +
      '(590 in the messages, 8192 in the completion).';
    let calls = 0;
    const { result } = await server.generate((response) => {
      calls += 1;
      const refusal = JSON.stringify({ message: context, code: 400 });
      (calls === 1 ? answer(400, 'application/json', refusal) : stream(whole))(response);
    });
    expect(result).toMatchObject({ text: reply });
    expect(server.bodies.map((body) => JSON.parse(body).max_tokens)).toEqual([
      chatLimits.outputTokensMax,
      4096 - 590 - 64,
    ]);
  });
});
