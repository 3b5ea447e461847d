import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as rds from 'aws-cdk-lib/aws-rds';
import type * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { databaseName } from '../../../app/contract/database-name.ts';
import type { DeploymentSettings } from '../../../app/contract/types/deployment.ts';
import type { NetworkResources } from '../network/network.ts';

export interface DatabaseDeps {
  readonly network: NetworkResources;
  /** Has the members `username` and `password`. */
  readonly secret: secretsmanager.ISecret;
  /** Snapshot to restore into Aurora, by its ARN; null: an empty database. */
  readonly snapshot: string | null;
  /** null: the key of AWS. */
  readonly encryptionKey: kms.IKey | null;
}

export interface Database {
  /** null: one that exists already. */
  readonly resource: Construct | null;
  readonly host: string;
  /** Of the cluster or instance, in metrics. */
  readonly id: string;
}

type SettingsOfDatabase = Pick<DeploymentSettings, 'database' | 'retainData'>;

/** The program uses the endpoint of the writer, which follows a failover. */
export function createDatabase(scope: Construct, settings: SettingsOfDatabase, deps: DatabaseDeps): Database {
  const { database, retainData } = settings;
  const securityGroup = new ec2.SecurityGroup(scope, 'DatabaseSecurityGroup', {
    vpc: deps.network.vpc,
    description: 'Database; inbound from the tasks',
    allowAllOutbound: false,
  });
  securityGroup.connections.allowFrom(deps.network.dataClients, ec2.Port.tcp(database.port), 'Tasks');
  const common = {
    // The number that the contract checks pools against, instead of a formula by memory.
    parameters: { max_connections: String(database.connectionsMax), 'rds.force_ssl': '1' },
    vpc: deps.network.vpc,
    vpcSubnets: deps.network.isolatedSubnets,
    securityGroups: [securityGroup],
    port: database.port,
    storageEncrypted: true,
    ...(deps.encryptionKey === null ? {} : { storageEncryptionKey: deps.encryptionKey }),
    deletionProtection: retainData,
    // Not RetainExceptOnCreate: a rollback could not delete it while it is protected.
    removalPolicy: retainData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    cloudwatchLogsExports: ['postgresql'],
  };
  return database.kind === 'aurora'
    ? createAurora(scope, settings, deps, common)
    : createInstance(scope, settings, deps, common);
}

type CommonProps = Pick<
  rds.DatabaseClusterProps & rds.DatabaseInstanceProps,
  'parameters' | 'port' | 'storageEncrypted' | 'storageEncryptionKey' | 'deletionProtection'
> & {
  readonly vpc: ec2.IVpc;
  readonly vpcSubnets: ec2.SubnetSelection;
  readonly securityGroups: ec2.ISecurityGroup[];
  readonly removalPolicy: RemovalPolicy;
  readonly cloudwatchLogsExports: string[];
};

/** AWS would install minor versions by itself, and a later deployment with the contract's older one would fail. */
const autoMinorVersionUpgrade = false;

function createAurora(
  scope: Construct,
  { database, retainData }: SettingsOfDatabase,
  { secret, snapshot }: DatabaseDeps,
  common: CommonProps,
): Database {
  const [major = database.version] = database.version.split('.');
  const serverless = (id: string) => rds.ClusterInstance.serverlessV2(id, { autoMinorVersionUpgrade });
  const props = {
    ...common,
    engine: rds.DatabaseClusterEngine.auroraPostgres({
      version: rds.AuroraPostgresEngineVersion.of(database.version, major),
    }),
    writer: serverless('Writer'),
    readers: database.standby
      ? [rds.ClusterInstance.serverlessV2('Standby', { scaleWithWriter: true, autoMinorVersionUpgrade })]
      : [],
    serverlessV2MinCapacity: database.capacityMin,
    serverlessV2MaxCapacity: database.capacityMax,
    ...(database.pauseMs === null
      ? {}
      : { serverlessV2AutoPauseDuration: Duration.millis(database.pauseMs) }),
    defaultDatabaseName: databaseName,
    copyTagsToSnapshot: true,
    backup: { retention: Duration.days(database.backupDays) },
    // Queries from the console and with `aws rds-data`, with the rights of IAM: nothing else can reach the network.
    enableDataApi: true,
  };
  const cluster =
    snapshot === null
      ? new rds.DatabaseCluster(scope, 'Database', {
          ...props,
          credentials: rds.Credentials.fromSecret(secret),
        })
      : new rds.DatabaseClusterFromSnapshot(scope, 'DatabaseFromSnapshot', {
          ...props,
          snapshotIdentifier: snapshot,
          snapshotCredentials: rds.SnapshotCredentials.fromSecret(secret),
        });
  acknowledgeFindings(cluster, retainData);
  if (snapshot !== null)
    Validations.of(cluster).acknowledge({
      id: 'CloudFormation-Validate::F3021',
      reason:
        'A restored cluster has the user of its snapshot, and CloudFormation refuses to name one as well.',
    });
  return { resource: cluster, host: cluster.clusterEndpoint.hostname, id: cluster.clusterIdentifier };
}

/**
 * Has the same logical id as a cluster, so that CloudFormation refuses to change one into the other ("Update of
 * resource type is not permitted"), which would leave the data behind: -c database-from takes them along.
 */
function createInstance(
  scope: Construct,
  { database, retainData }: SettingsOfDatabase,
  { secret }: DatabaseDeps,
  common: CommonProps,
): Database {
  const [major = database.version] = database.version.split('.');
  const instance = new rds.DatabaseInstance(scope, 'Database', {
    ...common,
    engine: rds.DatabaseInstanceEngine.postgres({
      version: rds.PostgresEngineVersion.of(database.version, major),
    }),
    instanceType: new ec2.InstanceType(database.instanceClass.replace(/^db\./, '')),
    credentials: rds.Credentials.fromSecret(secret),
    databaseName,
    storageType: rds.StorageType.GP3,
    allocatedStorage: database.storageGiB,
    maxAllocatedStorage: database.storageGiB * storageGrowthMax,
    multiAz: database.standby,
    copyTagsToSnapshot: true,
    backupRetention: Duration.days(database.backupDays),
    autoMinorVersionUpgrade,
  });
  acknowledgeFindings(instance, retainData);
  if (!database.standby)
    Validations.of(instance).acknowledge({
      id: 'AwsSolutions-RDS3',
      reason:
        'The contract says so: half the price, and an outage of minutes to an hour when its zone fails.',
    });
  return { resource: instance, host: instance.instanceEndpoint.hostname, id: instance.instanceIdentifier };
}

const storageGrowthMax = 5;

function acknowledgeFindings(database: Construct, retainData: boolean): void {
  const noDeletionProtection = {
    id: 'AwsSolutions-RDS10',
    reason: 'A profile whose contract does not keep data is deleted as a whole, its database with it.',
  };
  Validations.of(database).acknowledge(
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
