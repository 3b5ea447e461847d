import { createServer, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import type { AgentEnvironment } from '../../../app/agents/providers/configured.ts';
import { sendOverHttp } from '../../../app/agents/providers/transport/send.ts';
import { createRoster } from '../../../app/agents/roster.ts';
import { profile } from '../../../app/contract/profiles.ts';
import { proposeBrief } from '../../support/agents/briefs.ts';
import { chatChunk, sseData } from '../../support/agents/chat-server.ts';
import { listenOnLoopback } from '../../support/agents/model-server.ts';
import { createManualClock } from '../../support/clocks/manual-clock.ts';
import { until } from '../../support/until.ts';

const contract = profile('test');
const { modelListIntervalMs, modelListTimeoutMs, callsPerProviderMax } = contract.agents;

let servers: ReturnType<typeof createServer>[] = [];
afterEach(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  servers = [];
});

interface ListServer {
  url: string;
  /** The answer to a request for the list: JSON, a status, or null for none at all. */
  list: object | number | null;
  /** The status with which it refuses chats, repeating their key. */
  refusal: number | null;
  readonly requests: IncomingMessage[];
  /** The bodies of chats. */
  readonly bodies: string[];
}

/** A server that answers chats with "yes" and requests for its models as `list` says. */
async function openListServer(list: ListServer['list']): Promise<ListServer> {
  const state: ListServer = { url: '', list, refusal: null, requests: [], bodies: [] };
  const server = createServer(async (request, response) => {
    state.requests.push(request);
    if (request.method === 'POST') {
      state.bodies.push(await text(request));
      if (state.refusal !== null)
        response.writeHead(state.refusal).end(`${request.headers.authorization} was refused`);
      else response.end(sseData(chatChunk({ content: 'yes' }, 'stop')) + sseData('[DONE]'));
    } else if (typeof state.list === 'number') response.writeHead(state.list).end();
    else if (state.list !== null) response.end(JSON.stringify(state.list));
  });
  servers.push(server);
  state.url = await listenOnLoopback(server);
  return state;
}

interface Options {
  readonly file?: object;
  readonly serverKeys?: Readonly<Record<string, string>>;
  readonly localUrl?: string;
}

async function openRoster(env: AgentEnvironment, { file, serverKeys = {}, localUrl }: Options = {}) {
  const clock = createManualClock();
  const roster = await createRoster({
    env,
    contract,
    modelsFile: file ? JSON.stringify(file) : null,
    serverKeys,
    localUrl: localUrl ?? null,
    clock,
    random: () => 0,
    send: sendOverHttp,
  });
  const describe = (name: string) => roster.listProviders().find(({ provider }) => provider === name);
  return { roster, clock, describe };
}

const ask = (roster: Awaited<ReturnType<typeof createRoster>>, model: string) =>
  roster
    .agent(model)
    .generate(proposeBrief(), { signal: AbortSignal.timeout(20_000), onText: () => {} })
    .then(({ text }) => text);

