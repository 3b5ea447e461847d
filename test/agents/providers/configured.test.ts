import { afterEach, describe, expect, it } from 'vitest';
import { type Agent, AgentFailure } from '../../../app/agents/agent.ts';
import type { AgentEnvironment } from '../../../app/agents/providers/configured.ts';
import { sendOverHttp } from '../../../app/agents/providers/transport/send.ts';
import { createRoster } from '../../../app/agents/roster.ts';
import { applyOverrides } from '../../../app/contract/overrides.ts';
import { profile } from '../../../app/contract/profiles.ts';
import { noUsage } from '../../../app/debate/cost/usage.ts';
import { systemClock } from '../../../app/shared/clock.ts';
import { proposeBrief } from '../../support/agents/briefs.ts';
import { type ModelServer, type ScriptedReply, startModelServer } from '../../support/agents/model-server.ts';
import { reportedUsage, type WireName } from '../../support/agents/wire-formats.ts';

const secret = 'a-secret-key-for-tests-1234';
const brief = proposeBrief();
const chunks = ['The answer ', 'is yes.\n\n', '```json\n{}\n```'];
const whole = chunks.join('');

/** The test profile with timeouts so short that calls to a silent server are aborted at once. */
const contract = applyOverrides(profile('test'), { agents: { firstTokenMs: 150, idleMs: 150 } });
const testContract = profile('test');

const environments: Readonly<Record<WireName, (url: string) => AgentEnvironment>> = {
  anthropic: (url) => ({ ANTHROPIC_API_KEY: secret, ANTHROPIC_BASE_URL: `${url}/v1` }),
  openai: (url) => ({ OPENAI_API_KEY: secret, OPENAI_BASE_URL: `${url}/v1` }),
  google: (url) => ({ GOOGLE_GENERATIVE_AI_API_KEY: secret, GOOGLE_GENERATIVE_AI_BASE_URL: `${url}/v1beta` }),
  bedrock: (url) => ({
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
    AWS_SECRET_ACCESS_KEY: secret,
    BEDROCK_BASE_URL: url,
  }),
  compatible: (url) => ({ OPENAI_COMPATIBLE_URL: `${url}/v1`, OPENAI_COMPATIBLE_API_KEY: secret }),
};

const paths: Readonly<Record<WireName, string>> = {
  anthropic: '/v1/messages',
  openai: '/v1/responses',
  google: '/v1beta/models/test-model:streamGenerateContent?alt=sse',
  bedrock: '/model/test-model/converse-stream',
  compatible: '/v1/chat/completions',
};

let servers: ModelServer[] = [];
afterEach(async () => {
  await Promise.all(servers.map((server) => server.close()));
  servers = [];
});

async function createAgent(format: WireName, replies: readonly ScriptedReply[], limits = testContract) {
  const server = await startModelServer(format, replies);
  servers.push(server);
  const roster = await createRoster({
    env: environments[format](server.url),
    contract: limits,
    modelsFile: null,
    localUrl: null,
    clock: systemClock,
    random: () => 0.5,
    send: sendOverHttp,
  });
  return { server, agent: roster.agent(`${format}:test-model`) };
}

interface FailedCall {
  readonly text: string;
  readonly failure: AgentFailure;
}

async function fail(agent: Agent): Promise<FailedCall> {
  let text = '';
  const signal = new AbortController().signal;
  try {
    await agent.generate(brief, { signal, onText: (textSoFar) => (text = textSoFar) });
  } catch (error) {
    if (error instanceof AgentFailure) return { text, failure: error };
    throw error;
  }
  throw new Error('the call did not fail');
}

