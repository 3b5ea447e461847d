import { describe, expect, test } from 'vitest';
import type { CloudFormationEvent } from '../../../infra/lambda/custom-resource.ts';
import {
  type MigrationProperties,
  type RunMigrationDeps,
  runMigration,
} from '../../../infra/lambda/migration.ts';

type MigrationEvent = CloudFormationEvent<MigrationProperties>;

const properties = {
  cluster: 'rostrum-test',
  taskDefinition: 'arn:aws:ecs:eu-central-1:123456789012:task-definition/migrate:7',
  subnets: ['subnet-1'],
  securityGroups: ['sg-1'],
  assignPublicIp: 'ENABLED' as const,
  deadlineMs: '60000',
  pollMs: '5000',
  logGroup: 'logs',
};

const event: MigrationEvent = {
  RequestType: 'Update',
  ResponseURL: 'https://cloudformation.example/answer',
  StackId: 'stack',
  RequestId: 'request-1',
  LogicalResourceId: 'Migration',
  PhysicalResourceId: 'migration',
  ResourceProperties: properties,
  OldResourceProperties: { ...properties, taskDefinition: properties.taskDefinition.replace(':7', ':6') },
};

type Task = Awaited<ReturnType<RunMigrationDeps['ecs']['describeTasks']>>;
const running: Task = { tasks: [{ taskArn: 'task', lastStatus: 'RUNNING' }] };
const stopped = (exitCode: number): Task => ({
  tasks: [{ taskArn: 'task', lastStatus: 'STOPPED', containers: [{ exitCode, reason: 'because' }] }],
});

/** A fake ECS with these responses, which records the requests to it and the response to CloudFormation. */
async function run(asked: MigrationEvent, answers: readonly Task[], start: Task = running) {
  const started: object[] = [];
  const said: string[] = [];
  let clockMs = 0;
  let polls = 0;
  await runMigration(asked, {
    ecs: {
      async runTask(input) {
        started.push(input);
        return start;
      },
      describeTasks: async () => answers[Math.min(polls++, answers.length - 1)] ?? {},
    },
    respond: async (url, body) => {
      said.push(`${url} ${body}`);
    },
    wait: async (ms) => {
      clockMs += ms;
    },
    now: () => clockMs,
  });
  const [answer = ''] = said;
  expect(said).toHaveLength(1);
  return { started, answer, polls, waitedMs: clockMs };
}

describe('a migration', () => {
  test('runs one task in the network and waits until it stops', async () => {
    const { started, answer, polls } = await run(event, [running, running, stopped(0)]);
    expect(started).toEqual([
      expect.objectContaining({
        cluster: 'rostrum-test',
        taskDefinition: properties.taskDefinition,
        count: 1,
        clientToken: 'request-1',
        networkConfiguration: {
          awsvpcConfiguration: { subnets: ['subnet-1'], securityGroups: ['sg-1'], assignPublicIp: 'ENABLED' },
        },
      }),
    ]);
    expect(polls).toBe(3);
    expect(answer).toContain('"Status":"SUCCESS"');
    expect(answer).toContain(event.ResponseURL);
  });

  test('that fails stops the deployment and names the log group', async () => {
    const { answer } = await run(event, [stopped(1)]);
    expect(answer).toContain('"Status":"FAILED"');
    expect(answer).toMatch(/exit code 1, because\. See the log group logs/);
  });

  test('that never starts, or does not stop, fails too', async () => {
    const refused = await run(event, [running], { failures: [{ reason: 'no room' }] });
    expect(refused.answer).toMatch(/not started: no room/);
    const endless = await run(event, [running]);
    expect(endless.answer).toMatch(/did not stop within 60000 ms/);
  });

  test('waits no longer than its deadline, which is shorter than the Lambda timeout', async () => {
    const uneven = { ...event, ResourceProperties: { ...properties, deadlineMs: '12000' } };
    expect((await run(uneven, [running])).waitedMs).toBe(12_000);
  });

  test('responds to CloudFormation even if ECS is unavailable', async () => {
    const said: string[] = [];
    const fail = async () => {
      throw new Error('AccessDenied');
    };
    let clockMs = 0;
    await runMigration(event, {
      ecs: { runTask: fail, describeTasks: fail },
      respond: async (_, body) => void said.push(body),
      wait: async (ms) => {
        clockMs += ms;
      },
      now: () => clockMs,
    });
    expect(said.join()).toMatch(/"FAILED".*AccessDenied/);
  });

  test('starts once IAM has applied the permissions that the deployment wrote just before', async () => {
    let calls = 0;
    const said: string[] = [];
    const waits: number[] = [];
    await runMigration(event, {
      ecs: {
        async runTask() {
          calls += 1;
          if (calls < 4)
            throw Object.assign(new Error('not authorized to perform: iam:PassRole'), {
              name: 'AccessDeniedException',
            });
          return running;
        },
        describeTasks: async () => stopped(0),
      },
      respond: async (_, body) => void said.push(body),
      wait: async (ms) => void waits.push(ms),
      now: () => 0,
    });
    expect(calls).toBe(4);
    expect(waits).toHaveLength(3);
    expect(said.join()).toContain('"Status":"SUCCESS"');
  });

  test('answers within its deadline, however long calls are refused', async () => {
    let clockMs = 0;
    const said: string[] = [];
    const throttled = async () => {
      throw new Error('ThrottlingException');
    };
    const started = async () => {
      if (clockMs < 45_000) throw new Error('AccessDeniedException');
      return running;
    };
    await runMigration(event, {
      ecs: { runTask: started, describeTasks: throttled },
      respond: async (_, body) => void said.push(body),
      wait: async (ms) => {
        clockMs += ms;
      },
      now: () => clockMs,
    });
    expect(clockMs).toBeLessThanOrEqual(60_000);
    expect(clockMs).toBeGreaterThan(45_000);
    expect(said.join()).toMatch(/"FAILED".*ThrottlingException/);
  });

  test('is not repeated after an error that stays', async () => {
    let calls = 0;
    const said: string[] = [];
    const runTask = async () => {
      calls += 1;
      throw new Error('InvalidParameterException: TaskDefinition is inactive');
    };
    await runMigration(event, {
      ecs: { runTask, describeTasks: async () => running },
      respond: async (_, body) => void said.push(body),
      wait: async () => {},
      now: () => 0,
    });
    expect(calls).toBe(1);
    expect(said.join()).toMatch(/"FAILED".*inactive/);
  });

  test('does not run when the stack rolls back or is deleted', async () => {
    const back = {
      ...event,
      ResourceProperties: { ...properties, taskDefinition: properties.taskDefinition.replace(':7', ':5') },
    };
    expect(await run(back, [])).toMatchObject({ started: [], answer: expect.stringContaining('SUCCESS') });
    const away: MigrationEvent = { ...event, RequestType: 'Delete' };
    expect(await run(away, [])).toMatchObject({ started: [] });
  });

  test('runs for another family of tasks, whose revisions start again', async () => {
    const taskDefinition = properties.taskDefinition.replace('migrate:7', 'other-migrate:1');
    const renamed = { ...event, ResourceProperties: { ...properties, taskDefinition } };
    expect((await run(renamed, [stopped(0)])).started).toMatchObject([{ taskDefinition }]);
  });
});
