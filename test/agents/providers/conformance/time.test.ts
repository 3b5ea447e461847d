import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AgentFailure } from '../../../../app/agents/agent.ts';
import { withTimeoutsAndRetries } from '../../../../app/agents/call-policy.ts';
import { createModelAgent } from '../../../../app/agents/providers/model-agent.ts';
import { profile } from '../../../../app/contract/profiles.ts';
import { proposeBrief } from '../../../support/agents/briefs.ts';
import { plainCallSettings } from '../../../support/agents/chat-server.ts';
import type { WireName } from '../../../support/agents/wire-formats.ts';
import { createWireStream } from '../../../support/agents/wire-streams.ts';
import { createManualClock } from '../../../support/clocks/manual-clock.ts';
import { replyText } from './behaviours.ts';
import { wireSamples } from './samples.ts';
import { openWireServer } from './wire-server.ts';

let server: Awaited<ReturnType<typeof openWireServer>>;
beforeAll(async () => {
  server = await openWireServer();
});
afterAll(() => server.close());

const minute = 60_000;
const wires = Object.keys(wireSamples) as WireName[];

/** A call with the limits of production, on a clock that stands still, to a server that has begun to think. */
async function openThought(wire: WireName) {
  const sample = wireSamples[wire];
  const clock = createManualClock();
  const answered = Promise.withResolvers<ServerResponse>();
  server.answerWith((response) => {
    response.writeHead(200, { 'content-type': sample.contentType });
    response.write(Buffer.concat([sample.opening, sample.thought('Hm.')]));
    answered.resolve(response);
  });
  let wake = Promise.withResolvers<void>();
  const agent = createModelAgent({
    model: `${wire}:test-model`,
    settings: plainCallSettings,
    secrets: [],
    stream: createWireStream(wire, { url: server.url, clock }),
    limits: profile('production').agents,
    now: clock.now,
  });
  const policy = { limits: { ...profile('production').agents, retriesMax: 0 }, clock, random: () => 0.5 };
  const onReasoning = () => wake.resolve();
  const result = withTimeoutsAndRetries(agent, policy)
    .generate(proposeBrief({ documents: [] }), {
      signal: new AbortController().signal,
      onText: () => wake.resolve(),
      onReasoning,
    })
    .catch((error: unknown) => error);
  const response = await answered.promise;
  await wake.promise;
  return {
    clock,
    result,
    response,
    /** Writes, and waits until the agent has seen it. */
    async write(bytes: Buffer) {
      wake = Promise.withResolvers();
      response.write(bytes);
      await wake.promise;
    },
  };
}

describe.each(wires)('over the wire of %s', (wire) => {
  const { text, finish, end, ping } = wireSamples[wire];
  const rest = Buffer.concat([text(replyText), finish('stop'), end('stop')]);

  it('four minutes of silent thinking are waited for', async () => {
    const { clock, result, response } = await openThought(wire);
    await clock.advanceAsync(4 * minute);
    response.end(rest);
    expect(await result).toMatchObject({ text: replyText });
  });

  it('four minutes of thinking with pings are waited for', async () => {
    const { clock, result, response, write } = await openThought(wire);
    for (let passedMs = 0; passedMs < 4 * minute; passedMs += 15_000) {
      await clock.advanceAsync(15_000);
      await write(ping);
    }
    response.end(rest);
    expect(await result).toMatchObject({ text: replyText });
  });

  it('a server that died while thinking is given up', async () => {
    const { clock, result, response } = await openThought(wire);
    await clock.advanceAsync(60 * minute);
    const failure = await result;
    expect(failure).toBeInstanceOf(AgentFailure);
    expect(failure).toMatchObject({ reason: expect.stringMatching(/-timeout$/) });
    if (!response.destroyed) await once(response, 'close');
  });

  it('a server that died within its text is given up', async () => {
    const { clock, result, response, write } = await openThought(wire);
    await write(text('Two '));
    await clock.advanceAsync(profile('production').agents.idleMs);
    expect(await result).toMatchObject({ reason: 'idle-timeout' });
    if (!response.destroyed) await once(response, 'close');
  });
});
