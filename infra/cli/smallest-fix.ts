import { base } from '../../app/contract/base.ts';
import { type ContractPath, createFactLookup, inputPathsOf } from '../../app/contract/facts.ts';
import { evaluateInvariant, factsUsedBy, type Invariant } from '../../app/contract/invariants/invariant.ts';
import { violations } from '../../app/contract/invariants.ts';
import type { Contract } from '../../app/contract/types/contract.ts';

export interface ContractChange {
  readonly path: ContractPath;
  readonly from: number;
  /** Null: remove the limit or the layer. */
  readonly to: number | null;
}

/** Numbers that a platform sets or that are measured: changing them in the contract would fix nothing. */
const fixedPaths: ReadonlySet<ContractPath> = new Set([
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

/** The smallest change of one number that fixes a violation and violates no other invariant; null if there is none. */
export function findSmallestFix(contract: Contract, invariant: Invariant): ContractChange | null {
  const paths = [...new Set(factsUsedBy(invariant).flatMap(inputPathsOf))].filter(
    (path) => !fixedPaths.has(path),
  );
  const found = paths.flatMap((path) => {
    const from = getValue(contract, path);
    if (typeof from !== 'number') return [];
    return (removablePaths.has(path) ? removalFixes : nearestFixes)(contract, invariant, path, from);
  });
  return found.sort((a, b) => changeSize(a) - changeSize(b))[0] ?? null;
}

/** Numbers are compared by their ratio: 60 s from 120 s is a larger change than 60 s from 600 s. */
const changeSize = ({ from, to }: ContractChange): number =>
  Math.abs(Math.log((to ?? 0) + epsilon) - Math.log(from + epsilon));
const epsilon = 1e-3;

/** The nearest values above and below that fix the violation, in steps that keep round numbers round if possible. */
function nearestFixes(
  contract: Contract,
  invariant: Invariant,
  path: ContractPath,
  from: number,
): ContractChange[] {
  for (const grain of stepSizes(path, from)) {
    const found = [grain, -grain].flatMap((step) => {
      const most = step > 0 ? stepsMax : Math.floor((from - minimumFor(path)) / grain);
      const steps = findFewestSteps(
        (count) =>
          evaluateInvariant(invariant, createFactLookup(setValue(contract, path, from + step * count)))
            .kind === 'holds',
        most,
      );
      const to = from + step * (steps ?? 0);
      return steps !== null && resolves(contract, invariant, path, to) ? [{ path, from, to }] : [];
    });
    if (found.length > 0) return found;
  }
  return [];
}

/** Zero is a valid target only if the base value is zero. */
const minimumFor = (path: ContractPath): number => (getValue(base, path) === 0 ? 0 : 1);

/** More steps than any number needs. */
const stepsMax = 2 ** 32;

function stepSizes(path: string, from: number): readonly number[] {
  const round = [1000, 100].find((grain) => /Ms(?:Max|Min|Typical)?$/.test(path) && from % grain === 0);
  return round === undefined ? [1] : [round, 1];
}

/**
 * The fewest steps that are enough, by bisection: more steps remain enough, because every side is monotonic. An
 * equality is not, so the first steps are tried one by one.
 */
function findFewestSteps(isEnough: (steps: number) => boolean, most: number): number | null {
  let tooFew = 0;
  let enough = 1;
  while (enough < most && !isEnough(enough)) {
    tooFew = enough;
    enough = Math.min(enough < linearStepsMax ? enough + 1 : enough * 2, most);
  }
  if (enough > most || !isEnough(enough)) return null;
  while (enough - tooFew > 1) {
    const middle = Math.floor((enough + tooFew) / 2);
    if (isEnough(middle)) enough = middle;
    else tooFew = middle;
  }
  return enough;
}

const linearStepsMax = 8;

/** Removed instead of reduced: a database pauses after at least five minutes or not at all. */
const removablePaths: ReadonlySet<ContractPath> = new Set(['deployment.database.pauseMs']);

const removalFixes = (
  contract: Contract,
  invariant: Invariant,
  path: ContractPath,
  from: number,
): ContractChange[] => (resolves(contract, invariant, path, null) ? [{ path, from, to: null }] : []);

/** Whether the change fixes this violation without a new one. */
function resolves(contract: Contract, { id }: Invariant, path: ContractPath, to: number | null): boolean {
  const ids = (one: Contract) => violations(one).map(({ invariant }) => invariant.id);
  const violatedBefore = ids(contract);
  return ids(setValue(contract, path, to)).every((other) => other !== id && violatedBefore.includes(other));
}

export function setValue(contract: Contract, path: ContractPath, value: number | null): Contract {
  const changed = structuredClone(contract);
  const [last = '', ...before] = path.split('.').reverse();
  Reflect.set(Object(getValue(changed, before.reverse().join('.'))), last, value);
  return changed;
}

export const getValue = (contract: Contract, path: string): unknown =>
  path.split('.').reduce<unknown>((part, name) => Reflect.get(Object(part), name), contract);
