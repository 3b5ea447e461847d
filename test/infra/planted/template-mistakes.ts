import type { Edit, Step } from './edit.ts';

/** A mistake in a template: an override, an aspect, or a change of a construct. */
export interface TemplateMistake {
  readonly name: string;
  /** Of production with private endpoints instead of public addresses. */
  readonly hasEndpoints?: true;
  readonly edits: readonly Edit[];
}

const web = ['AWS::ECS::Service', 'Web'] as const;
const worker = ['AWS::ECS::Service', 'Worker'] as const;
const webTask = ['AWS::ECS::TaskDefinition', 'WebTask'] as const;
const workerTask = ['AWS::ECS::TaskDefinition', 'WorkerTask'] as const;
const balancer = ['AWS::ElasticLoadBalancingV2::LoadBalancer', 'LoadBalancer'] as const;
const blue = ['AWS::ElasticLoadBalancingV2::TargetGroup', 'Blue'] as const;
const green = ['AWS::ElasticLoadBalancingV2::TargetGroup', 'Green'] as const;
const cluster = ['AWS::RDS::DBCluster', 'Database'] as const;
const distribution = ['AWS::CloudFront::Distribution', 'Distribution'] as const;
const workerPolicy = ['AWS::IAM::Policy', 'WorkerTaskTaskRole'] as const;

const properties = (...path: readonly Step[]): readonly Step[] => ['Properties', ...path];
const container = (...path: readonly Step[]) => properties('ContainerDefinitions', 0, ...path);
const awsvpc = (name: string) => properties('NetworkConfiguration', 'AwsvpcConfiguration', name);
const attribute = (name: string) => properties('LoadBalancerAttributes', { named: name }, 'Value');

const one = (name: string, resource: Edit['resource'], path: readonly Step[], value?: unknown) => ({
  name,
  edits: [{ resource, path, value }],
});
const allow = (actions: string, resource: string) => (statements: readonly unknown[]) => [
  ...statements,
  { Effect: 'Allow', Action: actions, Resource: resource },
];
const statements = properties('PolicyDocument', 'Statement');
const without = (name: string) => (list: readonly unknown[]) =>
  list.filter((item) => !JSON.stringify(item).includes(name));

const withoutTls = (behavior: object) => ({ ...behavior, ViewerProtocolPolicy: 'allow-all' });

/** Of a role, it is the only one. */
const withoutMigration = (dependsOn: string | readonly string[]) =>
  [dependsOn].flat().filter((id) => id !== 'Migration');

/** The 18 of the review of the deployment, in its order. */
export const reviewed: readonly TemplateMistake[] = [
  one('stop timeout of web tasks 30 s', webTask, container('StopTimeout'), 30),
  one('idle timeout of the load balancer 10 s', balancer, attribute('idle_timeout.timeout_seconds'), '10'),
  one('workers may do everything in S3', workerPolicy, statements, allow('s3:*', '*')),
  one('workers may do everything in Bedrock', workerPolicy, statements, allow('bedrock:*', '*')),
  one(
    'green is deregistered after 10 s, blue after 90 s',
    green,
    properties('TargetGroupAttributes', { named: 'deregistration_delay.timeout_seconds' }, 'Value'),
    '10',
  ),
  one(
    'the load balancer sends to a port that no container has',
    web,
    properties('LoadBalancers', 0, 'ContainerPort'),
    9464,
  ),
  one('the database is not protected against deletion', cluster, properties('DeletionProtection'), false),
  {
    name: 'tasks with private endpoints, but none for the models',
    hasEndpoints: true,
    edits: [{ resource: ['AWS::EC2::VPCEndpoint', 'VpcModels'], path: [] }],
  },
  one(
    'workers admit everyone',
    ['AWS::EC2::SecurityGroup', 'WorkerSecurityGroup'],
    properties('SecurityGroupIngress'),
    [{ CidrIp: '0.0.0.0/0', IpProtocol: 'tcp', FromPort: 9464, ToPort: 9464 }],
  ),
  one(
    'web tasks may read a secret of others',
    ['AWS::IAM::Policy', 'WebTaskExecutionRole'],
    statements,
    allow(
      'secretsmanager:GetSecretValue',
      'arn:aws:secretsmanager:us-east-1:111122223333:secret:payroll-AbCdEf',
    ),
  ),
  one('another name of the database', cluster, properties('DatabaseName'), 'debates'),
  one('the load balancer is public', balancer, properties('Scheme'), 'internet-facing'),
  one('logs are kept for ever', ['AWS::Logs::LogGroup', 'WebLog'], properties('RetentionInDays')),
  {
    name: 'the load balancer asks whether web tasks are alive',
    edits: [blue, green].map((resource) => ({
      resource,
      path: properties('HealthCheckPath'),
      value: '/healthz',
    })),
  },
  one('web tasks without public addresses', web, awsvpc('AssignPublicIp'), 'DISABLED'),
  one(
    'workers outside the group that the database admits',
    worker,
    awsvpc('SecurityGroups'),
    without('DataClients'),
  ),
  {
    name: 'services do not wait for the migration',
    edits: [web, worker, ['AWS::IAM::Role', 'WebGreenRole'] as const].map((resource) => ({
      resource,
      path: ['DependsOn'],
      value: withoutMigration,
    })),
  },
  {
    name: 'the database is deleted with its stack, which is not protected',
    edits: [
      { resource: cluster, path: ['DeletionPolicy'], value: 'Delete' },
      { resource: cluster, path: ['UpdateReplacePolicy'], value: 'Delete' },
      { resource: null, path: ['Metadata', 'TerminationProtection'], value: false },
    ],
  },
];

