import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultTraits } from '../../../app/agents/model-traits.ts';
import { sendOverHttp } from '../../../app/agents/providers/transport/send.ts';
import type { Effort } from '../../../app/debate/core/settings.ts';
import { systemClock } from '../../../app/shared/clock.ts';
import type { WireName } from '../../support/agents/wire-formats.ts';
import { createWireStream } from '../../support/agents/wire-streams.ts';
import { send, sendJson, usual } from './conformance/behaviours.ts';
import { wireSamples } from './conformance/samples.ts';
import { type Behaviour, openWireServer } from './conformance/wire-server.ts';

let server: Awaited<ReturnType<typeof openWireServer>>;
beforeAll(async () => {
  server = await openWireServer();
});
afterAll(() => server.close());

interface Call {
  readonly wire: WireName;
  readonly model: string;
  readonly effort?: Effort | null;
  readonly sharedText?: string;
  readonly behaviour?: Behaviour;
}

/** The bodies of the requests that one call makes. */
async function request({ wire, model, effort = null, sharedText = 'Question.', behaviour }: Call) {
  server.bodies.length = 0;
  server.answerWith(behaviour ?? send(usual(wireSamples[wire])));
  const stream = createWireStream(wire, { url: server.url, clock: systemClock, model });
  const prompt = {
    system: 'Instructions.',
    sharedChars: sharedText.length,
    messages: [
      { role: 'user' as const, content: `${sharedText} And a task.` },
      { role: 'assistant' as const, content: 'A reply.' },
      { role: 'user' as const, content: 'Repair it.' },
    ],
  };
  const signal = new AbortController().signal;
  await stream({ prompt, outputTokensMax: 8192, effort, traits: defaultTraits, signal }, () => {});
  return server.bodies.map((body) => JSON.parse(body));
}

const adaptive = { type: 'adaptive', display: 'summarized' };

describe('the effort of a call and the wish for summaries', () => {
  it.each<[WireName, string, Effort | null, object]>([
    ['anthropic', 'claude-sonnet-5-5', null, { thinking: adaptive }],
    ['anthropic', 'claude-opus-5', 'low', { thinking: adaptive, output_config: { effort: 'low' } }],
    ['anthropic', 'claude-opus-4-6', 'high', { thinking: adaptive, output_config: { effort: 'high' } }],
    [
      'anthropic',
      'claude-haiku-4-5-20251001',
      'medium',
      { thinking: { type: 'enabled', budget_tokens: 3276 } },
    ],
    [
      'anthropic',
      'claude-3-7-sonnet-20250219',
      'high',
      { thinking: { type: 'enabled', budget_tokens: 4915 } },
    ],
    ['openai', 'gpt-5.4', null, { reasoning: { summary: 'auto' } }],
    ['openai', 'o4-mini', 'low', { reasoning: { summary: 'auto', effort: 'low' } }],
    ['openai', 'my-deployment', 'low', { reasoning: { effort: 'low' } }],
    [
      'google',
      'gemini-3.5-flash',
      'high',
      { generationConfig: { thinkingConfig: { includeThoughts: true, thinkingLevel: 'high' } } },
    ],
    [
      'google',
      'gemini-3-pro-preview',
      'medium',
      { generationConfig: { thinkingConfig: { includeThoughts: true } } },
    ],
    [
      'google',
      'gemini-2.5-pro',
      'low',
      { generationConfig: { thinkingConfig: { includeThoughts: true, thinkingBudget: 1638 } } },
    ],
    [
      'bedrock',
      'global.anthropic.claude-sonnet-5',
      null,
      { additionalModelRequestFields: { thinking: adaptive } },
    ],
    [
      'bedrock',
      'us.anthropic.claude-opus-4-6-v1',
      'low',
      { additionalModelRequestFields: { thinking: adaptive, output_config: { effort: 'low' } } },
    ],
    [
      'bedrock',
      'openai.gpt-oss-120b-1:0',
      'low',
      { additionalModelRequestFields: { reasoning_effort: 'low' } },
    ],
    [
      'bedrock',
      'us.amazon.nova-2-lite-v1:0',
      'low',
      { additionalModelRequestFields: { reasoningConfig: { type: 'enabled', maxReasoningEffort: 'low' } } },
    ],
    ['compatible', 'any', 'high', { reasoning_effort: 'high' }],
  ])('%s takes them for %s with %s', async (wire, model, effort, members) => {
    const [body] = await request({ wire, model, effort });
    expect(body).toMatchObject(members);
  });

  it.each<[WireName, string]>([
    ['anthropic', 'claude-opus-4-8'],
    ['anthropic', 'claude-haiku-4-5'],
    ['anthropic', 'claude-3-haiku-20240307'],
    ['openai', 'gpt-4.1'],
    ['openai', 'gpt-5-chat-latest'],
    ['google', 'gemini-2.0-flash'],
    ['bedrock', 'amazon.nova-pro-v1:0'],
    ['compatible', 'any'],
  ])('%s leaves them out for %s without an effort', async (wire, model) => {
    const [body] = await request({ wire, model });
    expect(JSON.stringify(body)).not.toMatch(/reason|think|effort|summary/i);
  });
});

