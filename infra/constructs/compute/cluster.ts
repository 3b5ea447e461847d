import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import { ArnFormat, Stack, Validations } from 'aws-cdk-lib/core';
import type { Construct, IConstruct } from 'constructs';
import { acknowledgeWildcard } from '../iam/wildcards.ts';
import { asCluster } from '../type-adapters.ts';

export interface ClusterResources {
  readonly cluster: ecs.ICluster;
  /** Literal, so that policies can refer to its tasks. */
  readonly name: string;
  /** null: it exists already. */
  readonly own: ecs.Cluster | null;
}

interface ClusterSettings {
  readonly clusterName: string;
  readonly containerInsights: boolean;
}

export function findOrCreateCluster(
  scope: Construct,
  settings: ClusterSettings,
  vpc: ec2.IVpc,
  existing: ecs.ICluster | undefined,
): ClusterResources {
  if (existing !== undefined) return { cluster: existing, name: existing.clusterName, own: null };
  const own = createCluster(scope, settings, vpc);
  return { cluster: asCluster(own), name: settings.clusterName, own };
}

function createCluster(
  scope: Construct,
  { clusterName, containerInsights }: ClusterSettings,
  vpc: ec2.IVpc,
): ecs.Cluster {
  const cluster = new ecs.Cluster(scope, 'Cluster', {
    vpc,
    clusterName,
    ...(containerInsights ? { containerInsightsV2: ecs.ContainerInsights.ENABLED } : {}),
  });
  if (containerInsights) return cluster;
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
export function enableFargate(cluster: ecs.Cluster, after: IConstruct): void {
  const association = new ecs.CfnClusterCapacityProviderAssociations(cluster, 'Fargate', {
    cluster: cluster.clusterName,
    capacityProviders: ['FARGATE', 'FARGATE_SPOT'],
    defaultCapacityProviderStrategy: [],
  });
  association.node.addDependency(after);
}

/** Of the services in a cluster that exists already, and so of their tasks; its value is the name of the deployment. */
export const deploymentTag = 'rostrum-deployment';

/** Grants a role an action on the tasks of this cluster only. */
export function grantTaskActions(
  role: iam.IRole,
  { name, own }: Pick<ClusterResources, 'name' | 'own'>,
  actions: string[],
  conditions: Record<string, Record<string, string>> = {},
): void {
  const stack = Stack.of(role);
  const resource = stack.formatArn({
    service: 'ecs',
    resource: 'task',
    resourceName: `${name}/*`,
    arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
  });
  role.addToPrincipalPolicy(new iam.PolicyStatement({ actions, resources: [resource], conditions }));
  acknowledgeWildcard(role, own === null ? 'tasksOfSharedCluster' : 'tasksOfCluster', resource);
}
