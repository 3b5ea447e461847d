import { ArnFormat, Stack, Validations } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { Contract } from '../../../app/contract/types/contract.ts';
import { acknowledgeWildcard } from '../iam/wildcards.ts';
import { resourceName } from '../names.ts';

/** Has a fixed name, so that policies can refer to its tasks. */
export function createCluster(scope: Construct, contract: Contract, vpc: ec2.IVpc): ecs.Cluster {
  const cluster = new ecs.Cluster(scope, 'Cluster', {
    vpc,
    clusterName: resourceName(contract),
  });
  Validations.of(cluster).acknowledge({
    id: 'AwsSolutions-ECS4',
    reason:
      'Container Insights is billed per metric. The tasks write the metrics for scaling and alarms themselves.',
  });
  return cluster;
}

/**
 * The first cluster of an account makes ECS create its service-linked role, which takes a few seconds; associating
 * capacity providers before then fails ("Unable to assume the service linked role": cloudformation-roadmap#818). So
 * the association waits for a resource that takes minutes.
 */
export function enableFargate(cluster: ecs.Cluster, after: Construct): void {
  const association = new ecs.CfnClusterCapacityProviderAssociations(cluster, 'Fargate', {
    cluster: cluster.clusterName,
    capacityProviders: ['FARGATE', 'FARGATE_SPOT'],
    defaultCapacityProviderStrategy: [],
  });
  association.node.addDependency(after);
}

/** Grants a role an action on the tasks of this cluster only. */
export function grantTaskActions(role: iam.IRole, contract: Contract, actions: string[]): void {
  const stack = Stack.of(role);
  const resource = stack.formatArn({
    service: 'ecs',
    resource: 'task',
    resourceName: `${resourceName(contract)}/*`,
    arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
  });
  role.addToPrincipalPolicy(new iam.PolicyStatement({ actions, resources: [resource] }));
  acknowledgeWildcard(role, 'tasksOfCluster', resource);
}
