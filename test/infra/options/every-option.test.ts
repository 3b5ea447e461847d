import { describe, expect, test, vi } from 'vitest';
import { profile } from '../../../app/contract/profiles.ts';
import { choices } from '../../../infra/kinds.ts';
import { type Changes, refusalsOf, type Value } from './changes.ts';
import { endsOf } from './ends.ts';
import { faultsOf, profilesOf } from './profiles.ts';
import { pathsNamed, together, type Values, valuesOf } from './values.ts';

// A busy machine is no failure; and what fails is looked for with more syntheses.
vi.setConfig({ testTimeout: 240_000 });

// Whatever stands there, these tests begin with production.
vi.mock('../../../app/contract/own.ts', () => ({ own: {} }));

const withFunction: Changes = { 'deployment.function.enabled': true };
const isOfFunction = (path: string): boolean => path.startsWith('deployment.function.');
/** What an option is tried in: those of the function matter only where there is one. */
const startOf = (path: string): Changes => (isOfFunction(path) ? withFunction : {});

/** Records that a person fills. */
const open = ['deployment.settings.values', 'deployment.settings.secretArns'];

function leavesOf(part: object, at: string): [string, Value][] {
  return Object.entries(part).flatMap(([name, value]): [string, Value][] => {
    const isPart = typeof value === 'object' && value !== null && !open.includes(`${at}${name}`);
    return isPart ? leavesOf(value, `${at}${name}.`) : [[`${at}${name}`, value]];
  });
}

/** Values that are accepted and refused when an option alone is changed; null: nothing says any. */
function tried(path: string, usual: Value): Values | null {
  if (typeof usual !== 'number') return valuesOf(path, usual);
  const { fits, refused } = endsOf(path, usual, startOf(path));
  return { fits, refused: [...refused, null, 'many'] };
}

/** Every option with production's value. */
const options = leavesOf(profile('production').deployment, 'deployment.').map(([path, usual]) => {
  const values = tried(path, usual);
  const others = (values?.fits ?? []).filter((value) => value !== usual);
  return { path, usual, values, others: others.map((value): Changes => ({ [path]: value })) };
});
const othersOf = (isWanted: (option: (typeof options)[number]) => boolean): Changes[] =>
  options.filter(isWanted).flatMap(({ others }) => others);

/** What makes another template: each is synthesized by itself, for others may hide what is wrong with it. */
const switches = othersOf(({ path, usual }) => typeof usual === 'boolean' || Object.hasOwn(choices, path));
const amounts = othersOf(({ path, usual }) => typeof usual !== 'boolean' && !Object.hasOwn(choices, path));
const ofFunction = othersOf(({ path }) => isOfFunction(path));

test('every option has values here, and every value an option', () => {
  expect(options.filter(({ values }) => values === null).map(({ path }) => path)).toEqual([]);
  const paths = options.map(({ path }) => path);
  expect(pathsNamed.filter((path) => !paths.includes(path))).toEqual([]);
});

describe('what is accepted can be deployed', () => {
  const titled = (profiles: readonly Changes[][]) => profiles.map((all) => [all.length, all] as const);

  test.each(switches.map((changes) => [JSON.stringify(changes), changes] as const))('%s', (_, changes) =>
    expect(faultsOf([changes])).toEqual([]),
  );

  test.each(titled(profilesOf([...together, ...amounts])))('%i values together', (_, all) =>
    expect(faultsOf(all)).toEqual([]),
  );

  const hybrid = [...ofFunction, ...othersOf(({ usual }) => typeof usual !== 'number')]
    .map((changes) => ({ ...withFunction, ...changes }))
    .filter((changes) => refusalsOf(changes).length === 0);
  test.each(titled(profilesOf(hybrid)))('%i values together, with the function', (_, all) =>
    expect(faultsOf(all)).toEqual([]),
  );
});

test('what is refused is refused in a sentence that names the option', () => {
  const unclear = options.flatMap(({ path, values }) =>
    (values?.refused ?? []).flatMap((value) => {
      const said = refusalsOf({ ...startOf(path), [path]: value });
      return said.some((text) => text.includes(path)) ? [] : [{ path, value, said }];
    }),
  );
  expect(unclear).toEqual([]);
});
