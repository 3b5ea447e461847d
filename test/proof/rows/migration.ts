import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import type { CloudFormationEvent } from '../../../infra/migration/handler.ts';
import { until } from '../../support/until.ts';
import { listening } from '../platform/listening.ts';
import type { Row, Seen } from '../row.ts';
import type { Stage } from '../stage.ts';

/** Where a function tells CloudFormation how it went, and what it told: `SUCCESS` or `FAILED`. */
async function openAnswers(stage: Stage): Promise<{ url: string; told: Promise<string> }> {
  const told = Promise.withResolvers<string>();
  const server = createServer(async (request, response) => {
    const body: unknown = await json(request);
    response.end();
    const hasStatus = typeof body === 'object' && body !== null && 'Status' in body;
    told.resolve(hasStatus ? String(body.Status) : 'nothing that it knows');
  });
  const port = await listening(server);
  stage.after(() => void server.close());
  return { url: `http://127.0.0.1:${port}/`, told: told.promise };
}

const eventFor = ({ contract }: Stage, url: string): CloudFormationEvent => ({
  RequestType: 'Create',
  ResponseURL: url,
  ...{ StackId: 'stack', RequestId: 'request', LogicalResourceId: 'Migration' },
  ResourceProperties: {
    ...{ cluster: 'cluster', taskDefinition: 'task:1', logGroup: 'group', assignPublicIp: 'DISABLED' },
    ...{ subnets: [], securityGroups: [] },
    deadlineMs: `${contract.deployment.migration.deadlineMs}`,
    pollMs: `${contract.deployment.migration.pollMs}`,
  },
});

/** A migration that waits for a lock; no function lives longer than Lambda lets one, whatever it was told. */
async function migrateForEver(stage: Stage): Promise<Seen> {
  const { url, told } = await openAnswers(stage);
  const { child, exited, output } = stage.spawn(
    { EVENT: JSON.stringify(eventFor(stage, url)) },
    'test/proof/platform/migration-function.ts',
  );
  await Promise.race([until(() => output().includes('called')), exited]);
  const killed = pause(stage.contract.deployment.function.timeoutMsMax).then(() => child.kill('SIGKILL'));
  await Promise.race([exited, killed]);
  const how = await Promise.race([told, exited.then(() => 'nobody told CloudFormation')]);
  return { of: 1, failures: how === 'FAILED' ? [] : [how] };
}

export const migration: readonly Row[] = [
  {
    id: 'migration-within-function',
    shownBy: 'imitation',
    profile: 'production',
    predicts: 'a deployment that hangs, because nobody is left to say that its migration has failed',
    expected: /^nobody told CloudFormation$/,
    both: { deployment: { migration: { deadlineMs: 5000, pollMs: 500 }, function: { timeoutMsMax: 9000 } } },
    breaks: ({ deployment }) => ({
      deployment: { migration: { deadlineMs: deployment.function.timeoutMsMax * 1.5 } },
    }),
    run: migrateForEver,
  },
];
