import { expect, test } from 'vitest';
import type { ContractPath } from '../../../app/contract/facts.ts';
import { violations } from '../../../app/contract/invariants.ts';
import { profile } from '../../../app/contract/profiles.ts';
import { type ContractChange, findSmallestFix, setValue } from '../../../infra/cli/smallest-fix.ts';

/** The suggested fixes of production after one of its values was changed. */
function fixesAfter(path: ContractPath, value: number): (ContractChange | null)[] {
  const bad = setValue(profile('production'), path, value);
  return violations(bad).map(({ invariant }) => findSmallestFix(bad, invariant));
}

test.each<[string, ContractPath, number, Omit<ContractChange, 'from'>]>([
  [
    'the value itself, when it is the nearest',
    'process.stopMs',
    110_000,
    { path: 'process.stopMs', to: 115_000 },
  ],
  [
    'another one, when less of it is to be changed',
    'process.flushMs',
    15_000,
    { path: 'process.drainInflightMs', to: 80_000 },
  ],
  [
    'a round number, when the old one was round',
    'live.heartbeatMs',
    60_000,
    { path: 'live.heartbeatMs', to: 45_000 },
  ],
  ['an exact one, when it was not', 'work.renewIntervalMs', 2001, { path: 'work.renewIntervalMs', to: 2000 }],
  ['what is behind a number that the program makes', 'edge.marginMs', 0, { path: 'edge.marginMs', to: 1000 }],
  ['the only value that is equal', 'edge.trustedProxies', 5, { path: 'edge.trustedProxies', to: 2 }],
  [
    'nothing, where a value may be left out',
    'deployment.database.pauseMs',
    300_000,
    { path: 'deployment.database.pauseMs', to: null },
  ],
])('the smallest change is %s', (_, path, value, expected) => {
  expect(fixesAfter(path, value)).toEqual([expect.objectContaining(expected)]);
});

test('what others have set is not changed, even when that would be the smallest change', () => {
  expect(fixesAfter('deployment.container.stopMsMax', 119_000)).toEqual([
    { path: 'process.stopMs', from: 120_000, to: 119_000 },
  ]);
  expect(fixesAfter('deployment.container.stopMsMax', 100_000)).toEqual([null]);
});

test('a contract is not changed by setting a value in a copy', () => {
  const whole = profile('production');
  expect(setValue(whole, 'process.stopMs', 1).process).toMatchObject({ stopMs: 1, flushMs: 5000 });
  expect(whole.process.stopMs).toBe(120_000);
});
