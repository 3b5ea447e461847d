import { expect, test } from 'vitest';
import type { TurnContext } from '../../../app/debate/prompting/turn-context.ts';
import { block } from '../../support/debates/block.ts';
import type { Script } from '../../support/debates/script.ts';
import { openScriptRunner } from './open-script-runner.ts';
import { both, documents, letters, texts } from './open-scripts.ts';

const runner = openScriptRunner();
const seats = ['a1', 'a2', 'a3'];
const thought = 'thoughts of an agent';
const wordOf = (agent: string, phase: string, round: number) => `word-${agent}-${phase}-${round}`;

const prose = (agent: string, { phase, round }: TurnContext): string =>
  `<think>${thought}</think>\n\nMy reason:\n\n- ${wordOf(agent, phase, round)}`;

/** All agents change their positions in every round. Every turn begins with thinking and has a word of its own. */
const script: Script = {
  documents,
  positions: Object.fromEntries(
    seats.map((agent, seat) => [
      agent,
      [texts, letters, both].map((_, round, claims) => ({
        claim: `${agent}: ${claims[(seat + round) % 3]}`,
        ...(round > 0 && { changed: true, changedBecause: `E1, in round ${round}.` }),
      })),
    ]),
  ),
  stance: () => [false, 'A point.'],
  judgement: { answer: 'An answer.', groups: [['a1'], ['a2'], ['a3']], adopts: ['a1'] },
  prose,
  // The first block of this turn cannot be parsed, so that it has two.
  reply: (agent, brief) => {
    if (agent !== 'a2' || brief.phase !== 'propose') return null;
    const members = { claim: `a2: ${letters}`, confidence: 0.7, citations: [] };
    if (brief.repair) return block('', members).trimStart();
    return block(prose(agent, brief), { ...members, confidence: 7 });
  },
};

/** The words that a prompt must have: of the last positions, and of the agent's own critique. */
function expectedWords(agent: string, { phase, round }: TurnContext): readonly string[] {
  const lastPosition = (holder: string, last: number) =>
    last === 0 ? wordOf(holder, 'propose', 0) : wordOf(holder, 'revise', last);
  switch (phase) {
    case 'propose':
      return [];
    case 'critique':
      return seats.map((holder) => lastPosition(holder, round - 1));
    case 'revise':
      return [...seats.map((holder) => lastPosition(holder, round - 1)), wordOf(agent, 'critique', round)];
    case 'decide':
      return seats.map((holder) => lastPosition(holder, round));
  }
}

test('the prose of a turn reaches peers, its own agent and the judge, without its block and thinking', async () => {
  const { calls } = await runner.run('arguments', script);
  const prompts = calls.filter(({ brief }) => brief.repair === null);
  expect(prompts.map(({ brief }) => `${brief.phase} ${brief.round}`).sort()).toEqual(
    [
      ...seats.map(() => 'propose 0'),
      ...seats.flatMap(() => ['critique 1', 'critique 2', 'revise 1', 'revise 2']),
      'decide 2',
    ].sort(),
  );
  for (const { agent, brief, prompt } of prompts) {
    const words = prompt.match(/word-[a-z0-9-]+/g) ?? [];
    expect(words.toSorted(), brief.turn).toEqual(expectedWords(agent, brief).toSorted());
    expect(prompt, brief.turn).not.toContain(thought);
    // The only block is the pattern for the reply.
    expect(prompt.match(/```json/g), brief.turn).toHaveLength(1);
    expect(prompt, brief.turn).not.toMatch(/"claim": "a\d/);
  }
});
