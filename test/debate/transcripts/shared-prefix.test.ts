import { describe, expect, test } from 'vitest';
import type { Script } from '../../support/debates/script.ts';
import { openScriptRunner } from './open-script-runner.ts';
import type { RecordedCall } from './script-runner.ts';

const runner = openScriptRunner();

const day = (index: number): string =>
  `Day ${index}. ${200 + index} letters were posted and ${900 + 3 * index} text messages were sent; ` +
  `${index} people missed an appointment, of whom ${Math.floor(index / 3)} had no telephone number on file, ` +
  `and ${index * 2} called the desk.`;
const log = Array.from({ length: 545 }, (_, index) => day(index)).join('\n\n');

/** No agent agrees, and every position changes, so that all four rounds are held. */
const script: Script = {
  rounds: 4,
  documents: [{ id: 'E1', name: 'days.md', text: log }],
  positions: Object.fromEntries(
    ['a1', 'a2', 'a3'].map((agent) => [
      agent,
      Array.from({ length: 5 }, (_, round) => ({
        claim: `${agent} in round ${round}: a position of ordinary length, for a reason of ordinary length.`,
        ...(round > 0 && { changed: true, changedBecause: `E1 shows day ${round}.` }),
      })),
    ]),
  ),
  stance: ({ round }) => [false, `A point of ordinary length in round ${round}.`],
  judgement: { answer: 'An answer.', groups: [['a1'], ['a2'], ['a3']], adopts: [] },
  prose: (agent, { turn }) => `What ${agent} thinks of it in ${turn}. `.repeat(30),
};

function sharedChars(a: string, b: string): number {
  let index = 0;
  while (index < a.length && a[index] === b[index]) index++;
  return index;
}

/** The share of characters that an earlier call of the same model had at its beginning. */
function cachedShare(calls: readonly RecordedCall[], modelOf: (call: RecordedCall) => string): number {
  let [cached, total] = [0, 0];
  for (const [index, call] of calls.entries()) {
    const earlier = calls.slice(0, index).filter((other) => modelOf(other) === modelOf(call));
    if (earlier.length === 0) continue;
    total += call.prompt.length;
    cached += Math.max(...earlier.map(({ prompt }) => sharedChars(prompt, call.prompt)));
  }
  return cached / total;
}

describe('with long evidence, at least nine tenths of the prompts begin as an earlier one', () => {
  test('when each seat has its own model, and when all have the same', async () => {
    expect(log.length).toBeGreaterThan(90_000);
    const { calls, record } = await runner.run('shared-prefix', script);
    expect(record.omissions).toEqual([]);
    expect(calls).toHaveLength(3 + 4 * 6 + 1);
    expect(cachedShare(calls, ({ agent }) => agent)).toBeGreaterThan(0.9);
    expect(cachedShare(calls, () => 'one model')).toBeGreaterThan(0.9);
  });
});
