import type * as ecs from 'aws-cdk-lib/aws-ecs';
import type { Construct } from 'constructs';
import type { Contract } from '../../../app/contract/types/contract.ts';
import { grantModels } from '../iam/bedrock-access.ts';
import { acknowledgeWildcard } from '../iam/wildcards.ts';
import { createLogGroup } from '../observability/log-group.ts';
import { grantTaskActions } from './cluster.ts';
import { createTask } from './task.ts';
import type { TaskEndpoints } from './task-environment.ts';

export interface TasksDeps {
  readonly image: ecs.ContainerImage;
  readonly endpoints: TaskEndpoints;
}

/** One image in three roles, each with its own permissions and log. */
export function createTasks(scope: Construct, contract: Contract, { image, endpoints }: TasksDeps) {
  const { web, worker, migration } = contract.deployment;
  const logs = {
    web: createLogGroup(scope, 'WebLog', contract),
    worker: createLogGroup(scope, 'WorkerLog', contract),
    migrate: createLogGroup(scope, 'MigrationLog', contract),
  };
  const common = { image, endpoints: endpoints };
  const tasks = {
    web: createTask(scope, 'WebTask', contract, {
      ...common,
      role: 'web',
      size: web,
      heapMiB: web.heapMiB,
      logGroup: logs.web,
    }),
    worker: createTask(scope, 'WorkerTask', contract, {
      ...common,
      role: 'worker',
      size: worker,
      heapMiB: worker.heapMiB,
      logGroup: logs.worker,
    }),
    migrate: createTask(scope, 'MigrationTask', contract, {
      ...common,
      role: 'migrate',
      size: migration,
      heapMiB: null,
      logGroup: logs.migrate,
    }),
  };
  for (const task of Object.values(tasks)) acknowledgeWildcard(task, 'registryToken', '*');
  grantModels(tasks.worker.taskRole);
  // A worker asks for scale-in protection while it runs debates.
  grantTaskActions(tasks.worker.taskRole, contract, ['ecs:GetTaskProtection', 'ecs:UpdateTaskProtection']);
  return { tasks, logs };
}
