import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import type { Construct } from 'constructs';
import type { DeploymentSettings } from '../../../app/contract/types/deployment.ts';
import type { NetworkResources } from '../network/network.ts';
import { createServiceProps } from './service-props.ts';

export interface WorkerServiceDeps {
  readonly cluster: ecs.ICluster;
  readonly network: NetworkResources;
  readonly task: ecs.FargateTaskDefinition;
  readonly alarmNames: readonly string[];
}

export interface WorkerService {
  readonly service: ecs.FargateService;
  readonly group: ec2.SecurityGroup;
}

/** The service that runs debates. Its security group accepts no connections. */
export function createWorkerService(
  scope: Construct,
  deployment: Pick<DeploymentSettings, 'network' | 'account' | 'worker'>,
  { cluster, network, task, alarmNames }: WorkerServiceDeps,
): WorkerService {
  const group = new ec2.SecurityGroup(scope, 'WorkerSecurityGroup', {
    vpc: network.vpc,
    description: 'Workers; no inbound traffic',
  });
  const service = new ecs.FargateService(scope, 'Worker', {
    ...createServiceProps(deployment, deployment.worker, { cluster, network, alarmNames }),
    taskDefinition: task,
    securityGroups: [group, network.dataClients],
  });
  return { service, group };
}
