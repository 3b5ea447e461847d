import { createServer } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { AgentConfigError } from '../../app/agents/agent.ts';
import type { AgentEnvironment } from '../../app/agents/providers/configured.ts';
import { sendOverHttp } from '../../app/agents/providers/transport/send.ts';
import { createRoster } from '../../app/agents/roster.ts';
import { applyOverrides } from '../../app/contract/overrides.ts';
import { profile } from '../../app/contract/profiles.ts';
import { systemClock } from '../../app/shared/clock.ts';
import { proposeBrief } from '../support/agents/briefs.ts';
import { listenOnLoopback } from '../support/agents/model-server.ts';

interface RosterOptions {
  /** How long to wait for lists of models. */
  readonly waitMs?: number;
  readonly localUrl?: string;
  readonly modelsFile?: string;
}

const openRoster = (env: AgentEnvironment, { localUrl, modelsFile, waitMs = 20_000 }: RosterOptions = {}) =>
  createRoster({
    env,
    contract: applyOverrides(profile('test'), { agents: { localServerProbeTimeoutMs: waitMs } }),
    modelsFile: modelsFile ?? null,
    localUrl: localUrl ?? null,
    clock: systemClock,
    random: () => 0,
    send: sendOverHttp,
  });

let servers: ReturnType<typeof createServer>[] = [];
afterEach(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  servers = [];
});

/** Starts a server that answers every request with this JSON, or never when it is null. */
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
  ])('belongs to the first configured provider', async (env, model, reason) => {
    const roster = await openRoster(env);
    expect(roster.defaultModel.startsWith(model)).toBe(true);
    expect(roster.defaultReason).toBe(reason);
    expect(roster.info(roster.defaultModel).price).not.toBeNull();
  });

  it('is the one that ROSTRUM_MODEL names', async () => {
    const roster = await openRoster({ ...keys, ROSTRUM_MODEL: 'rehearsal?seed=7' });
    expect(roster).toMatchObject({
      defaultModel: 'rehearsal?seed=7',
      defaultReason: 'ROSTRUM_MODEL names it',
    });
  });

  it.each([
    [
      'anthropic:claude-x',
      'ROSTRUM_MODEL=anthropic:claude-x: anthropic is not configured: set ANTHROPIC_API_KEY.',
    ],
    ['gpt-5', 'ROSTRUM_MODEL=gpt-5: unknown provider "gpt-5"'],
    ['rehearsal?speed=9', 'ROSTRUM_MODEL=rehearsal?speed=9: rehearsal has no option "speed"'],
  ])('is rejected at start when ROSTRUM_MODEL is %s', async (model, problem) => {
    const starting = openRoster({ ROSTRUM_MODEL: model });
    await expect(starting).rejects.toThrow(AgentConfigError);
    await expect(openRoster({ ROSTRUM_MODEL: model })).rejects.toThrow(problem);
  });

  it('is the default of the provider in the models file', async () => {
    const roster = await openRoster(keys, { modelsFile: '{"anthropic":{"default":"claude-next"}}' });
    expect(roster.defaultModel).toBe('anthropic:claude-next');
    expect(roster.info('anthropic:claude-next').price).toBeNull();
  });

  it('is the first text model of a compatible server', async () => {
    const url = await serve({ data: [{ id: 'nomic-embed-text' }, { id: 'qwen3:8b' }] });
    const roster = await openRoster({ OPENAI_COMPATIBLE_URL: `${url}/v1/` });
    expect(roster).toMatchObject({
      defaultModel: 'compatible:qwen3:8b',
      defaultReason: 'OPENAI_COMPATIBLE_URL is set',
    });
  });

  it('is the first text model of a local Ollama when its URL is given', async () => {
    const localUrl = await serve({ models: [{ name: 'all-minilm:latest' }, { name: 'llama3.2:3b' }] });
    const roster = await openRoster({}, { localUrl });
    expect(roster).toMatchObject({
      defaultModel: 'compatible:llama3.2:3b',
      defaultReason: `Ollama answers at ${localUrl}`,
    });
    expect(roster.listProviders().map(({ provider }) => provider)).toEqual(['rehearsal', 'compatible']);
    expect((await openRoster({})).defaultModel).toBe('rehearsal');
  });

  it('is rehearsal with a reason when no provider is configured', async () => {
    const roster = await openRoster({});
    expect(roster.defaultModel).toBe('rehearsal');
    expect(roster.defaultReason).toContain('no language model is configured');
    expect(roster.info('rehearsal').price).toEqual({ inputUsd: 0, outputUsd: 0 });
  });

  it.each([
    ['never answers', null],
    ['returns unexpected JSON', { hello: 'world' }],
    ['has no models', { models: [] }],
  ])('is rehearsal when a local server %s', async (_, answer) => {
    const roster = await openRoster({}, { localUrl: await serve(answer), waitMs: 150 });
    expect(roster.defaultModel).toBe('rehearsal');
  });

  it('is rehearsal when a configured server lists no models, which can still be named', async () => {
    const roster = await openRoster({ OPENAI_COMPATIBLE_URL: await serve(null) }, { waitMs: 150 });
    expect(roster.defaultModel).toBe('rehearsal');
    expect(roster.defaultReason).toContain('name one with ROSTRUM_MODEL=compatible:MODEL');
    expect(roster.unavailableReason('compatible:mine')).toBeNull();
  });
});

