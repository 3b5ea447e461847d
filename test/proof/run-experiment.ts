import { type Experiment, factorOf, type Observation } from './experiment.ts';
import { changedPaths, violatedIds } from './scale.ts';
import { experimentContracts, type Servers, withTestBed } from './test-bed.ts';

/** How a row went, and what is wrong with it, in words; empty when it shows what it should. */
export interface ExperimentResult {
  readonly experiment: Experiment;
  readonly intact: Observation;
  readonly broken: Observation;
  readonly problems: readonly string[];
}

/** Exactly one number differs, it breaks exactly this relation, and without it none is broken. */
export function checkMutation(experiment: Experiment): string[] {
  const { intact, broken } = experimentContracts(experiment);
  const factor = factorOf(experiment);
  const paths = changedPaths(intact, broken);
  const alreadyViolated = violatedIds(intact, factor);
  const violated = violatedIds(broken, factor);
  return [
    ...(alreadyViolated.length === 0 ? [] : [`the contract breaks ${alreadyViolated.join(', ')} as it is`]),
    ...(paths.length === 1 ? [] : [`it changes ${paths.length} numbers: ${paths.join(', ')}`]),
    // Of a drift no single contract knows.
    ...(experiment.driftedLayer !== undefined || violated.join() === experiment.id
      ? []
      : [`its number breaks ${violated.join(', ')}`]),
  ];
}

/** Runs it with the contract's numbers and with the one that breaks, at the same time. */
export async function runExperiment(servers: Servers, experiment: Experiment): Promise<ExperimentResult> {
  const run = (isBroken: boolean) =>
    withTestBed(servers, experiment, isBroken, (testBed) => experiment.run(testBed));
  const [intact, broken] = await Promise.all([run(false), run(true)]);
  const expected = broken.failures.filter((failure) => experiment.failurePattern.test(failure));
  return {
    ...{ experiment, intact, broken },
    problems: [
      ...checkMutation(experiment),
      ...(intact.failures.length === 0 ? [] : ['it fails although it holds']),
      ...(expected.length > 0 ? [] : ['it is broken, and nothing fails as predicted']),
    ],
  };
}
