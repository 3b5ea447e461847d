import { type Experiment, factorOf, type Observation } from './experiment.ts';
import { experimentContracts, type Servers, withTestBed } from './open-test-bed.ts';
import { changedPaths, violatedIds } from './scale.ts';

/** `problems` is empty when the experiment went as predicted. */
export interface ExperimentResult {
  readonly experiment: Experiment;
  readonly intact: Observation;
  readonly broken: Observation;
  readonly problems: readonly string[];
}

/** Checks that exactly one number changes, that it breaks only this relation, and that none is broken without it. */
export function checkMutation(experiment: Experiment): string[] {
  const { intact, broken } = experimentContracts(experiment);
  const factor = factorOf(experiment);
  const paths = changedPaths(intact, broken);
  const alreadyViolated = violatedIds(intact, factor);
  const violated = violatedIds(broken, factor);
  return [
    ...(alreadyViolated.length === 0 ? [] : [`the unchanged contract breaks ${alreadyViolated.join(', ')}`]),
    ...(paths.length === 1 ? [] : [`the experiment changes ${paths.length} numbers: ${paths.join(', ')}`]),
    // A drift between layers is visible in no single contract.
    ...(experiment.driftedLayer !== undefined || violated.join() === experiment.id
      ? []
      : [`the changed number breaks ${violated.join(', ')}`]),
  ];
}

/** Runs the experiment with the intact and the broken contract at the same time. */
export async function runExperiment(servers: Servers, experiment: Experiment): Promise<ExperimentResult> {
  const run = (isBroken: boolean) =>
    withTestBed(servers, experiment, isBroken, (testBed) => experiment.run(testBed));
  const [intact, broken] = await Promise.all([run(false), run(true)]);
  const expected = broken.failures.filter((failure) => experiment.failurePattern.test(failure));
  return {
    experiment,
    intact,
    broken,
    problems: [
      ...checkMutation(experiment),
      ...(intact.failures.length === 0 ? [] : ['failures with the intact contract']),
      ...(expected.length > 0 ? [] : ['no predicted failure with the broken contract']),
    ],
  };
}
