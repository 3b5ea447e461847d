import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as rds from 'aws-cdk-lib/aws-rds';
import type * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { databaseName } from '../../../app/contract/database-name.ts';
import type { Contract } from '../../../app/contract/types/contract.ts';
import type { NetworkResources } from '../network/network.ts';

export interface DatabaseDeps {
  readonly network: NetworkResources;
  /** Has the members `username` and `password`. */
  readonly secret: secretsmanager.ISecret;
}

/** Aurora Serverless for PostgreSQL. The program uses the writer endpoint, which follows a failover. */
export function createDatabase(
  scope: Construct,
  { deployment }: Contract,
  { network, secret }: DatabaseDeps,
): rds.DatabaseCluster {
  const { database, retainData } = deployment;
  const [major = database.version] = database.version.split('.');
  const securityGroup = new ec2.SecurityGroup(scope, 'DatabaseGroup', {
    vpc: network.vpc,
    description: 'The database; lets in who may reach the data',
    allowAllOutbound: false,
  });
  securityGroup.connections.allowFrom(network.dataClients, ec2.Port.tcp(database.port), 'Tasks');
  const cluster = new rds.DatabaseCluster(scope, 'Database', {
    engine: rds.DatabaseClusterEngine.auroraPostgres({
      version: rds.AuroraPostgresEngineVersion.of(database.version, major),
    }),
    // The number that the contract checks pools against, instead of Aurora's formula by memory.
    parameters: { max_connections: String(database.connectionsMax), 'rds.force_ssl': '1' },
    writer: rds.ClusterInstance.serverlessV2('Writer'),
    readers: database.standby ? [rds.ClusterInstance.serverlessV2('Standby', { scaleWithWriter: true })] : [],
    serverlessV2MinCapacity: database.capacityMin,
    serverlessV2MaxCapacity: database.capacityMax,
    ...(database.pauseMs === null
      ? {}
      : { serverlessV2AutoPauseDuration: Duration.millis(database.pauseMs) }),
    vpc: network.vpc,
    vpcSubnets: network.isolatedSubnets,
    securityGroups: [securityGroup],
    credentials: rds.Credentials.fromSecret(secret),
    defaultDatabaseName: databaseName,
    port: database.port,
    storageEncrypted: true,
    copyTagsToSnapshot: true,
    backup: { retention: Duration.days(database.backupDays) },
    deletionProtection: retainData,
    removalPolicy: retainData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
  });
  acknowledgeFindings(cluster, retainData);
  return cluster;
}

function acknowledgeFindings(cluster: rds.DatabaseCluster, retainData: boolean): void {
  const noDeletionProtection = {
    id: 'AwsSolutions-RDS10',
    reason: 'A profile whose contract does not keep data is deleted as a whole, its database with it.',
  };
  Validations.of(cluster).acknowledge(
    {
      id: 'AwsSolutions-RDS6',
      reason:
        'Pooled connections outlive an IAM token, which lasts 15 minutes. The password is generated, and only ' +
        'the tasks of these services can read it.',
    },
    {
      id: 'AwsSolutions-RDS11',
      reason:
        'The port is not a secret: the security group admits only the tasks, and another port would not add security.',
    },
    ...(retainData ? [] : [noDeletionProtection]),
  );
}
