import { expect, test } from 'vitest';
import { type Agent, AgentFailure, type Completion, type CompletionOptions } from '../../app/agents/agent.ts';
import { createPanel, presets } from '../../app/debate/core/presets.ts';
import type { PreparedTurn } from '../../app/debate/prompting/prepare-turns.ts';
import { generateReply } from '../../app/worker/generate-reply.ts';
import { proposeBrief } from '../support/agents/briefs.ts';
import { defaultReply } from '../support/agents/scripted-roster.ts';

const context = proposeBrief();
const [agent] = createPanel(presets.standard, undefined, 'scripted');
if (!agent) throw new Error('the preset has no seats');
const prepared: PreparedTurn = {
  due: { turn: context.turn, attempt: 1, agent, phase: 'propose', round: 0 },
  context,
  promptTokens: 5000,
  outputTokensMax: 1000,
  deadlineAt: '2999-01-01T00:00:00.000Z',
};

const first = { inputTokens: 900, outputTokens: 0, estimated: true };
const second = { inputTokens: 900, outputTokens: 50, estimated: false };
const malformed: Completion = { text: 'I forgot the block.', usage: second };

/** Runs an attempt with these results of calls; `limits` lists how many charged calls each was allowed. */
async function attempt(...results: readonly (Completion | AgentFailure)[]) {
  const limits: CompletionOptions['chargedCallsMax'][] = [];
  const scripted: Agent = {
    async generate(_, { onText, chargedCallsMax }) {
      const result = results[limits.length];
      limits.push(chargedCallsMax);
      if (!result || result instanceof AgentFailure) throw result ?? new Error('no result');
      onText(result.text, result.text);
      return result;
    },
  };
  const signal = new AbortController().signal;
  return { reply: await generateReply(scripted, prepared, { signal, publishText: () => {} }), limits };
}

test('a repair may have one charged call, as the first call was charged', async () => {
  const { reply, limits } = await attempt(malformed, { text: defaultReply(context), usage: second });
  expect(reply).toMatchObject({ status: 'completed', calls: [second, second] });
  expect(limits).toEqual([2, 1]);
});

test('a reply is not repaired when its call was repeated after a charged one', async () => {
  const { reply, limits } = await attempt({ ...malformed, earlierCalls: [first] });
  expect(reply).toMatchObject({ status: 'failed', reason: 'malformed', calls: [first, second] });
  expect(limits).toEqual([2]);
});

test('a failed repair keeps the usage of all calls', async () => {
  const failure = new AgentFailure('cut-off', 'the connection broke', { usage: first });
  const { reply } = await attempt(malformed, failure);
  expect(reply).toMatchObject({ status: 'failed', reason: 'cut-off', calls: [second, first] });
});
