import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  chatChunk,
  chatReply,
  openChatServer,
  sseData,
  streamScript,
} from '../../support/agents/chat-server.ts';

let server: Awaited<ReturnType<typeof openChatServer>>;
beforeAll(async () => {
  server = await openChatServer();
});
afterAll(() => server.close());

const reply = sseData(chatChunk({ content: chatReply })) + sseData(chatChunk({}, 'stop'));
const report = (usage: unknown) => sseData(JSON.stringify({ choices: [], usage })) + sseData('[DONE]');

it('reported usage is taken', async () => {
  const { result } = await server.generate(
    streamScript(reply + report({ prompt_tokens: 100, completion_tokens: 9 })),
  );
  expect(result).toMatchObject({ usage: { inputTokens: 100, outputTokens: 9, estimated: false } });
});

it.each([
  ['missing', undefined],
  ['null', null],
  ['0 and 0', { prompt_tokens: 0, completion_tokens: 0 }],
  ['negative', { prompt_tokens: -5, completion_tokens: -9 }],
  ['fractional', { prompt_tokens: 10.5, completion_tokens: 2.5 }],
  ['text', { prompt_tokens: '10', completion_tokens: '2' }],
])('usage that is %s is estimated', async (_, usage) => {
  const { result } = await server.generate(streamScript(reply + report(usage)));
  expect(result).toMatchObject({ usage: { estimated: true, outputTokens: expect.any(Number) } });
  expect(result).not.toMatchObject({ usage: { outputTokens: 0 } });
});

it('usage of the prompt alone is taken, and the rest is estimated', async () => {
  const { result } = await server.generate(streamScript(reply + report({ prompt_tokens: 5000 })));
  expect(result).toMatchObject({ usage: { inputTokens: 5000, estimated: true } });
  expect(result).not.toMatchObject({ usage: { outputTokens: 0 } });
});