/** As many new ones, and more. */
export const added: readonly TemplateMistake[] = [
  one(
    'the database has a public address',
    ['AWS::RDS::DBInstance', 'DatabaseWriter'],
    properties('PubliclyAccessible'),
    true,
  ),
  one('the database is not encrypted', cluster, properties('StorageEncrypted'), false),
  one('backups of the database are kept for a day', cluster, properties('BackupRetentionPeriod'), 1),
  one('the database admits no task', ['AWS::EC2::SecurityGroupIngress', 'DatabaseSecurityGroup'], []),
  one(
    'tasks use another database',
    webTask,
    container('Environment', { named: 'DATABASE_HOST' }, 'Value'),
    'other.example',
  ),
  one('the secret of the signing key is gone', ['AWS::SecretsManager::Secret', 'SigningKey'], []),
  one(
    'web tasks do not get the password of the database',
    webTask,
    container('Secrets', { named: 'DATABASE_PASSWORD' }),
  ),
  one('the web ACL is not associated', ['AWS::WAFv2::WebACLAssociation', 'WebAcl'], []),
  one(
    'the web ACL counts without blocking',
    ['AWS::WAFv2::WebACL', 'WebAcl'],
    properties('Rules', 0, 'Action'),
    { Count: {} },
  ),
  {
    name: 'CloudFront may be used without TLS',
    edits: [
      {
        resource: distribution,
        path: properties('DistributionConfig', 'DefaultCacheBehavior'),
        value: withoutTls,
      },
      {
        resource: distribution,
        path: properties('DistributionConfig', 'CacheBehaviors'),
        value: (behaviors: readonly object[]) => behaviors.map(withoutTls),
      },
    ],
  },
  one(
    'CloudFront caches the API',
    distribution,
    properties('DistributionConfig', 'CacheBehaviors', { named: '/api/v1/*' }, 'CachePolicyId'),
    '658327ea-f89d-4fab-a63d-7e88639e58f6',
  ),
  {
    name: 'the rule of the web service sends everything to green',
    edits: [0, 100].map((weight, index) => ({
      resource: ['AWS::ElasticLoadBalancingV2::ListenerRule', 'WebRule'],
      path: properties('Actions', 0, 'ForwardConfig', 'TargetGroups', index, 'Weight'),
      value: weight,
    })),
  },
  one(
    'workers are administrators',
    ['AWS::IAM::Role', 'WorkerTaskTaskRole'],
    properties('ManagedPolicyArns'),
    ['arn:aws:iam::aws:policy/AdministratorAccess'],
  ),
  one(
    'everyone may assume the role of the workers',
    ['AWS::IAM::Role', 'WorkerTaskTaskRole'],
    properties('AssumeRolePolicyDocument', 'Statement', 0, 'Principal'),
    { AWS: '*' },
  ),
  one(
    'a failed deployment is not rolled back',
    web,
    properties('DeploymentConfiguration', 'DeploymentCircuitBreaker', 'Rollback'),
    false,
  ),
  {
    name: 'no alarm rolls a deployment back',
    edits: [web, worker].map((resource) => ({
      resource,
      path: properties('DeploymentConfiguration', 'Alarms'),
    })),
  },
  one(
    'the alarm for too few healthy tasks ignores missing data',
    ['AWS::CloudWatch::Alarm', 'Alarmhealthy'],
    properties('TreatMissingData'),
    'notBreaching',
  ),
  one(
    'the error alarm notifies no one',
    ['AWS::CloudWatch::Alarm', 'Alarmerrors'],
    properties('AlarmActions'),
  ),
  one(
    'everyone may publish alarms',
    ['AWS::SNS::TopicPolicy', 'AlarmsPolicy'],
    properties('PolicyDocument', 'Statement', 1),
    { Effect: 'Allow', Action: 'sns:Publish', Principal: '*', Resource: '*' },
  ),
  one(
    'a deployment may stop every web task first',
    web,
    properties('DeploymentConfiguration', 'MinimumHealthyPercent'),
    0,
  ),
  one(
    'all web tasks are on Spot',
    web,
    properties('CapacityProviderStrategy', 0, 'CapacityProvider'),
    'FARGATE_SPOT',
  ),
  one('a size that Fargate does not have', workerTask, properties('Memory'), '8192'),
  one('tasks run as root', webTask, container('User'), '0'),
  one('web tasks keep their capabilities', webTask, container('LinuxParameters', 'Capabilities')),
  one(
    'another name of the cluster of tasks',
    ['AWS::ECS::Cluster', 'Cluster'],
    properties('ClusterName'),
    'debates',
  ),
  one('RDS instead of Aurora, without its data', cluster, ['Type'], 'AWS::RDS::DBInstance'),
  one('another range of addresses', ['AWS::EC2::VPC', 'Vpc'], properties('CidrBlock'), '10.1.0.0/16'),
  ...Object.entries({
    Images: 'the tokens of the registry',
    Layers: 'the manifests of images',
    S3: 'the layers of images',
  }).map(([name, use]) => ({
    name: `tasks with private endpoints, but none for ${use}`,
    hasEndpoints: true as const,
    edits: [{ resource: ['AWS::EC2::VPCEndpoint', `Vpc${name}`] as const, path: [] }],
  })),
  one('subnets lead nowhere', ['AWS::EC2::Route', 'VpcPublicSubnet1'], []),
];
