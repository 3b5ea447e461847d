import { type Changes, refusalsOf, synthesisOf } from './changes.ts';

/**
 * A few profiles in which every one of these changes is made, so that not each needs a synthesis of its own. Changes
 * that contradict each other, or that are refused together, are in different profiles.
 */
export function profilesOf(all: readonly Changes[]): Changes[][] {
  const profiles: Changes[][] = [];
  for (const changes of all) {
    const fitting = profiles.find((others) => isAcceptedWith(merged(others), changes));
    if (fitting) fitting.push(changes);
    else profiles.push([changes]);
  }
  return profiles;
}

const merged = (all: readonly Changes[]): Changes => Object.assign({}, ...all);

const isAcceptedWith = (others: Changes, changes: Changes): boolean =>
  Object.entries(changes).every(([path, value]) => (others[path] ?? value) === value) &&
  refusalsOf({ ...others, ...changes }).length === 0;

interface Fault {
  readonly changes: readonly Changes[];
  readonly said: string;
}

/** What is wrong with a synthesis of all of these: the fewest changes that show it, found by halving. */
export function faultsOf(all: readonly Changes[]): Fault[] {
  const said = synthesisOf(merged(all));
  if (said === '') return [];
  if (all.length === 1) return [{ changes: all, said }];
  const middle = Math.ceil(all.length / 2);
  const inHalves = [all.slice(0, middle), all.slice(middle)].flatMap(faultsOf);
  return inHalves.length > 0 ? inHalves : [{ changes: all, said }];
}
