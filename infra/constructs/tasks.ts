import type * as ecs from 'aws-cdk-lib/aws-ecs';
import type { Construct } from 'constructs';
import type { Contract } from '../../app/contract/contract.ts';
import { allowTasks } from './cluster.ts';
import type { Surroundings } from './environment.ts';
import { createLogGroup } from './log-group.ts';
import { allowModels } from './models-access.ts';
import { createTask } from './task.ts';
import { acknowledgeWildcard } from './wildcards.ts';

export interface TasksParts {
  readonly image: ecs.ContainerImage;
  readonly around: Surroundings;
}

/** One image in three roles, each with its own rights and its own log. */
export function createTasks(scope: Construct, contract: Contract, { image, around }: TasksParts) {
  const { web, worker, migration } = contract.deployment;
  const logs = {
    web: createLogGroup(scope, 'WebLog', contract),
    worker: createLogGroup(scope, 'WorkerLog', contract),
    migrate: createLogGroup(scope, 'MigrationLog', contract),
  };
  const common = { image, around };
  const tasks = {
    web: createTask(scope, 'WebTask', contract, {
      ...{ ...common, role: 'web', size: web, heapMiB: web.heapMiB, logGroup: logs.web },
    }),
    worker: createTask(scope, 'WorkerTask', contract, {
      ...{ ...common, role: 'worker', size: worker, heapMiB: worker.heapMiB, logGroup: logs.worker },
    }),
    migrate: createTask(scope, 'MigrationTask', contract, {
      ...{ ...common, role: 'migrate', size: migration, heapMiB: null, logGroup: logs.migrate },
    }),
  };
  for (const task of Object.values(tasks)) acknowledgeWildcard(task, 'registryToken', '*');
  allowModels(tasks.worker.taskRole);
  // A worker asks not to be taken away while it runs debates.
  allowTasks(tasks.worker.taskRole, contract, ['ecs:GetTaskProtection', 'ecs:UpdateTaskProtection']);
  return { tasks, logs };
}
