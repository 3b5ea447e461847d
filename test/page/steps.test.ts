import { expect, test } from 'vitest';
import { envelope } from '../../app/debate/frames.ts';
import { viewOf } from '../../app/debate/view.ts';
import { stepsOf } from '../../app/page/steps.ts';
import { critique, given, judgement, propose, settings, stored } from '../support/debate.ts';

const steps = (log: Parameters<typeof stored>[0]) =>
  stepsOf(viewOf('d1', stored(log).map(envelope))).map(
    ({ phase, round, state }) => `${phase} ${round}: ${state}`,
  );

const blind = { a1: propose('Split it.'), a2: propose('Split it soon.'), a3: propose('Keep it.') };

test('the rail shows all that may still come', () => {
  const { log, start } = given(settings({ rounds: 1 }));
  start();
  expect(steps(log)).toEqual(['propose 0: now', 'critique 1: later', 'revise 1: later', 'decide 0: later']);
});

test('a debate that is concluded early drops the steps that it will not come to', () => {
  const { log, speak, when } = given(settings({ rounds: 2 }));
  speak(blind);
  when({ type: 'conclude', by: 'a person' });
  expect(steps(log)).toEqual(['propose 0: done', 'decide 1: now']);
  speak({ j1: judgement });
  expect(steps(log)).toEqual(['propose 0: done', 'decide 1: done']);
});

test('a cancelled debate has not come to its decision', () => {
  const { log, speak, start, when } = given(settings({ rounds: 2 }));
  speak(blind);
  start();
  when({ type: 'cancel', by: 'a person' });
  expect(steps(log)).toEqual(['propose 0: done', 'critique 1: later', 'decide 1: later']);
});

test('the rail follows the turns from critique to revision', () => {
  const { log, speak, start } = given(settings({ rounds: 1 }));
  speak(blind);
  const peers = { a1: false, a2: false, a3: false };
  const others = (agent: string) =>
    Object.fromEntries(Object.entries(peers).filter(([peer]) => peer !== agent));
  speak({ a1: critique(others('a1')), a2: critique(others('a2')), a3: critique(others('a3')) });
  start();
  expect(steps(log)).toEqual(['propose 0: done', 'critique 1: done', 'revise 1: now', 'decide 1: later']);
});