describe('OpenRouter', () => {
  const list = {
    data: [
      {
        id: 'anthropic/claude-sonnet-5',
        context_length: 1_000_000,
        pricing: { prompt: '0.000002', completion: '0.00001' },
      },
      {
        id: 'qwen/qwen3-max',
        context_length: 262_144,
        pricing: { prompt: '0.0000012', completion: '0.000006' },
      },
    ],
  };

  it('has models, prices and contexts from its own list, and answers with its key', async () => {
    const server = await openListServer(list);
    const env = { OPENROUTER_API_KEY: 'or-key-1234', OPENROUTER_BASE_URL: `${server.url}/api/v1` };
    const { roster, describe } = await openRoster(env);
    expect(roster).toMatchObject({
      defaultModel: 'openrouter:anthropic/claude-sonnet-5',
      defaultReason: 'OPENROUTER_API_KEY is set',
    });
    expect(roster.info('openrouter:qwen/qwen3-max').price).toEqual({ inputUsd: 1.2, outputUsd: 6 });
    expect(describe('openrouter')?.models).toEqual([
      expect.objectContaining({ model: 'openrouter:anthropic/claude-sonnet-5', family: 'claude' }),
      {
        model: 'openrouter:qwen/qwen3-max',
        provider: 'openrouter',
        price: { inputUsd: 1.2, outputUsd: 6 },
        contextTokens: 262_144,
        family: 'qwen',
      },
    ]);
    expect(await ask(roster, 'openrouter:qwen/qwen3-max')).toBe('yes');
    expect(server.requests.map(({ url, headers }) => [url, headers.authorization])).toEqual([
      ['/api/v1/models', 'Bearer or-key-1234'],
      ['/api/v1/chat/completions', 'Bearer or-key-1234'],
    ]);
    expect(roster.callsPerProviderMax).toEqual({ openrouter: callsPerProviderMax.openrouter });
  });

  it('is preferred to Bedrock, and other providers with a key to it', async () => {
    const server = await openListServer(list);
    const router = { OPENROUTER_API_KEY: 'k', OPENROUTER_BASE_URL: server.url };
    const bedrock = { AWS_REGION: 'x', AWS_ACCESS_KEY_ID: 'k', AWS_SECRET_ACCESS_KEY: 'k' };
    expect((await openRoster({ ...router, ...bedrock })).roster.defaultModel).toMatch(/^openrouter:/);
    expect((await openRoster({ ...router, OPENAI_API_KEY: 'k' })).roster.defaultModel).toMatch(/^openai:/);
  });
});

describe('a server in the models file', () => {
  it('has its own key, header, query, limit and models', async () => {
    const server = await openListServer(404);
    const azure = {
      url: `${server.url}/openai/deployments/mine?api-version=2024-10-21`,
      apiKeyVariable: 'AZURE_KEY',
      apiKeyHeader: 'api-key',
      headers: { 'x-team': 'research' },
      callsMax: 7,
      models: { 'gpt-mine': { inputUsd: 1, outputUsd: 2 } },
    };
    const lab = await openListServer(['llama3', 'qwen3']);
    const { roster, describe } = await openRoster(
      {},
      {
        file: { servers: { azure, lab: { url: lab.url } } },
        serverKeys: { AZURE_KEY: 'azure-secret-1' },
      },
    );
    expect(roster).toMatchObject({
      defaultModel: 'azure:gpt-mine',
      defaultReason: 'ROSTRUM_MODELS_FILE names it',
    });
    expect(await ask(roster, 'azure:gpt-mine')).toBe('yes');
    const chat = server.requests.at(-1);
    expect(chat?.url).toBe('/openai/deployments/mine/chat/completions?api-version=2024-10-21');
    expect(chat?.headers).toMatchObject({ 'api-key': 'azure-secret-1', 'x-team': 'research' });
    expect(chat?.headers.authorization).toBeUndefined();
    expect(roster.info('azure:gpt-mine').price).toEqual({ inputUsd: 1, outputUsd: 2 });
    expect(describe('azure')?.list).toEqual({ readAt: null, failure: 'the server answered 404' });
    expect(describe('lab')?.models.map(({ model }) => model)).toEqual(['lab:llama3', 'lab:qwen3']);
    expect(roster.callsPerProviderMax).toEqual({ azure: 7, lab: callsPerProviderMax.compatible });
    expect(roster.unavailableReason('lab:other')).toBeNull();
    expect(roster.unavailableReason('labs:x')).toMatch(/unknown provider "labs"; .*azure, lab\./);
  });

  it('may not exceed the reply that the contract allows', async () => {
    const { seatOutputTokensMax } = contract.limits;
    const lab = { url: 'http://gpu:8000/v1', outputTokensMax: seatOutputTokensMax + 1 };
    await expect(openRoster({}, { file: { servers: { lab } } })).rejects.toThrow(
      /servers\.lab\.outputTokensMax must be a whole number from \d+ to 128000/,
    );
  });

  it('has its limit of tokens in its calls, and its key in no message', async () => {
    const lab = await openListServer(['m']);
    const file = { servers: { lab: { url: lab.url, outputTokensMax: 300, apiKeyVariable: 'LAB_KEY' } } };
    const { roster } = await openRoster({}, { file, serverKeys: { LAB_KEY: 'lab-secret-1' } });
    lab.refusal = 401;
    await expect(ask(roster, 'lab:m')).rejects.toThrow('status 401: Bearer [hidden] was refused');
    expect(lab.bodies).toEqual([expect.stringContaining('"max_tokens":300')]);
  });
});

