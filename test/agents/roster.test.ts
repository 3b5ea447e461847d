import { createServer } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { AgentConfigError } from '../../app/agents/agent.ts';
import type { AgentEnvironment } from '../../app/agents/providers/configured.ts';
import { createRoster } from '../../app/agents/roster.ts';
import { applyOverrides, profile } from '../../app/contract/profiles.ts';
import { systemClock } from '../../app/shared/clock.ts';
import { proposeBrief } from '../support/agents/briefs.ts';
import { listenOnLoopback } from '../support/agents/model-server.ts';

const contract = applyOverrides(profile('test'), { agents: { localServerProbeTimeoutMs: 150 } });

interface Setting {
  readonly localUrl?: string;
  readonly modelsFile?: string;
}

const rosterOf = (env: AgentEnvironment, { localUrl, modelsFile }: Setting = {}) =>
  createRoster({
    env,
    contract,
    modelsFile: modelsFile ?? null,
    localUrl: localUrl ?? null,
    clock: systemClock,
    random: () => 0,
  });

let servers: ReturnType<typeof createServer>[] = [];
afterEach(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  servers = [];
});

/** A server that answers every request with this JSON, or never when there is none. */
async function serve(answer: object | null): Promise<string> {
  const server = createServer((_request, response) => {
    if (answer) response.end(JSON.stringify(answer));
  });
  servers.push(server);
  return listenOnLoopback(server);
}

const keys = {
  ANTHROPIC_API_KEY: 'k',
  OPENAI_API_KEY: 'k',
  GOOGLE_GENERATIVE_AI_API_KEY: 'k',
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'k',
  AWS_SECRET_ACCESS_KEY: 'k',
};
const without = (...names: (keyof typeof keys)[]): AgentEnvironment =>
  Object.fromEntries(Object.entries(keys).filter(([name]) => !names.some((other) => other === name)));

describe('the default model', () => {
  it.each([
    [keys, 'anthropic:', 'ANTHROPIC_API_KEY is set'],
    [without('ANTHROPIC_API_KEY'), 'openai:', 'OPENAI_API_KEY is set'],
    [without('ANTHROPIC_API_KEY', 'OPENAI_API_KEY'), 'google:', 'GOOGLE_GENERATIVE_AI_API_KEY is set'],
    [
      without('ANTHROPIC_API_KEY', 'OPENAI_API_KEY', 'GOOGLE_GENERATIVE_AI_API_KEY'),
      'bedrock:',
      'AWS_REGION is set with AWS_ACCESS_KEY_ID',
    ],
  ])('is of the first provider that is configured', async (env, model, why) => {
    const roster = await rosterOf(env);
    expect(roster.defaultModel.startsWith(model)).toBe(true);
    expect(roster.defaultReason).toBe(why);
    expect(roster.info(roster.defaultModel).price).not.toBeNull();
  });

  it('is what ROSTRUM_MODEL names', async () => {
    const roster = await rosterOf({ ...keys, ROSTRUM_MODEL: 'rehearsal?seed=7' });
    expect(roster).toMatchObject({ defaultModel: 'rehearsal?seed=7', why: 'ROSTRUM_MODEL names it' });
  });

  it.each([
    [
      'anthropic:claude-x',
      'ROSTRUM_MODEL=anthropic:claude-x: anthropic is not configured: set ANTHROPIC_API_KEY.',
    ],
    ['gpt-5', 'ROSTRUM_MODEL=gpt-5: "gpt-5" is no provider'],
    ['rehearsal?speed=9', 'ROSTRUM_MODEL=rehearsal?speed=9: rehearsal has no option "speed"'],
  ])('is refused at start when ROSTRUM_MODEL is %s', async (model, problem) => {
    const starting = rosterOf({ ROSTRUM_MODEL: model });
    await expect(starting).rejects.toThrow(AgentConfigError);
    await expect(rosterOf({ ROSTRUM_MODEL: model })).rejects.toThrow(problem);
  });

  it('is what the models file says for the provider', async () => {
    const roster = await rosterOf(keys, { modelsFile: '{"anthropic":{"default":"claude-next"}}' });
    expect(roster.defaultModel).toBe('anthropic:claude-next');
    expect(roster.info('anthropic:claude-next').price).toBeNull();
  });

  it('is the first model of a compatible server that writes text', async () => {
    const url = await serve({ data: [{ id: 'nomic-embed-text' }, { id: 'qwen3:8b' }] });
    const roster = await rosterOf({ OPENAI_COMPATIBLE_URL: `${url}/v1/` });
    expect(roster).toMatchObject({
      defaultModel: 'compatible:qwen3:8b',
      why: 'OPENAI_COMPATIBLE_URL is set',
    });
  });

  it('is the first model of a local Ollama, when told to look for one', async () => {
    const localUrl = await serve({ models: [{ name: 'all-minilm:latest' }, { name: 'llama3.2:3b' }] });
    const roster = await rosterOf({}, { localUrl });
    expect(roster).toMatchObject({
      defaultModel: 'compatible:llama3.2:3b',
      why: `Ollama answers at ${localUrl}`,
    });
    expect(roster.listProviders().map(({ provider }) => provider)).toEqual(['rehearsal', 'compatible']);
    expect((await rosterOf({})).defaultModel).toBe('rehearsal');
  });

  it('is rehearsal, and says so, when there is nothing else', async () => {
    const roster = await rosterOf({});
    expect(roster.defaultModel).toBe('rehearsal');
    expect(roster.defaultReason).toContain('no language model is configured');
    expect(roster.info('rehearsal').price).toEqual({ inputUsd: 0, outputUsd: 0 });
  });

  it.each([
    ['never answers', null],
    ['answers something else', { hello: 'world' }],
    ['has no models', { models: [] }],
  ])('does not wait for a local server that %s', async (_, answer) => {
    const roster = await rosterOf({}, { localUrl: await serve(answer) });
    expect(roster.defaultModel).toBe('rehearsal');
  });

  it('is rehearsal when a configured server lists no models; they can still be named', async () => {
    const roster = await rosterOf({ OPENAI_COMPATIBLE_URL: await serve(null) });
    expect(roster.defaultModel).toBe('rehearsal');
    expect(roster.defaultReason).toContain('name one with ROSTRUM_MODEL=compatible:MODEL');
    expect(roster.unavailableReason('compatible:mine')).toBeNull();
  });
});

