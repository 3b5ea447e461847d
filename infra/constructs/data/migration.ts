import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { CustomResource } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { Contract } from '../../../app/contract/types/contract.ts';
import { type ClusterResources, grantTaskActions } from '../compute/cluster.ts';
import { createFunctionRole, functionRuntime, withTimeoutMargin } from '../compute/lambda-defaults.ts';
import type { NetworkResources } from '../network/network.ts';

type SettingsOfMigration = Pick<Contract, 'deployment' | 'edge'>;

export interface MigrationDeps {
  readonly cluster: ClusterResources;
  readonly network: NetworkResources;
  readonly task: ecs.FargateTaskDefinition;
  /** Log of the task. */
  readonly logGroup: ILogGroup;
  /** null: it exists already. */
  readonly database: Construct | null;
  /** Folder of infra/lambda/handler.ts, compiled. */
  readonly code: string;
}

/**
 * Migrates the schema with a task of this version. Resources that depend on it are deployed afterwards; if it fails,
 * the deployment fails before anything else has changed.
 */
export function createMigration(
  scope: Construct,
  contract: SettingsOfMigration,
  deps: MigrationDeps,
): CustomResource {
  const { network, task, logGroup, database } = deps;
  const { deadlineMs, pollMs } = contract.deployment.migration;
  const group = new ec2.SecurityGroup(scope, 'MigrationSecurityGroup', {
    vpc: network.vpc,
    description: 'Migration task; no inbound traffic',
  });
  const runner = createMigrationRunner(scope, contract, deps);
  const migration = new CustomResource(scope, 'Migration', {
    serviceToken: runner.functionArn,
    resourceType: 'Custom::Migration',
    serviceTimeout: withTimeoutMargin(deadlineMs, contract.edge),
    properties: {
      cluster: deps.cluster.cluster.clusterName,
      taskDefinition: task.taskDefinitionArn,
      subnets: network.vpc.selectSubnets(network.taskSubnets).subnetIds,
      securityGroups: [group.securityGroupId, network.dataClients.securityGroupId],
      assignPublicIp: network.tasksArePublic ? 'ENABLED' : 'DISABLED',
      deadlineMs: String(deadlineMs),
      pollMs: String(pollMs),
      logGroup: logGroup.logGroupName,
    },
  });
  // Without this, CloudFormation would create the task's and the runner's permissions at the same time.
  // The database's endpoint exists before its first instance.
  migration.node.addDependency(task, runner, group, ...(database ? [database] : []));
  return migration;
}

function createMigrationRunner(
  scope: Construct,
  { deployment, edge }: SettingsOfMigration,
  { cluster: resources, task, code }: MigrationDeps,
): lambda.Function {
  const { cluster } = resources;
  const { role, logGroup } = createFunctionRole(scope, 'MigrationRunner', deployment);
  const inCluster = { ArnEquals: { 'ecs:cluster': cluster.clusterArn } };
  const allow = (actions: string[], resources: string[], conditions: object) =>
    role.addToPrincipalPolicy(new iam.PolicyStatement({ actions, resources, conditions: { ...conditions } }));
  allow(['ecs:RunTask'], [task.taskDefinitionArn], inCluster);
  grantTaskActions(role, resources, ['ecs:DescribeTasks']);
  allow(['iam:PassRole'], [task.taskRole.roleArn, task.obtainExecutionRole().roleArn], {
    StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' },
  });
  return new lambda.Function(scope, 'MigrationRunner', {
    description: 'Runs the task that brings the schema up to date, and waits for it',
    runtime: functionRuntime,
    handler: 'handler.startMigration',
    code: lambda.Code.fromAsset(code),
    timeout: withTimeoutMargin(deployment.migration.deadlineMs, edge),
    role,
    logGroup,
  });
}
