import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WireName } from '../../../support/agents/wire-formats.ts';
import { replyText, send, sendJson, usual } from './behaviours.ts';
import {
  completeKinds,
  endMarkerKinds,
  endMarkerWires,
  finishReasonKinds,
  finishReasonWires,
  sseKinds,
  sseWires,
} from './complete-kinds.ts';
import { sampleUsage, wireSamples } from './samples.ts';
import { callWire, openWireServer } from './wire-server.ts';

let server: Awaited<ReturnType<typeof openWireServer>>;
beforeAll(async () => {
  server = await openWireServer();
});
afterAll(() => server.close());

const wires = Object.keys(wireSamples) as WireName[];
const kindsOf = (wire: WireName) =>
  Object.entries({
    ...completeKinds,
    ...(sseWires.includes(wire) && sseKinds),
    ...(finishReasonWires.includes(wire) && finishReasonKinds),
    ...(endMarkerWires.includes(wire) && endMarkerKinds),
  });

describe.each(wires)('a whole reply over the wire of %s is read', (wire) => {
  const sample = wireSamples[wire];

  it.each(kindsOf(wire))('with %s', async (_, behave) => {
    const { result } = await callWire(server, wire, behave(sample));
    expect(result).toMatchObject({ text: replyText });
  });

  it('with all that its usage says', async () => {
    const { finish } = await callWire(server, wire, send(usual(sample)));
    const { cacheWriteTokens, reasoningTokens, ...usage } = sampleUsage;
    expect(finish).toMatchObject({ reason: 'stop', usage });
    // Gemini charges no writes to its cache, and Bedrock does not report hidden reasoning.
    if (wire !== 'google') expect(finish).toMatchObject({ usage: { cacheWriteTokens } });
    if (wire !== 'bedrock') expect(finish).toMatchObject({ usage: { reasoningTokens } });
  });

  it('in place of a stream, with its usage', async () => {
    const { finish, reasoning } = await callWire(server, wire, sendJson(sample.whole(replyText)));
    expect(finish).toMatchObject({ reason: 'stop', usage: { inputTokens: 120, outputTokens: 30 } });
    if (wire !== 'openai') expect(reasoning.join('')).toBe('Hm.');
  });

  it('with its thinking apart from the text', async () => {
    const { result, reasoning } = await callWire(
      server,
      wire,
      completeKinds['thinking before the text']?.(sample) ?? send(''),
    );
    expect(result).toMatchObject({ text: replyText });
    expect(reasoning.filter((text) => text !== '')).toEqual(['Hm. ', 'Yes.']);
  });

  it('with pings as signs of life', async () => {
    const { reasoning } = await callWire(
      server,
      wire,
      completeKinds['pings before the text']?.(sample) ?? send(''),
    );
    expect(reasoning.length).toBeGreaterThan(0);
    expect(reasoning.join('')).toBe('');
  });
});

it('there are at least 150 rows of wires and kinds', () => {
  expect(wires.flatMap(kindsOf).length).toBeGreaterThanOrEqual(150);
});