describe('a list of models', () => {
  it('is read again, and kept when that fails', async () => {
    const server = await openListServer(['a']);
    const { roster, clock, describe } = await openRoster({ OPENAI_COMPATIBLE_URL: server.url });
    const first = describe('compatible')?.list?.readAt;
    expect(first).toBe(new Date(clock.now()).toISOString());
    server.list = ['a', 'b'];
    clock.advance(modelListIntervalMs);
    await until(() => describe('compatible')?.models.length === 2, 'the second list');
    const second = describe('compatible')?.list?.readAt;
    expect(second).not.toBe(first);
    server.list = 503;
    clock.advance(modelListIntervalMs);
    await until(() => describe('compatible')?.list?.failure === 'the server answered 503', 'the failure');
    expect(describe('compatible')?.models.map(({ model }) => model)).toEqual([
      'compatible:a',
      'compatible:b',
    ]);
    expect(describe('compatible')?.list?.readAt).toBe(second);
    roster.close();
    server.list = ['c'];
    clock.advance(10 * modelListIntervalMs);
    expect(server.requests).toHaveLength(3);
  });

  it.each([
    [{ hello: 'world' }, 'the answer has no list of models'],
    [401, 'the server answered 401'],
  ])('of %j has failed with the reason', async (list, failure) => {
    const server = await openListServer(list);
    const { roster, describe } = await openRoster({ OPENAI_COMPATIBLE_URL: server.url });
    expect(describe('compatible')?.list).toEqual({ readAt: null, failure });
    expect(roster.defaultModel).toBe('rehearsal');
    expect(roster.defaultReason).toContain(`lists no models (${failure}): name one with`);
  });

  it('that does not come ends in a timeout, and one request runs at a time', async () => {
    const server = await openListServer(null);
    const opening = openSlowly({ OPENAI_COMPATIBLE_URL: server.url });
    await until(() => server.requests.length === 1, 'the first request');
    const { roster, clock } = await opening();
    const failure = () => roster.listProviders().at(-1)?.list?.failure;
    expect(failure()).toBe('not answered yet');
    clock.advance(modelListTimeoutMs);
    await until(() => failure() !== 'not answered yet', 'the timeout');
    expect(failure()).toBe(`no answer within ${modelListTimeoutMs / 1000} s`);
    clock.advance(modelListIntervalMs - modelListTimeoutMs);
    await until(() => server.requests.length === 2, 'the second request');
  });

  it('of an Ollama that starts later is found', async () => {
    const server = await openListServer(503);
    const { roster, clock, describe } = await openRoster({}, { localUrl: server.url });
    expect(roster.defaultModel).toBe('rehearsal');
    expect(describe('compatible')).toBeUndefined();
    expect(roster.unavailableReason('compatible:llama3.2:3b')).toContain('compatible is not configured');
    server.list = { models: [{ name: 'llama3.2:3b' }] };
    clock.advance(modelListIntervalMs);
    await until(() => roster.defaultModel !== 'rehearsal', 'the list of the server');
    expect(roster).toMatchObject({
      defaultModel: 'compatible:llama3.2:3b',
      defaultReason: `Ollama answers at ${server.url}`,
    });
    expect(roster.unavailableReason('compatible:llama3.2:3b')).toBeNull();
    server.list = 503;
    clock.advance(modelListIntervalMs);
    await until(() => describe('compatible')?.list?.failure !== null, 'the failure');
    expect(roster.defaultModel).toBe('compatible:llama3.2:3b');
  });
});

/** Opens a roster whose server does not answer; the result lets the wait at the start end. */
function openSlowly(env: AgentEnvironment) {
  const clock = createManualClock();
  const deps = {
    env,
    contract,
    modelsFile: null,
    localUrl: null,
    clock,
    random: () => 0,
    send: sendOverHttp,
  };
  const opening = createRoster(deps);
  return async () => {
    clock.advance(contract.agents.localServerProbeTimeoutMs);
    return { roster: await opening, clock };
  };
}
