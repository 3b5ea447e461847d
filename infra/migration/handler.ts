/**
 * Runs in a function of AWS while a stack is deployed: starts the task that brings the schema up to date, waits until
 * it has ended, and tells CloudFormation how. It stands alone: one file in the cloud, with the SDK that Lambda has.
 */

/** What CloudFormation sends, as far as it is read here. */
export interface CloudFormationEvent {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly ResponseURL: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
  readonly PhysicalResourceId?: string;
  readonly ResourceProperties: Properties;
  readonly OldResourceProperties?: Partial<Properties>;
}

export interface Properties {
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

interface Answer {
  readonly tasks?: readonly Task[];
  readonly failures?: readonly { readonly reason?: string }[];
}

/** What is used of the client of ECS, and of the world. */
export interface Means {
  readonly ecs: {
    runTask(input: object): Promise<Answer>;
    describeTasks(input: object): Promise<Answer>;
  };
  /** Sends CloudFormation its answer. */
  readonly answer: (url: string, body: string) => Promise<void>;
  readonly wait: (ms: number) => Promise<void>;
  readonly now: () => number;
}

export async function migrate(event: CloudFormationEvent, means: Means): Promise<void> {
  const { StackId, RequestId, LogicalResourceId, PhysicalResourceId = 'migration' } = event;
  const about = { StackId, RequestId, LogicalResourceId, PhysicalResourceId };
  const failed = await run(event, means).catch((error: Error) => error.message);
  const outcome = failed === null ? { Status: 'SUCCESS' } : { Status: 'FAILED', Reason: failed };
  await means.answer(event.ResponseURL, JSON.stringify({ ...about, ...outcome }));
}

/** Why it failed, or null. */
async function run(event: CloudFormationEvent, means: Means): Promise<string | null> {
  if (event.RequestType === 'Delete' || goesBack(event)) return null;
  const { cluster, taskDefinition, subnets, securityGroups, assignPublicIp } = event.ResourceProperties;
  const { tasks, failures } = await means.ecs.runTask({
    ...{ cluster, taskDefinition, count: 1, launchType: 'FARGATE' },
    // CloudFormation may ask twice: then the same task is meant.
    clientToken: event.RequestId,
    networkConfiguration: { awsvpcConfiguration: { subnets, securityGroups, assignPublicIp } },
  });
  const taskArn = tasks?.[0]?.taskArn;
  if (taskArn === undefined)
    return `The task was not started: ${failures?.[0]?.reason ?? 'ECS gives no reason'}.`;
  return waitFor(taskArn, event.ResourceProperties, means);
}

/**
 * When CloudFormation rolls back it comes with the older revision of the task. The schema only goes forward: an older
 * version has nothing to bring up to date.
 */
function goesBack({ ResourceProperties, OldResourceProperties }: CloudFormationEvent): boolean {
  const before = OldResourceProperties?.taskDefinition;
  return before !== undefined && revision(ResourceProperties.taskDefinition) < revision(before);
}

const revision = (taskDefinition: string): number => Number(taskDefinition.split(':').at(-1));

async function waitFor(taskArn: string, properties: Properties, means: Means): Promise<string | null> {
  const { cluster, deadlineMs, pollMs, logGroup } = properties;
  const untilMs = means.now() + Number(deadlineMs);
  while (means.now() < untilMs) {
    const { tasks } = await means.ecs.describeTasks({ cluster, tasks: [taskArn] });
    const task = tasks?.[0];
    if (task?.lastStatus === 'STOPPED') return outcomeOf(task, logGroup);
    await means.wait(Math.min(Number(pollMs), untilMs - means.now()));
  }
  const late = `The task ${taskArn} has not ended within ${deadlineMs} ms`;
  return `${late}. It was left to end; see the log group ${logGroup}.`;
}

function outcomeOf({ containers = [], stoppedReason }: Task, logGroup: string): string | null {
  const [container] = containers;
  if (container?.exitCode === 0) return null;
  const why = container?.reason ?? stoppedReason ?? 'it says no more';
  const code = container?.exitCode ?? 'none';
  return `The schema was not brought up to date: exit code ${code}, ${why}. See the log group ${logGroup}.`;
}

interface Sdk {
  readonly ECS: new (options: object) => Means['ecs'];
}

/** The SDK is there where this runs, and nowhere else. */
const sdk = '@aws-sdk/client-ecs';

export async function handler(event: CloudFormationEvent): Promise<void> {
  const { ECS }: Sdk = await import(sdk);
  await migrate(event, {
    ecs: new ECS({}),
    async answer(url, body) {
      const { ok, status } = await fetch(url, { method: 'PUT', body, headers: { 'content-type': '' } });
      if (!ok) throw new Error(`CloudFormation answered ${status}`);
    },
    wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    now: Date.now,
  });
}
