import { expect, test } from 'vitest';
import { toEnvelope } from '../../../app/debate/core/frames.ts';
import { buildView } from '../../../app/debate/views/debate.ts';
import { debateSteps } from '../../../app/page/lib/steps.ts';
import {
  createDebateDriver,
  critique,
  judgement,
  proposal,
  settings,
  toStoredEvents,
} from '../../support/debates/debate-driver.ts';

const steps = (log: Parameters<typeof toStoredEvents>[0]) =>
  debateSteps(buildView('d1', toStoredEvents(log).map(toEnvelope))).map(
    ({ phase, round, state }) => `${phase} ${round}: ${state}`,
  );

const blind = { a1: proposal('Split it.'), a2: proposal('Split it soon.'), a3: proposal('Keep it.') };

test('debateSteps lists all steps that the debate may reach', () => {
  const { log, startDueTurns } = createDebateDriver(settings({ rounds: 1 }));
  startDueTurns();
  expect(steps(log)).toEqual(['propose 0: now', 'critique 1: later', 'revise 1: later', 'decide 0: later']);
});

test('debateSteps leaves out the steps that a debate concluded early will not reach', () => {
  const { log, runPhase, execute } = createDebateDriver(settings({ rounds: 2 }));
  runPhase(blind);
  execute({ type: 'conclude', by: 'a person' });
  expect(steps(log)).toEqual(['propose 0: done', 'decide 1: now']);
  runPhase({ j1: judgement });
  expect(steps(log)).toEqual(['propose 0: done', 'decide 1: done']);
});

test('debateSteps shows the decision of a cancelled debate as not reached', () => {
  const { log, runPhase, startDueTurns, execute } = createDebateDriver(settings({ rounds: 2 }));
  runPhase(blind);
  startDueTurns();
  execute({ type: 'cancel', by: 'a person' });
  expect(steps(log)).toEqual(['propose 0: done', 'critique 1: later', 'decide 1: later']);
});

test('debateSteps advances from critique to revision', () => {
  const { log, runPhase, startDueTurns } = createDebateDriver(settings({ rounds: 1 }));
  runPhase(blind);
  const peers = { a1: false, a2: false, a3: false };
  const others = (agent: string) =>
    Object.fromEntries(Object.entries(peers).filter(([peer]) => peer !== agent));
  runPhase({ a1: critique(others('a1')), a2: critique(others('a2')), a3: critique(others('a3')) });
  startDueTurns();
  expect(steps(log)).toEqual(['propose 0: done', 'critique 1: done', 'revise 1: now', 'decide 1: later']);
});

test('debateSteps does not tick a phase whose turns were all interrupted', () => {
  const { log, runPhase, startDueTurns, execute } = createDebateDriver(settings({ rounds: 1 }));
  runPhase(blind);
  startDueTurns();
  execute({ type: 'conclude', by: 'a person' });
  execute({ type: 'conclude', by: 'a person' });
  runPhase({ j1: judgement });
  expect(steps(log)).toEqual(['propose 0: done', 'critique 1: skipped', 'decide 1: done']);
});
