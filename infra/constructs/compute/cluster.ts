import { ArnFormat, Stack, Validations } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { Contract } from '../../../app/contract/types/contract.ts';
import { acknowledgeWildcard } from '../iam/wildcards.ts';

/** Has a fixed name, so that policies can refer to its tasks. */
const clusterName = ({ profile }: Contract): string => `rostrum-${profile}`;

export function createCluster(scope: Construct, contract: Contract, vpc: ec2.IVpc): ecs.Cluster {
  const cluster = new ecs.Cluster(scope, 'Cluster', {
    vpc,
    clusterName: clusterName(contract),
    enableFargateCapacityProviders: true,
  });
  Validations.of(cluster).acknowledge({
    id: 'AwsSolutions-ECS4',
    reason:
      'Container Insights is billed per metric. The tasks write the metrics for scaling and alarms themselves.',
  });
  return cluster;
}

/** Grants a role an action on the tasks of this cluster only. */
export function grantTaskActions(role: iam.IRole, contract: Contract, actions: string[]): void {
  const stack = Stack.of(role);
  const resource = stack.formatArn({
    service: 'ecs',
    resource: 'task',
    resourceName: `${clusterName(contract)}/*`,
    arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
  });
  role.addToPrincipalPolicy(new iam.PolicyStatement({ actions, resources: [resource] }));
  acknowledgeWildcard(role, 'tasksOfCluster', resource);
}