describe('a seat', () => {
  it.each([
    'anthropic:claude-sonnet-5',
    'anthropic:a-model-nobody-knows',
    'bedrock:arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.x.y-v1:0',
    'rehearsal',
    'rehearsal?seed=7&tps=50&ttftMs=300&fail=0.01&malformed=0.01&cutoff=0.1&words=90',
  ])('may be given %s', async (model) => {
    expect((await rosterOf(keys)).unavailableReason(model)).toBeNull();
  });

  it.each([
    ['', 'visible ASCII characters'],
    ['claude', '"claude" is no provider; there are rehearsal, anthropic, openai'],
    ['anthropic', '"anthropic" lacks a model: write anthropic:MODEL.'],
    ['anthropic:', 'lacks a model'],
    ['anthropic?x', 'lacks a model'],
    ['compatible:x', 'compatible is not configured: set OPENAI_COMPATIBLE_URL.'],
    ['rehearsal:x', 'rehearsal has no models'],
    ['rehearsal?fail=2', '"fail"'],
    ['anthropic:a b', 'without spaces'],
    [`anthropic:${'x'.repeat(200)}`, 'may have 200 characters'],
  ])('may not be given “%s”, for a reason in words', async (model, reason) => {
    expect((await rosterOf(keys)).unavailableReason(model)).toContain(reason);
  });

  it('fails its turns when its provider is no longer configured', async () => {
    const agent = (await rosterOf({})).agent('anthropic:claude-sonnet-5');
    const speaking = agent.generate(proposeBrief(), {
      signal: new AbortController().signal,
      onText: () => {},
    });
    await expect(speaking).rejects.toMatchObject({
      reason: 'unknown-model',
      message: 'anthropic is not configured: set ANTHROPIC_API_KEY.',
    });
  });

  it('speaks as the rehearsal that it was given', async () => {
    const agent = (await rosterOf({})).agent('rehearsal?tps=0&ttftMs=0&fail=1');
    const speaking = agent.generate(proposeBrief(), {
      signal: new AbortController().signal,
      onText: () => {},
    });
    await expect(speaking).rejects.toMatchObject({ reason: 'provider-error' });
  });
});

describe('the list of models', () => {
  it('has what is configured, each with its price', async () => {
    const list = (await rosterOf(without('AWS_REGION', 'OPENAI_API_KEY'))).listProviders();
    expect(list.map(({ provider }) => provider)).toEqual(['rehearsal', 'anthropic', 'google']);
    for (const { provider, models } of list)
      for (const info of models) {
        expect(info.provider).toBe(provider);
        expect(info.price).not.toBeNull();
      }
  });
});

describe('the environment', () => {
  it('with credentials that come from a stranger is refused at start', async () => {
    const env = { AWS_REGION: 'x', AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://evil.example/' };
    await expect(rosterOf(env)).rejects.toThrow(AgentConfigError);
  });
});
