import { beforeAll, describe, expect, inject, test } from 'vitest';
import { invariants } from '../../app/contract/invariants.ts';
import { nginxProgram } from '../support/processes/nginx.ts';
import { experiments } from './experiments/all.ts';
import { buildChangedProgram } from './program.ts';
import { checkMutation, runExperiment } from './run-experiment.ts';

const findExperiment = (id: string) => {
  const experiment = experiments.find((found) => found.id === id);
  if (!experiment) throw new Error(`${id} has no experiment`);
  return experiment;
};

test('every relation between times has an experiment', () => {
  const times = invariants.filter(({ unit }) => unit === 'ms').map(({ id }) => id);
  expect(experiments.map(({ id }) => id).sort()).toEqual(times.sort());
});

test.each(experiments.map((row) => [row.id, row]))(
  'the experiment of %s changes one number and breaks only this relation',
  (_, row) => {
    expect(checkMutation(row)).toEqual([]);
  },
);

const [postgresUrl, redisUrl] = [inject('postgresUrl'), inject('redisUrl')];
const servers = postgresUrl && redisUrl ? { postgresUrl, redisUrl, stop: async () => {} } : null;

describe.skipIf(nginxProgram === null || servers === null)('real processes behind a real nginx', () => {
  beforeAll(buildChangedProgram);

  test.each(['request-covers-headers', 'lock-within-statement', 'deregistration-outlasts-requests'])(
    '%s has no failures intact and the predicted ones broken',
    async (id) => {
      if (servers) expect((await runExperiment(servers, findExperiment(id))).problems).toEqual([]);
    },
  );
});
