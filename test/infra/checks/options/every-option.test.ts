import { describe, expect, test, vi } from 'vitest';
import { profile } from '../../../../app/contract/profiles.ts';
import { allowedWords } from '../../../../infra/checks/type-errors.ts';
import { findBounds } from './bounds.ts';
import { findFailures, packIntoProfiles } from './profiles.ts';
import { type Changes, errorsWith, synthesizeWith, type TestValues, type Value } from './synthesis.ts';
import { listedPaths, together, valuesFor } from './values.ts';

// Syntheses are slow on a busy machine, and a failure is narrowed down with more of them.
vi.setConfig({ testTimeout: 240_000 });

const withFunction: Changes = { 'deployment.function.enabled': true };
const isFunctionOption = (path: string): boolean => path.startsWith('deployment.function.');
/** The options of the function have an effect only where it is enabled. */
const startFor = (path: string): Changes => (isFunctionOption(path) ? withFunction : {});

/** Records whose keys an operator chooses. */
const openRecords = [
  'deployment.balancer.clientCidrs',
  'deployment.settings.values',
  'deployment.settings.secretArns',
  'deployment.account.tags',
  'deployment.existing.taskSubnets',
  'deployment.existing.internalSubnets',
  'deployment.existing.balancerSubnets',
];

function flatten(section: object, prefix: string): [string, Value][] {
  return Object.entries(section).flatMap(([name, value]): [string, Value][] => {
    const isSection =
      typeof value === 'object' && value !== null && !openRecords.includes(`${prefix}${name}`);
    return isSection ? flatten(value, `${prefix}${name}.`) : [[`${prefix}${name}`, value]];
  });
}

/** Values that are accepted and rejected when one option is changed; null if the tables list none. */
function testValues(path: string, initial: Value): TestValues | null {
  if (typeof initial !== 'number') return valuesFor(path, initial);
  const { accepted, rejected } = findBounds(path, initial, startFor(path));
  return { accepted, rejected: [...rejected, null, 'many'] };
}

/** Every option with production's value. */
const options = flatten(profile('production').deployment, 'deployment.').map(([path, initial]) => {
  const values = testValues(path, initial);
  const others = (values?.accepted ?? []).filter((value) => value !== initial);
  return { path, initial, values, changes: others.map((value): Changes => ({ [path]: value })) };
});
const changesOf = (isWanted: (option: (typeof options)[number]) => boolean): Changes[] =>
  options.filter(isWanted).flatMap(({ changes }) => changes);

/** Values that change the template's structure; sweep.ts also synthesizes them one by one, and in pairs. */
const switches = changesOf(
  ({ path, initial }) => typeof initial === 'boolean' || Object.hasOwn(allowedWords, path),
);
const amounts = changesOf(
  ({ path, initial }) => typeof initial !== 'boolean' && !Object.hasOwn(allowedWords, path),
);
const functionChanges = changesOf(({ path }) => isFunctionOption(path));

test('every option of a deployment has test values, and every listed value an option', () => {
  expect(options.filter(({ values }) => values === null).map(({ path }) => path)).toEqual([]);
  const paths = options.map(({ path }) => path);
  expect(listedPaths.filter((path) => !paths.includes(path))).toEqual([]);
});

describe('a deployment whose options are accepted synthesizes without findings', () => {
  const withCount = (profiles: readonly Changes[][]) => profiles.map((all) => [all.length, all] as const);

  test.each(withCount(packIntoProfiles([...together, ...switches, ...amounts])))(
    'with %i values together',
    (_, all) => expect(findFailures(all)).toEqual([]),
  );

  const hybrid = [...functionChanges, ...changesOf(({ initial }) => typeof initial !== 'number')]
    .map((changes) => ({ ...withFunction, ...changes }))
    .filter((changes) => errorsWith(changes).length === 0);
  test.each(withCount(packIntoProfiles(hybrid)))('with %i values together and the function', (_, all) =>
    expect(findFailures(all)).toEqual([]),
  );
});

test.each([
  { databaseFrom: 'arn:aws:rds:us-east-1:111122223333:snapshot:before-aurora' },
  {
    databaseHost: 'restored.example',
    secretsVersion: '2',
    zones: { by: 'id', values: ['use1-az1', 'use1-az2'] },
  } as const,
])('a deployment with %j from -c synthesizes without findings', (given) => {
  expect(synthesizeWith(withFunction, given)).toBe('');
});

test('the error for a rejected value names the option', () => {
  const unclear = options.flatMap(({ path, values }) =>
    (values?.rejected ?? []).flatMap((value) => {
      const errors = errorsWith({ ...startFor(path), [path]: value });
      return errors.some((text) => text.includes(path)) ? [] : [{ path, value, errors }];
    }),
  );
  expect(unclear).toEqual([]);
});
