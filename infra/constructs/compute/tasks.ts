import type * as ecs from 'aws-cdk-lib/aws-ecs';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Contract } from '../../../app/contract/types/contract.ts';
import type { ProcessRole } from '../../../app/contract/variable.ts';
import { grantModels } from '../iam/bedrock-access.ts';
import { acknowledgeWildcard } from '../iam/wildcards.ts';
import { resourceName } from '../names.ts';
import { createLogGroup } from '../observability/log-group.ts';
import { type ClusterResources, deploymentTag, grantTaskActions } from './cluster.ts';
import { createTask } from './task.ts';
import type { TaskEndpoints } from './task-environment.ts';

export interface TasksDeps {
  readonly image: ecs.ContainerImage;
  readonly endpoints: TaskEndpoints;
  /** Whose tasks may ask to be kept. */
  readonly cluster: Pick<ClusterResources, 'name' | 'own'>;
}

export interface Tasks {
  /** Its role is `all` if there are no separate workers. */
  readonly web: TaskWithLog;
  readonly worker: TaskWithLog | null;
  readonly migrate: TaskWithLog;
}

export interface TaskWithLog {
  readonly task: ecs.FargateTaskDefinition;
  readonly log: logs.LogGroup;
}

/** One image in several roles, each with its own permissions and log. */
export function createTasks(scope: Construct, contract: Contract, deps: TasksDeps): Tasks {
  const { web: webSize, worker: workerSize, migration, services } = contract.deployment;
  const create = (
    id: string,
    role: ProcessRole,
    size: { readonly cpuUnits: number; readonly memoryMiB: number },
    heapMiB: number | null,
  ): TaskWithLog => {
    const log = createLogGroup(scope, `${id}Log`, contract.deployment);
    const task = createTask(scope, `${id}Task`, contract, { ...deps, role, size, heapMiB, logGroup: log });
    acknowledgeWildcard(task, 'registryToken', '*');
    // CDK grants this in the policy of the key, which it cannot change if the key exists already.
    deps.endpoints.secrets.encryptionKey?.grantDecrypt(task.obtainExecutionRole());
    return { task, log };
  };
  const isCombined = services === 'combined';
  const web = create('Web', isCombined ? 'all' : 'web', webSize, webSize.heapMiB);
  const worker = isCombined ? null : create('Worker', 'worker', workerSize, workerSize.heapMiB);
  const migrate = create('Migration', 'migrate', migration, null);
  const { taskRole } = (worker ?? web).task;
  grantModels(taskRole, contract.agents);
  // A worker asks for scale-in protection while it runs debates.
  const actions = ['ecs:GetTaskProtection', 'ecs:UpdateTaskProtection'];
  const ownTasks = { StringEquals: { [`aws:ResourceTag/${deploymentTag}`]: resourceName(contract) } };
  grantTaskActions(taskRole, deps.cluster, actions, deps.cluster.own === null ? ownTasks : {});
  return { web, worker, migrate };
}
