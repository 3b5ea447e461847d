import { type Changes, errorsWith, synthesizeWith } from './synthesis.ts';

/**
 * Packs all changes into a few profiles, so that not each needs a synthesis of its own. Changes that contradict each
 * other, or that are rejected together, are in different profiles.
 */
export function packIntoProfiles(all: readonly Changes[]): Changes[][] {
  const profiles: Changes[][] = [];
  for (const changes of all) {
    const fitting = profiles.find((others) => isAcceptedWith(merge(others), changes));
    if (fitting) fitting.push(changes);
    else profiles.push([changes]);
  }
  return profiles;
}

const merge = (all: readonly Changes[]): Changes => Object.assign({}, ...all);

const isAcceptedWith = (others: Changes, changes: Changes): boolean =>
  Object.entries(changes).every(([path, value]) => (others[path] ?? value) === value) &&
  errorsWith({ ...others, ...changes }).length === 0;

interface SynthesisFailure {
  readonly changes: readonly Changes[];
  readonly output: string;
}

/** Failures of a synthesis with all of these changes, each with the fewest changes that cause it, by bisection. */
export function findFailures(all: readonly Changes[]): SynthesisFailure[] {
  const output = synthesizeWith(merge(all));
  if (output === '') return [];
  if (all.length === 1) return [{ changes: all, output }];
  const middle = Math.ceil(all.length / 2);
  const inHalves = [all.slice(0, middle), all.slice(middle)].flatMap(findFailures);
  return inHalves.length > 0 ? inHalves : [{ changes: all, output }];
}