describe.each(Object.keys(paths) as WireName[])('%s', (format) => {
  it('streams the text as it arrives and reports its usage', async () => {
    const { server, agent } = await createAgent(format, [{ kind: 'reply', chunks }]);
    const texts: string[] = [];
    const completion = await agent.generate(brief, {
      signal: new AbortController().signal,
      onText: (textSoFar) => texts.push(textSoFar),
    });
    expect(completion).toEqual({ text: whole, usage: { ...reportedUsage, estimated: false } });
    expect(texts).toEqual(chunks.map((_, index) => chunks.slice(0, index + 1).join('')));
    expect(server.calls.map(({ path }) => path)).toEqual([paths[format]]);
    expect(server.calls[0]?.body).toContain('Should we split the monolith?');
    expect(server.calls[0]?.body).toContain(String(contract.agents.outputTokensMax));
    // Chat completions report usage only on request.
    if (format === 'compatible') expect(server.calls[0]?.body).toContain('"include_usage":true');
  });

  it('retries after status 429 and a Retry-After header', async () => {
    const refusal: ScriptedReply = { kind: 'refusal', status: 429, headers: { 'retry-after-ms': '50' } };
    const { server, agent } = await createAgent(format, [refusal, refusal, { kind: 'reply', chunks }]);
    const completion = await agent.generate(brief, {
      signal: new AbortController().signal,
      onText: () => {},
    });
    expect(completion.text).toBe(whole);
    expect(server.calls).toHaveLength(3);
  });

  it('fails after the maximum number of retries with the Retry-After of the provider', async () => {
    const { server, agent } = await createAgent(format, [
      { kind: 'refusal', status: 429, headers: { 'retry-after-ms': '20' } },
    ]);
    const { failure } = await fail(agent);
    expect(failure).toMatchObject({ reason: 'rate-limited', retryable: true, retryAfterMs: 20 });
    expect(server.calls).toHaveLength(1 + testContract.agents.retriesMax);
  });

  it.each([
    [401, 'unauthorized'],
    [402, 'unauthorized'],
    [403, 'unauthorized'],
    [404, 'unknown-model'],
    [400, 'provider-error'],
  ] as const)('does not retry a call rejected with status %i: %s', async (status, reason) => {
    const { server, agent } = await createAgent(format, [{ kind: 'refusal', status }]);
    const { failure } = await fail(agent);
    expect(failure).toMatchObject({ reason, retryable: false, permanent: true });
    expect(failure.message).toContain(`${format}:test-model`);
    expect(failure.message).toContain(String(status));
    expect(failure.usage).toEqual({ inputTokens: 0, outputTokens: 0, estimated: false });
    expect(server.calls).toHaveLength(1);
  });

  it.each([500, 503, 529])('retries a call rejected with status %i', async (status) => {
    const { agent } = await createAgent(format, [
      { kind: 'refusal', status },
      { kind: 'reply', chunks },
    ]);
    const completion = await agent.generate(brief, {
      signal: new AbortController().signal,
      onText: () => {},
    });
    expect(completion.text).toBe(whole);
  });

  it('fails without a retry when an error arrives in the middle of the text', async () => {
    const reply: ScriptedReply = { kind: 'error', chunks: ['The answer '], message: 'no capacity left' };
    const { server, agent } = await createAgent(format, [reply, { kind: 'reply', chunks }]);
    const { text, failure } = await fail(agent);
    expect(text).toBe('The answer ');
    expect(failure.reason).toBe('overloaded');
    expect(failure.message).toContain('no capacity left');
    expect(failure.usage.inputTokens).toBeGreaterThan(100);
    expect(failure.usage.outputTokens).toBeGreaterThan(0);
    expect(server.calls).toHaveLength(1);
  });

  it('fails with cut-off when a stream ends without a finish reason', async () => {
    const { server, agent } = await createAgent(format, [{ kind: 'cut', chunks: ['The answer '] }]);
    const { failure } = await fail(agent);
    expect(failure.reason).toBe('cut-off');
    expect(failure.usage).toMatchObject({ estimated: true });
    expect(server.calls).toHaveLength(1);
  });

  it('retries when a stream ends before its first text', async () => {
    const { agent, server } = await createAgent(format, [
      { kind: 'cut', chunks: [] },
      { kind: 'reply', chunks },
    ]);
    const completion = await agent.generate(brief, {
      signal: new AbortController().signal,
      onText: () => {},
    });
    expect(completion.text).toBe(whole);
    expect(server.calls).toHaveLength(2);
  });

  it('fails with cut-off when the connection breaks in the middle of the text', async () => {
    const { agent } = await createAgent(format, [{ kind: 'reset', chunks: ['The answer '] }]);
    const { failure } = await fail(agent);
    expect(failure.reason).toBe('cut-off');
  });

  it('fails with too-long when the reply reaches the token limit', async () => {
    const { agent } = await createAgent(format, [{ kind: 'reply', chunks, ending: 'length' }]);
    const { failure } = await fail(agent);
    expect(failure).toMatchObject({ reason: 'too-long', retryable: false });
    expect(failure.usage).toEqual({ ...reportedUsage, estimated: false });
  });

  it('fails with refused when the provider withholds the reply', async () => {
    const { agent } = await createAgent(format, [{ kind: 'reply', chunks, ending: 'filter' }]);
    expect((await fail(agent)).failure).toMatchObject({ reason: 'refused', retryable: false });
  });

  it('closes the connection of a call without a first token and retries', async () => {
    const silence: ScriptedReply = { kind: 'silence', chunks: [] };
    const { server, agent } = await createAgent(format, [silence, { kind: 'reply', chunks }], contract);
    const completion = await agent.generate(brief, {
      signal: new AbortController().signal,
      onText: () => {},
    });
    expect(completion.text).toBe(whole);
    // The aborted call is charged with an estimate of its prompt.
    expect(completion.earlierCalls).toMatchObject([{ outputTokens: 0, estimated: true }]);
    expect(completion.earlierCalls?.[0]?.inputTokens).toBeGreaterThan(100);
    await server.calls[0]?.closed;
    expect(server.calls).toHaveLength(2);
  });

  it('closes the connection of a call that stops sending text, and fails', async () => {
    const { server, agent } = await createAgent(
      format,
      [{ kind: 'silence', chunks: ['The answer '] }],
      contract,
    );
    const { text, failure } = await fail(agent);
    expect(text).toBe('The answer ');
    expect(failure.reason).toBe('idle-timeout');
    expect(failure.usage.outputTokens).toBeGreaterThan(0);
    await server.calls[0]?.closed;
    expect(server.calls).toHaveLength(1);
  });

  it('closes the connection when its caller aborts and rejects with what the call may have cost', async () => {
    const { server, agent } = await createAgent(format, [{ kind: 'silence', chunks: ['The answer '] }]);
    const controller = new AbortController();
    const generating = agent.generate(brief, {
      signal: controller.signal,
      onText: () => controller.abort(),
    });
    const failure = await generating.catch((error: unknown) => error);
    expect(failure).toMatchObject({ reason: 'interrupted', usage: { outputTokens: 3, estimated: true } });
    await server.calls[0]?.closed;
    expect(server.calls).toHaveLength(1);
  });

  it('makes no call when the signal has already aborted', async () => {
    const { server, agent } = await createAgent(format, [{ kind: 'reply', chunks }]);
    const generating = agent.generate(brief, { signal: AbortSignal.abort(), onText: () => {} });
    await expect(generating).rejects.toMatchObject({ reason: 'interrupted', usage: noUsage });
    expect(server.calls).toHaveLength(0);
  });

  it('rethrows an error of its consumer unchanged', async () => {
    const { server, agent } = await createAgent(format, [{ kind: 'reply', chunks }]);
    const bug = new TypeError('a bug in the consumer');
    const generating = agent.generate(brief, {
      signal: new AbortController().signal,
      onText() {
        throw bug;
      },
    });
    await expect(generating).rejects.toBe(bug);
    expect(server.calls).toHaveLength(1);
  });

  it('fails with unreachable when the connection is refused', async () => {
    const { server, agent } = await createAgent(format, [{ kind: 'reply', chunks }]);
    await server.close();
    const { failure } = await fail(agent);
    expect(failure).toMatchObject({ reason: 'unreachable', retryable: true });
    expect(failure.message).toContain('ECONNREFUSED');
  });
});
