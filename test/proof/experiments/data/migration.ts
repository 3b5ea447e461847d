import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import type { CloudFormationEvent } from '../../../../infra/lambda/custom-resource.ts';
import type { MigrationProperties } from '../../../../infra/lambda/migration.ts';
import { until } from '../../../support/until.ts';
import type { Experiment, Observation } from '../../experiment.ts';
import { listenOnFreePort } from '../../platform/network/listen.ts';
import type { TestBed } from '../../test-bed.ts';

/** Receives the result that the function reports to CloudFormation: `SUCCESS` or `FAILED`. */
async function openCallbackServer(testBed: TestBed): Promise<{ url: string; status: Promise<string> }> {
  const status = Promise.withResolvers<string>();
  const server = createServer(async (request, response) => {
    const body: unknown = await json(request);
    response.end();
    const hasStatus = typeof body === 'object' && body !== null && 'Status' in body;
    status.resolve(hasStatus ? String(body.Status) : 'nothing that it knows');
  });
  const port = await listenOnFreePort(server);
  testBed.onCleanup(() => void server.close());
  return { url: `http://127.0.0.1:${port}/`, status: status.promise };
}

const eventFor = ({ contract }: TestBed, url: string): CloudFormationEvent<MigrationProperties> => ({
  RequestType: 'Create',
  ResponseURL: url,
  StackId: 'stack',
  RequestId: 'request',
  LogicalResourceId: 'Migration',
  ResourceProperties: {
    cluster: 'cluster',
    taskDefinition: 'task:1',
    logGroup: 'group',
    assignPublicIp: 'DISABLED',
    subnets: [],
    securityGroups: [],
    deadlineMs: `${contract.deployment.migration.deadlineMs}`,
    pollMs: `${contract.deployment.migration.pollMs}`,
  },
});

/** A migration waits for a lock; Lambda kills the function at its timeout. */
async function runBlockedMigration(testBed: TestBed): Promise<Observation> {
  const { url, status } = await openCallbackServer(testBed);
  const { child, exited, output } = testBed.spawn(
    { EVENT: JSON.stringify(eventFor(testBed, url)) },
    'test/proof/platform/lambda/migration-runner.ts',
  );
  await Promise.race([
    until(() => output().includes('called'), 'the call of the migration', {
      last: () => output(),
      timeoutMs: 120_000,
    }),
    exited,
  ]);
  const killed = pause(testBed.contract.deployment.function.timeoutMsMax).then(() => child.kill('SIGKILL'));
  await Promise.race([exited, killed]);
  const outcome = await Promise.race([status, exited.then(() => 'no result for CloudFormation')]);
  return { total: 1, failures: outcome === 'FAILED' ? [] : [outcome] };
}

export const migrationExperiments: readonly Experiment[] = [
  {
    id: 'migration-within-function',
    platform: 'imitation',
    profile: 'production',
    predictedFailure:
      'a deployment hangs, because the function is killed before it reports the failed migration',
    failurePattern: /^no result for CloudFormation$/,
    commonOverrides: {
      deployment: { migration: { deadlineMs: 5000, pollMs: 500 }, function: { timeoutMsMax: 9000 } },
    },
    mutate: ({ deployment }) => ({
      deployment: { migration: { deadlineMs: deployment.function.timeoutMsMax * 1.5 } },
    }),
    run: runBlockedMigration,
  },
];