describe('the shared part of a prompt', () => {
  const long = 'A shared sentence of the debate. '.repeat(200);
  const mark = { type: 'ephemeral' };

  it('is marked for the cache of Anthropic, and no text changes', async () => {
    const [body] = await request({ wire: 'anthropic', model: 'claude-sonnet-5', sharedText: long });
    const [first, ...more] = body.messages;
    expect(first.content).toEqual([
      { type: 'text', text: long, cache_control: mark },
      { type: 'text', text: ' And a task.' },
    ]);
    expect(more).toEqual([
      { role: 'assistant', content: 'A reply.' },
      { role: 'user', content: 'Repair it.' },
    ]);
  });

  it('is marked for the cache of Bedrock', async () => {
    const [body] = await request({
      wire: 'bedrock',
      model: 'eu.anthropic.claude-sonnet-5',
      sharedText: long,
    });
    expect(body.messages[0].content).toEqual([
      { text: long },
      { cachePoint: { type: 'default' } },
      { text: ' And a task.' },
    ]);
  });

  it.each<[string, WireName, string, string]>([
    ['is too short', 'anthropic', 'claude-sonnet-5', 'Short.'],
    ['is too short', 'bedrock', 'eu.anthropic.claude-sonnet-5', 'Short.'],
    ['is for a model without a cache', 'bedrock', 'meta.llama3-3-70b-instruct-v1:0', long],
  ])('is not marked when it %s (%s)', async (_, wire, model, sharedText) => {
    const [body] = await request({ wire, model, sharedText });
    expect(JSON.stringify(body)).not.toMatch(/cache/i);
    expect(JSON.stringify(body)).toContain(`${sharedText} And a task.`);
  });
});

describe('a provider that refuses what is asked for without need', () => {
  it.each<[WireName, string, string]>([
    ['openai', 'gpt-5.4', 'Your organization must be verified to generate reasoning summaries.'],
    ['anthropic', 'claude-sonnet-5', 'thinking.display: extra inputs are not permitted'],
    ['google', 'gemini-3.5-flash', 'include_thoughts is not supported; thinking is off'],
    ['bedrock', 'eu.anthropic.claude-sonnet-5', 'prompt caching is not available in this region'],
    ['compatible', 'any', 'Unknown parameter: stream_options'],
  ])('%s is asked once more without it', async (wire, model, message) => {
    let calls = 0;
    const behaviour: Behaviour = (response) => {
      calls += 1;
      const answer = calls === 1 ? sendJson({ error: { message } }, 400) : send(usual(wireSamples[wire]));
      answer(response);
    };
    const bodies = await request({ wire, model, behaviour });
    expect(bodies).toHaveLength(2);
    expect(JSON.stringify(bodies[1])).not.toMatch(/summar|display|includeThoughts|cache|stream_options/);
  });

  it('gets no third request', async () => {
    const behaviour = sendJson({ error: { message: 'no summary for you' } }, 400);
    await expect(request({ wire: 'openai', model: 'gpt-5.4', behaviour })).rejects.toThrow('no summary');
    expect(server.bodies).toHaveLength(2);
  });
});

it('a connection is used again after a whole reply', async () => {
  const sockets = new Set<unknown>();
  const behaviour: Behaviour = (response) => {
    sockets.add(response.socket);
    send(usual(wireSamples.compatible))(response);
  };
  for (let calls = 0; calls < 3; calls++) await request({ wire: 'compatible', model: 'm', behaviour });
  expect(sockets.size).toBe(1);
});

it('a redirect is not followed', async () => {
  server.bodies.length = 0;
  server.answerWith(send('', { location: `${server.url}/elsewhere` }, 307));
  const { status } = await sendOverHttp({
    url: server.url,
    headers: {},
    body: '{}',
    signal: new AbortController().signal,
  });
  expect(status).toBe(307);
  expect(server.bodies).toHaveLength(1);
});
