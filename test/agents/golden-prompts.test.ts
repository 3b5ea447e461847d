import { describe, expect, test } from 'vitest';
import { createPrompt } from '../../app/agents/prompts.ts';
import { dueTurns } from '../../app/debate/core/due-turns.ts';
import { createPanel, defaultQuorum, presets } from '../../app/debate/core/presets.ts';
import { buildTurnContext } from '../../app/debate/prompting/build-turn-context.ts';
import { parseReply } from '../../app/debate/prompting/parse-reply.ts';
import type { TurnContext } from '../../app/debate/prompting/turn-context.ts';
import { shownCompletely } from '../support/agents/briefs.ts';
import { createDebateDriver, settings, tokenUsage } from '../support/debates/debate-driver.ts';
import { type Script, scriptedReply } from '../support/debates/script.ts';
import { agreed, closed, closedDuel, duel, numeric, open, tied } from './golden-scripts.ts';

// Update the files with: npm test -- test/agents/golden-prompts.test.ts --update

/** The contexts of all turns of a debate by its script. */
function collectContexts(script: Script): ReadonlyMap<string, TurnContext> {
  const { preset = 'standard', positions, options, number, rounds = 1 } = script;
  const requests = Object.keys(positions).map(() => ({}));
  const panel = createPanel(presets[preset], requests, 'rehearsal');
  const driver = createDebateDriver(
    settings({
      preset,
      panel,
      rounds,
      quorum: defaultQuorum(panel),
      question: 'Should we send reminders as text messages instead of letters?',
      createdAt: '2026-03-02T09:00:00.000Z',
      ...(options && { options }),
      ...(number && { number }),
    }),
  );
  const documents = shownCompletely(script.documents ?? []);
  const contexts = new Map<string, TurnContext>();
  for (;;) {
    const { state } = driver;
    if (state.phase === 'none' || state.phase === 'ended') return contexts;
    const due = dueTurns(state);
    driver.startDueTurns();
    for (const turn of due) {
      const context = buildTurnContext(state, turn, documents);
      contexts.set(turn.turn, context);
      const text = scriptedReply(script, context, turn.agent.id);
      const reply = parseReply(text, context);
      if (!reply.ok) throw new Error(`${turn.turn}: ${reply.problem}`);
      const { attempt } = turn;
      const { outcome } = reply;
      driver.execute({
        ...{ type: 'complete', turn: turn.turn, attempt, text, outcome },
        ...{ usage: tokenUsage, costUsd: 0 },
      });
    }
  }
}

function promptFile(context: TurnContext | undefined): string {
  if (!context) throw new Error('the debate has no such turn');
  const { system, messages } = createPrompt(context);
  return [{ role: 'system', content: system }, ...messages]
    .map(({ role, content }) => `===== ${role}\n\n${content}\n`)
    .join('\n');
}

describe.each([
  [
    'standard-open',
    open,
    { propose: 'r0.propose.a1', critique: 'r1.critique.a2', revise: 'r1.revise.a3', decide: 'r1.decide.j1' },
  ],
  ['standard-open-agreed', agreed, { decide: 'r0.decide.j1' }],
  [
    'standard-closed',
    closed,
    {
      propose: 'r0.propose.a3',
      critique: 'r1.critique.a1',
      revise: 'r1.revise.a2',
      'decide-vote': 'r1.decide.j1',
    },
  ],
  [
    'numeric/standard',
    numeric,
    { propose: 'r0.propose.a1', critique: 'r1.critique.a2', revise: 'r1.revise.a3', decide: 'r1.decide.j1' },
  ],
  ['standard-closed', tied, { 'decide-tie': 'r0.decide.j1' }],
  [
    'duel-open',
    duel,
    { propose: 'r0.propose.a1', critique: 'r1.critique.a2', revise: 'r1.revise.a1', decide: 'r1.decide.j1' },
  ],
  [
    'duel-closed',
    closedDuel,
    { propose: 'r0.propose.a2', critique: 'r1.critique.a1', revise: 'r1.revise.a2', decide: 'r1.decide.j1' },
  ],
] as const)('the prompts of %s', (name, script, turns) => {
  const contexts = collectContexts(script);
  test.each(Object.entries(turns))('%s', async (phase, turn) => {
    await expect(promptFile(contexts.get(turn))).toMatchFileSnapshot(`golden/${name}-${phase}.txt`);
  });
});

test('the prompt of a repair', async () => {
  const context = collectContexts(open).get('r0.propose.a1');
  const repair = { text: 'Text messages, of course.', problem: 'the reply does not end in a ```json block' };
  await expect(promptFile(context && { ...context, repair })).toMatchFileSnapshot('golden/repair.txt');
});
