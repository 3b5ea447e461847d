import { afterEach, describe, expect, it } from 'vitest';
import { type Agent, AgentFailure } from '../../../app/agents/agent.ts';
import type { AgentEnvironment } from '../../../app/agents/providers/configured.ts';
import { createRoster } from '../../../app/agents/roster.ts';
import { applyOverrides, profile } from '../../../app/contract/profiles.ts';
import { systemClock } from '../../../app/shared/clock.ts';
import { proposeBrief } from '../../support/agents/briefs.ts';
import { type ModelServer, type ScriptedReply, startModelServer } from '../../support/agents/model-server.ts';
import { reportedUsage, type WireName } from '../../support/agents/wire-formats.ts';

const secret = 'a-key-that-nobody-may-see-1234';
const brief = proposeBrief();
const chunks = ['The answer ', 'is yes.\n\n', '```json\n{}\n```'];
const whole = chunks.join('');

/** The test profile, with deadlines so short that a silent server is given up at once. */
const contract = applyOverrides(profile('test'), { agents: { firstTokenMs: 150, idleMs: 150 } });
const patient = profile('test');

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

async function meet(format: WireName, scenes: readonly ScriptedReply[], limits = patient) {
  const server = await startModelServer(format, scenes);
  servers.push(server);
  const roster = await createRoster({
    env: environments[format](server.url),
    contract: limits,
    modelsFile: null,
    localUrl: null,
    clock: systemClock,
    random: () => 0.5,
  });
  return { server, agent: roster.agent(`${format}:test-model`) };
}

interface Heard {
  readonly text: string;
  readonly failure: AgentFailure;
}

async function fail(agent: Agent): Promise<Heard> {
  let text = '';
  const signal = new AbortController().signal;
  try {
    await agent.generate(brief, { signal, onText: (piece) => (text += piece) });
  } catch (error) {
    if (error instanceof AgentFailure) return { text, failure: error };
    throw error;
  }
  throw new Error('the agent spoke');
}