describe('a seat', () => {
  it.each([
    'anthropic:claude-sonnet-5',
    'anthropic:an-unknown-model',
    'bedrock:arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.x.y-v1:0',
    'rehearsal',
    'rehearsal?seed=7&tps=50&ttftMs=300&fail=0.01&malformed=0.01&cutoff=0.1&words=90',
  ])('accepts the model %s', async (model) => {
    expect((await openRoster(keys)).unavailableReason(model)).toBeNull();
  });

  it.each([
    ['', 'visible ASCII characters'],
    ['claude', 'unknown provider "claude"; available: rehearsal, anthropic, openai'],
    ['anthropic', '"anthropic" names no model: write anthropic:MODEL.'],
    ['anthropic:', 'names no model'],
    ['anthropic?x', 'names no model'],
    ['compatible:x', 'compatible is not configured: set OPENAI_COMPATIBLE_URL.'],
    ['rehearsal:x', 'rehearsal has no models'],
    ['rehearsal?fail=2', '"fail"'],
    ['anthropic:a b', 'without spaces'],
    [`anthropic:${'x'.repeat(200)}`, 'at most 200 characters'],
  ])('rejects the model “%s” with a reason', async (model, reason) => {
    expect((await openRoster(keys)).unavailableReason(model)).toContain(reason);
  });

  it('fails its turns when its provider is no longer configured', async () => {
    const agent = (await openRoster({})).agent('anthropic:claude-sonnet-5');
    const generating = agent.generate(proposeBrief(), {
      signal: new AbortController().signal,
      onText: () => {},
    });
    await expect(generating).rejects.toMatchObject({
      reason: 'unknown-model',
      message: 'anthropic is not configured: set ANTHROPIC_API_KEY.',
    });
  });

  it('uses the rehearsal options of its model', async () => {
    const agent = (await openRoster({})).agent('rehearsal?tps=0&ttftMs=0&fail=1');
    const generating = agent.generate(proposeBrief(), {
      signal: new AbortController().signal,
      onText: () => {},
    });
    await expect(generating).rejects.toMatchObject({ reason: 'provider-error' });
  });
});

describe('the list of models', () => {
  it('contains the models of configured providers with their prices', async () => {
    const list = (await openRoster(without('AWS_REGION', 'OPENAI_API_KEY'))).listProviders();
    expect(list.map(({ provider }) => provider)).toEqual(['rehearsal', 'anthropic', 'google']);
    for (const { provider, models } of list)
      for (const info of models) {
        expect(info.provider).toBe(provider);
        expect(info.price).not.toBeNull();
      }
  });
});

describe('the environment', () => {
  it('is rejected at start when its credentials URL has a foreign host', async () => {
    const env = { AWS_REGION: 'x', AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://evil.example/' };
    await expect(openRoster(env)).rejects.toThrow(AgentConfigError);
  });
});
