import { base } from '../../app/contract/base.ts';
import type { Contract } from '../../app/contract/contract.ts';
import { type ContractPath, factsOf, pathsOf } from '../../app/contract/facts.ts';
import { broken } from '../../app/contract/invariants.ts';
import { type Invariant, namesOf, standing } from '../../app/contract/relation.ts';

/** One value of a contract, and what to set it to. */
export interface Mend {
  readonly path: ContractPath;
  readonly from: number;
  /** Null: the limit or the layer is to be left out. */
  readonly to: number | null;
}

/** What others have set, or what only experience shows: changing it here would mend nothing. */
const given: ReadonlySet<ContractPath> = new Set([
  'deployment.cdn.socketIdleMs',
  'deployment.cdn.readMsMax',
  'deployment.container.stopMsMax',
  'deployment.container.bootMs',
  'deployment.rollout.durationMsMax',
  'deployment.database.resumeMs',
  'deployment.function.timeoutMsMax',
  'deployment.function.bodyBytesMax',
  'deployment.scaling.debateMsTypical',
]);

/** The smallest change of one number after which a broken invariant holds and no other is broken; null: none is. */
export function mend(contract: Contract, invariant: Invariant): Mend | null {
  const paths = [...new Set(namesOf(invariant).flatMap(pathsOf))].filter((path) => !given.has(path));
  const found = paths.flatMap((path) => {
    const from = valueAt(contract, path);
    if (typeof from !== 'number') return [];
    return (optional.has(path) ? leftOut : numbers)(contract, invariant, path, from);
  });
  return found.sort((a, b) => size(a) - size(b))[0] ?? null;
}

/** Numbers are compared by their ratio: 60 s from 120 s is a larger change than 60 s from 600 s. */
const size = ({ from, to }: Mend): number => Math.abs(Math.log((to ?? 0) + tiny) - Math.log(from + tiny));
const tiny = 1e-3;

/** The nearest value that mends, above or below: by steps that keep a round number round, or else by ones. */
function numbers(contract: Contract, invariant: Invariant, path: ContractPath, from: number): Mend[] {
  for (const grain of grains(path, from)) {
    const found = [grain, -grain].flatMap((step) => {
      const most = step > 0 ? stepsMax : Math.floor((from - leastOf(path)) / grain);
      const steps = fewestSteps(
        (count) =>
          standing(invariant, factsOf(withValue(contract, path, from + step * count))).kind === 'holds',
        most,
      );
      const to = from + step * (steps ?? 0);
      return steps !== null && mends(contract, invariant, path, to) ? [{ path, from, to }] : [];
    });
    if (found.length > 0) return found;
  }
  return [];
}

/** Nothing is mended by having none of it, but where the base has none. */
const leastOf = (path: ContractPath): number => (valueAt(base, path) === 0 ? 0 : 1);

/** More than any number here can be changed by. */
const stepsMax = 2 ** 32;

function grains(path: string, from: number): readonly number[] {
  const round = [1000, 100].find((grain) => /Ms(?:Max|Min|Typical)?$/.test(path) && from % grain === 0);
  return round === undefined ? [1] : [round, 1];
}

/**
 * The fewest steps after which it is so. One that is so stays so with more, for every side moves one way; of an
 * equality that is not true, so that the first steps are tried one by one.
 */
function fewestSteps(isSo: (steps: number) => boolean, most: number): number | null {
  let tooFew = 0;
  let enough = 1;
  while (enough < most && !isSo(enough)) {
    tooFew = enough;
    enough = Math.min(enough < oneByOne ? enough + 1 : enough * 2, most);
  }
  if (enough > most || !isSo(enough)) return null;
  while (enough - tooFew > 1) {
    const middle = Math.floor((enough + tooFew) / 2);
    if (isSo(middle)) enough = middle;
    else tooFew = middle;
  }
  return enough;
}

const oneByOne = 8;

/** What is left out, and not made smaller: a database that pauses at all does so after five minutes at least. */
const optional: ReadonlySet<ContractPath> = new Set(['deployment.database.pauseMs']);

const leftOut = (contract: Contract, invariant: Invariant, path: ContractPath, from: number): Mend[] =>
  mends(contract, invariant, path, null) ? [{ path, from, to: null }] : [];

/** Whether this one is broken no more then, and nothing is that was not. */
function mends(contract: Contract, { id }: Invariant, path: ContractPath, to: number | null): boolean {
  const ids = (one: Contract) => broken(one).map(({ invariant }) => invariant.id);
  const before = ids(contract);
  return ids(withValue(contract, path, to)).every((other) => other !== id && before.includes(other));
}

/** A contract in which one value is another. */
export function withValue(contract: Contract, path: ContractPath, value: number | null): Contract {
  const changed = structuredClone(contract);
  const [last = '', ...before] = path.split('.').reverse();
  Reflect.set(Object(valueAt(changed, before.reverse().join('.'))), last, value);
  return changed;
}

/** What stands at a path of a contract. */
export const valueAt = (contract: Contract, path: string): unknown =>
  path.split('.').reduce<unknown>((part, name) => Reflect.get(Object(part), name), contract);