describe.each(Object.keys(paths) as WireName[])('%s', (format) => {
  it('streams the text as it comes and reports what it used', async () => {
    const { server, agent } = await meet(format, [{ kind: 'reply', chunks }]);
    const heard: string[] = [];
    const speech = await agent.generate(brief, {
      signal: new AbortController().signal,
      onText: (piece) => heard.push(piece),
    });
    expect(speech).toEqual({ text: whole, usage: { ...reportedUsage, estimated: false } });
    expect(heard).toEqual(chunks);
    expect(server.calls.map(({ path }) => path)).toEqual([paths[format]]);
    expect(server.calls[0]?.body).toContain('Should we split the monolith?');
    expect(server.calls[0]?.body).toContain(String(contract.agents.outputTokensMax));
    // Without being asked, chat completions report no usage.
    if (format === 'compatible') expect(server.calls[0]?.body).toContain('"include_usage":true');
  });

  it('calls again after 429, waiting as Retry-After says, and then speaks', async () => {
    const refusal: ScriptedReply = { kind: 'refusal', status: 429, headers: { 'retry-after': '1' } };
    const { server, agent } = await meet(format, [refusal, refusal, { kind: 'reply', chunks }]);
    const speech = await agent.generate(brief, { signal: new AbortController().signal, onText: () => {} });
    expect(speech.text).toBe(whole);
    expect(server.calls).toHaveLength(3);
  });

  it('gives up after the retries of the contract, and keeps what the provider asked for', async () => {
    const { server, agent } = await meet(format, [
      { kind: 'refusal', status: 429, headers: { 'retry-after': '7' } },
    ]);
    const { failure } = await fail(agent);
    expect(failure).toMatchObject({ reason: 'rate-limited', retryable: true, retryAfterMs: 7000 });
    expect(server.calls).toHaveLength(1 + patient.agents.retriesMax);
  });

  it.each([
    [401, 'unauthorized'],
    [403, 'unauthorized'],
    [404, 'unknown-model'],
    [400, 'provider-error'],
  ] as const)('does not repeat a call refused with %i: %s', async (status, reason) => {
    const { server, agent } = await meet(format, [{ kind: 'refusal', status }]);
    const { failure } = await fail(agent);
    expect(failure).toMatchObject({ reason, retryable: false });
    expect(failure.message).toContain(`${format}:test-model`);
    expect(failure.message).toContain(String(status));
    expect(failure.usage).toEqual({ inputTokens: 0, outputTokens: 0, estimated: false });
    expect(server.calls).toHaveLength(1);
  });

  it.each([500, 503, 529])('takes %i for an overload that may pass', async (status) => {
    const { agent } = await meet(format, [
      { kind: 'refusal', status },
      { kind: 'reply', chunks },
    ]);
    const speech = await agent.generate(brief, { signal: new AbortController().signal, onText: () => {} });
    expect(speech.text).toBe(whole);
  });

  it('fails, and does not call again, when an error arrives in the middle of the text', async () => {
    const scene: ScriptedReply = { kind: 'error', chunks: ['The answer '], message: 'no capacity left' };
    const { server, agent } = await meet(format, [scene, { kind: 'reply', chunks }]);
    const { text, failure } = await fail(agent);
    expect(text).toBe('The answer ');
    expect(failure.reason).toBe('overloaded');
    expect(failure.message).toContain('no capacity left');
    expect(failure.usage.inputTokens).toBeGreaterThan(100);
    expect(failure.usage.outputTokens).toBeGreaterThan(0);
    expect(server.calls).toHaveLength(1);
  });

  it('counts a stream that ends without a finish as cut off', async () => {
    const { server, agent } = await meet(format, [{ kind: 'cut', chunks: ['The answer '] }]);
    const { failure } = await fail(agent);
    expect(failure.reason).toBe('cut-off');
    expect(failure.usage).toMatchObject({ estimated: true });
    expect(server.calls).toHaveLength(1);
  });

  it('calls again when a stream ends before its first word', async () => {
    const { agent, server } = await meet(format, [
      { kind: 'cut', chunks: [] },
      { kind: 'reply', chunks },
    ]);
    const speech = await agent.generate(brief, { signal: new AbortController().signal, onText: () => {} });
    expect(speech.text).toBe(whole);
    expect(server.calls).toHaveLength(2);
  });

  it('counts a connection that breaks in the middle as cut off', async () => {
    const { agent } = await meet(format, [{ kind: 'reset', chunks: ['The answer '] }]);
    const { failure } = await fail(agent);
    expect(failure.reason).toBe('cut-off');
  });

  it('says that a reply was too long when the model ran into the token limit', async () => {
    const { agent } = await meet(format, [{ kind: 'reply', chunks, ending: 'length' }]);
    const { failure } = await fail(agent);
    expect(failure).toMatchObject({ reason: 'too-long', retryable: false });
    expect(failure.usage).toEqual({ ...reportedUsage, estimated: false });
  });

  it('says that the provider withheld a reply', async () => {
    const { agent } = await meet(format, [{ kind: 'reply', chunks, ending: 'filter' }]);
    expect((await fail(agent)).failure).toMatchObject({ reason: 'refused', retryable: false });
  });

  it('closes the connection of a call that gives no first token, and calls again', async () => {
    const silence: ScriptedReply = { kind: 'silence', chunks: [] };
    const { server, agent } = await meet(format, [silence, { kind: 'reply', chunks }], contract);
    const speech = await agent.generate(brief, { signal: new AbortController().signal, onText: () => {} });
    expect(speech.text).toBe(whole);
    // The call that was given up has cost its prompt, as far as anybody knows.
    expect(speech.usage.inputTokens).toBeGreaterThan(reportedUsage.inputTokens + 100);
    expect(speech.usage.estimated).toBe(true);
    await server.calls[0]?.closed;
    expect(server.calls).toHaveLength(2);
  });

  it('closes the connection of a call that falls silent in the middle, and fails', async () => {
    const { server, agent } = await meet(format, [{ kind: 'silence', chunks: ['The answer '] }], contract);
    const { text, failure } = await fail(agent);
    expect(text).toBe('The answer ');
    expect(failure.reason).toBe('idle-timeout');
    expect(failure.usage.outputTokens).toBeGreaterThan(0);
    await server.calls[0]?.closed;
    expect(server.calls).toHaveLength(1);
  });

  it('stops at once when its caller aborts, and rejects with the reason given', async () => {
    const { server, agent } = await meet(format, [{ kind: 'silence', chunks: ['The answer '] }]);
    const controller = new AbortController();
    const reason = new Error('the debate was cancelled');
    const speaking = agent.generate(brief, {
      signal: controller.signal,
      onText: () => controller.abort(reason),
    });
    await expect(speaking).rejects.toBe(reason);
    await server.calls[0]?.closed;
    expect(server.calls).toHaveLength(1);
  });

  it('makes no call when it is aborted before', async () => {
    const { server, agent } = await meet(format, [{ kind: 'reply', chunks }]);
    const reason = new Error('too late');
    const speaking = agent.generate(brief, { signal: AbortSignal.abort(reason), onText: () => {} });
    await expect(speaking).rejects.toBe(reason);
    expect(server.calls).toHaveLength(0);
  });

  it('lets a mistake of its reader through as it is', async () => {
    const { server, agent } = await meet(format, [{ kind: 'reply', chunks }]);
    const bug = new TypeError('a bug in the reader');
    const speaking = agent.generate(brief, {
      signal: new AbortController().signal,
      onText() {
        throw bug;
      },
    });
    await expect(speaking).rejects.toBe(bug);
    expect(server.calls).toHaveLength(1);
  });

  it('calls an address where nobody listens unreachable', async () => {
    const { server, agent } = await meet(format, [{ kind: 'reply', chunks }]);
    await server.close();
    const { failure } = await fail(agent);
    expect(failure).toMatchObject({ reason: 'unreachable', retryable: true });
    expect(failure.message).toContain('ECONNREFUSED');
  });
});
