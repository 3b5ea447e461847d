import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AgentFailure } from '../../../../app/agents/agent.ts';
import type { WireName } from '../../../support/agents/wire-formats.ts';
import { sendJson } from './behaviours.ts';
import { sseWires } from './complete-kinds.ts';
import { endingKinds, errorKinds, otherAnswerKinds, sseErrorKinds, statusKinds } from './failing-kinds.ts';
import { wireSamples } from './samples.ts';
import { callWire, openWireServer } from './wire-server.ts';

let server: Awaited<ReturnType<typeof openWireServer>>;
beforeAll(async () => {
  server = await openWireServer();
});
afterAll(() => server.close());

const wires = Object.keys(wireSamples) as WireName[];
const kindsOf = (wire: WireName) =>
  Object.entries({
    ...endingKinds,
    ...errorKinds,
    ...otherAnswerKinds,
    ...statusKinds,
    ...(sseWires.includes(wire) && sseErrorKinds),
  });

describe.each(wires)('a failing server on the wire of %s is reported with its cause', (wire) => {
  it.each(kindsOf(wire))('%s', async (_, [behave, reason, retryable, message]) => {
    const { result } = await callWire(server, wire, behave(wireSamples[wire]));
    expect(result).toBeInstanceOf(AgentFailure);
    expect(result).toMatchObject({ reason, retryable, message: expect.stringMatching(message) });
  });

  it.each([
    ['7', 7000],
    ['Thu, 01 Jan 1970 00:00:09 GMT', 9000],
  ])('with its Retry-After of %s', async (after, retryAfterMs) => {
    const { result } = await callWire(server, wire, sendJson({}, 429, { 'retry-after': after }));
    expect(result).toMatchObject({ reason: 'rate-limited', retryAfterMs });
  });
});
