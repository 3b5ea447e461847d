import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as rds from 'aws-cdk-lib/aws-rds';
import type * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import type { Contract } from '../../../app/contract/types/contract.ts';
import type { NetworkResources } from '../network/network.ts';

export const databaseName = 'rostrum';

export interface DatabaseDeps {
  readonly network: NetworkResources;
  /** Has the members `username` and `password`. */
  readonly secret: secretsmanager.ISecret;
}

/** Aurora Serverless for PostgreSQL. The program writes through the writer's address, which survives a takeover. */
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
    // What the contract counts pools against, instead of a formula of memory.
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

function acknowledgeFindings(cluster: rds.DatabaseCluster, dataKept: boolean): void {
  const noDeletionProtection = {
    id: 'AwsSolutions-RDS10',
    reason: 'A profile whose contract does not keep data is deleted as a whole, its database with it.',
  };
  Validations.of(cluster).acknowledge(
    {
      id: 'AwsSolutions-RDS6',
      reason:
        'A pool of connections outlives the quarter of an hour of an IAM token. The password is generated, and only ' +
        'the tasks of these services can read it.',
    },
    {
      id: 'AwsSolutions-RDS11',
      reason:
        'The port is no secret: the group lets in only the tasks, and another number would keep nobody out.',
    },
    ...(dataKept ? [] : [noDeletionProtection]),
  );
}
