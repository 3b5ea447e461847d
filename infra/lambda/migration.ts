/**
 * The Lambda function of a custom resource: starts the migration task, waits until it stops, and reports the result to
 * CloudFormation. Deployed as a single file that imports only the AWS SDK of the Lambda runtime.
 */

/** The fields of CloudFormation's request that are used here. */
export interface CloudFormationEvent {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly ResponseURL: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
  readonly PhysicalResourceId?: string;
  readonly ResourceProperties: MigrationProperties;
  readonly OldResourceProperties?: Partial<MigrationProperties>;
}

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

/** The ECS client, HTTP, timer and clock. */
export interface RunMigrationDeps {
  readonly ecs: {
    runTask(input: object): Promise<EcsResponse>;
    describeTasks(input: object): Promise<EcsResponse>;
  };
  /** Sends the response to CloudFormation. */
  readonly respond: (url: string, body: string) => Promise<void>;
  readonly wait: (ms: number) => Promise<void>;
  readonly now: () => number;
}

export async function runMigration(event: CloudFormationEvent, deps: RunMigrationDeps): Promise<void> {
  const { StackId, RequestId, LogicalResourceId, PhysicalResourceId = 'migration' } = event;
  const identity = { StackId, RequestId, LogicalResourceId, PhysicalResourceId };
  const failure = await runTask(event, deps).catch((error: Error) => error.message);
  const outcome = failure === null ? { Status: 'SUCCESS' } : { Status: 'FAILED', Reason: failure };
  await deps.respond(event.ResponseURL, JSON.stringify({ ...identity, ...outcome }));
}

/** The reason for a failure, or null. */
async function runTask(event: CloudFormationEvent, deps: RunMigrationDeps): Promise<string | null> {
  if (event.RequestType === 'Delete' || isRollback(event)) return null;
  const { cluster, taskDefinition, subnets, securityGroups, assignPublicIp } = event.ResourceProperties;
  const { tasks, failures } = await deps.ecs.runTask({
    cluster,
    taskDefinition,
    count: 1,
    launchType: 'FARGATE',
    // CloudFormation may send a request twice; the token makes ECS start the task only once.
    clientToken: event.RequestId,
    networkConfiguration: { awsvpcConfiguration: { subnets, securityGroups, assignPublicIp } },
  });
  const taskArn = tasks?.[0]?.taskArn;
  if (taskArn === undefined)
    return `The task was not started: ${failures?.[0]?.reason ?? 'ECS gave no reason'}.`;
  return waitForTask(taskArn, event.ResourceProperties, deps);
}

/**
 * When CloudFormation rolls back, it requests the previous task revision. The schema is never downgraded, so there is
 * nothing to run.
 */
function isRollback({ ResourceProperties, OldResourceProperties }: CloudFormationEvent): boolean {
  const previous = OldResourceProperties?.taskDefinition;
  return previous !== undefined && revision(ResourceProperties.taskDefinition) < revision(previous);
}

const revision = (taskDefinition: string): number => Number(taskDefinition.split(':').at(-1));

async function waitForTask(
  taskArn: string,
  properties: MigrationProperties,
  deps: RunMigrationDeps,
): Promise<string | null> {
  const { cluster, deadlineMs, pollMs, logGroup } = properties;
  const deadlineAtMs = deps.now() + Number(deadlineMs);
  while (deps.now() < deadlineAtMs) {
    const { tasks } = await deps.ecs.describeTasks({ cluster, tasks: [taskArn] });
    const task = tasks?.[0];
    if (task?.lastStatus === 'STOPPED') return taskFailure(task, logGroup);
    await deps.wait(Math.min(Number(pollMs), deadlineAtMs - deps.now()));
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

interface Sdk {
  readonly ECS: new (options: object) => RunMigrationDeps['ecs'];
}

/** In a variable, because the SDK is installed only in the Lambda runtime. */
const sdkPackage = '@aws-sdk/client-ecs';

export async function handler(event: CloudFormationEvent): Promise<void> {
  const { ECS }: Sdk = await import(sdkPackage);
  await runMigration(event, {
    ecs: new ECS({}),
    async respond(url, body) {
      const { ok, status } = await fetch(url, { method: 'PUT', body, headers: { 'content-type': '' } });
      if (!ok) throw new Error(`CloudFormation responded with ${status}`);
    },
    wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    now: Date.now,
  });
}
