import {
  answer,
  type CloudFormationEvent,
  type HandlerDeps,
  type Outcome,
  retryTemporaryErrors,
} from './custom-resource.ts';

export interface MigrationProperties {
  readonly cluster: string;
  readonly taskDefinition: string;
  readonly subnets: readonly string[];
  readonly securityGroups: readonly string[];
  readonly assignPublicIp: 'ENABLED' | 'DISABLED';
  readonly deadlineMs: string;
  readonly pollMs: string;
  readonly logGroup: string;
}

interface Task {
  readonly taskArn?: string;
  readonly lastStatus?: string;
  readonly stoppedReason?: string;
  readonly containers?: readonly { readonly exitCode?: number; readonly reason?: string }[];
}

interface EcsResponse {
  readonly tasks?: readonly Task[];
  readonly failures?: readonly { readonly reason?: string }[];
}

export interface RunMigrationDeps extends HandlerDeps {
  readonly ecs: {
    runTask(input: object): Promise<EcsResponse>;
    describeTasks(input: object): Promise<EcsResponse>;
  };
}

/** Starts the migration task, waits until it stops, and reports the result to CloudFormation. */
export const runMigration = (
  event: CloudFormationEvent<MigrationProperties>,
  deps: RunMigrationDeps,
): Promise<void> =>
  answer(event, 'migration', deps, async (): Promise<Outcome> => {
    const failure = await runTask(event, deps);
    return failure === null ? { data: {} } : { failure };
  });

/** The reason for a failure, or null. */
async function runTask(
  event: CloudFormationEvent<MigrationProperties>,
  deps: RunMigrationDeps,
): Promise<string | null> {
  if (event.RequestType === 'Delete' || isRollback(event)) return null;
  const { cluster, taskDefinition, subnets, securityGroups, assignPublicIp, deadlineMs } =
    event.ResourceProperties;
  const endsAtMs = deps.now() + Number(deadlineMs);
  const start = () =>
    deps.ecs.runTask({
      cluster,
      taskDefinition,
      count: 1,
      launchType: 'FARGATE',
      // CloudFormation may send a request twice; the token makes ECS start the task only once.
      clientToken: event.RequestId,
      networkConfiguration: { awsvpcConfiguration: { subnets, securityGroups, assignPublicIp } },
    });
  const { tasks, failures } = await retryTemporaryErrors(start, endsAtMs, deps);
  const taskArn = tasks?.[0]?.taskArn;
  if (taskArn === undefined)
    return `The task was not started: ${failures?.[0]?.reason ?? 'ECS gave no reason'}.`;
  return waitForTask(taskArn, endsAtMs, event.ResourceProperties, deps);
}

/**
 * When CloudFormation rolls back, it requests a previous revision of the same family. The schema is never downgraded,
 * so there is nothing to run.
 */
function isRollback({
  ResourceProperties,
  OldResourceProperties,
}: CloudFormationEvent<MigrationProperties>): boolean {
  if (OldResourceProperties?.taskDefinition === undefined) return false;
  const asked = splitRevision(ResourceProperties.taskDefinition);
  const previous = splitRevision(OldResourceProperties.taskDefinition);
  return asked.family === previous.family && asked.revision < previous.revision;
}

/** Of an ARN that ends in `task-definition/FAMILY:REVISION`. */
function splitRevision(arn: string): { readonly family: string; readonly revision: number } {
  const colon = arn.lastIndexOf(':');
  return { family: arn.slice(0, colon), revision: Number(arn.slice(colon + 1)) };
}

async function waitForTask(
  taskArn: string,
  endsAtMs: number,
  properties: MigrationProperties,
  deps: RunMigrationDeps,
): Promise<string | null> {
  const { cluster, deadlineMs, pollMs, logGroup } = properties;
  while (deps.now() < endsAtMs) {
    const describe = () => deps.ecs.describeTasks({ cluster, tasks: [taskArn] });
    const { tasks } = await retryTemporaryErrors(describe, endsAtMs, deps);
    const task = tasks?.[0];
    if (task?.lastStatus === 'STOPPED') return taskFailure(task, logGroup);
    await deps.wait(Math.min(Number(pollMs), endsAtMs - deps.now()));
  }
  const timedOut = `The task ${taskArn} did not stop within ${deadlineMs} ms`;
  return `${timedOut}. It is still running; see the log group ${logGroup}.`;
}

function taskFailure({ containers = [], stoppedReason }: Task, logGroup: string): string | null {
  const [container] = containers;
  if (container?.exitCode === 0) return null;
  const reason = container?.reason ?? stoppedReason ?? 'no reason given';
  const code = container?.exitCode ?? 'none';
  return `The migration failed: exit code ${code}, ${reason}. See the log group ${logGroup}.`;
}
