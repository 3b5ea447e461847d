import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { applyOverrides, type Overrides } from '../../../app/contract/overrides.ts';
import { profile } from '../../../app/contract/profiles.ts';
import type { Contract } from '../../../app/contract/types/contract.ts';
import { readContextOptions } from '../../../infra/stacks/context-options.ts';
import {
  findResource,
  listAt,
  resourcesOfType,
  type SynthesizedStack,
  synthesize,
  textAt,
  valueAt,
} from '../../support/infra/stacks.ts';

const production = profile('production');
const changed = (changes: Overrides<Contract>): Contract => applyOverrides(production, changes);
const deployed = (deployment: Overrides<Contract['deployment']>): Contract => changed({ deployment });

const built: SynthesizedStack = synthesize(production);
const staging: SynthesizedStack = synthesize(profile('staging'));
/** A profile with every optional feature. */
const rich: SynthesizedStack = synthesize(
  deployed({
    network: { tasks: 'endpoints' },
    naming: {
      domain: 'debates.example',
      certificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/1',
      hostedZoneId: 'Z123',
      alarmEmail: 'someone@debates.example',
    },
    allowScraping: true,
  }),
  { imageUri: '123456789012.dkr.ecr.eu-central-1.amazonaws.com/rostrum@sha256:abc' },
);

describe('synthesis fails before anything is deployed', () => {
  test('for an unknown profile, and lists the known ones', () => {
    const main = fileURLToPath(new URL('../../../infra/main.ts', import.meta.url));
    const env = { ...process.env, CDK_CONTEXT_JSON: '{"profile":"produktion"}' };
    const { status, stderr } = spawnSync(process.execPath, [main], { env, encoding: 'utf8' });
    expect(status).toBe(1);
    expect(stderr).toContain(
      '-c profile=produktion: unknown profile; did you mean production? Known profiles: ',
    );
    expect(stderr).toMatch(/Known profiles: .*production.*and profile files, such as \.\/ours\.json/s);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  test('for contradictory numbers, and names both', () => {
    expect(() => synthesize(changed({ classes: { api: { deadlineMs: 200_000 } } }))).toThrow(
      /The contract of the profile production is not valid:\n.*deadline-before-gateway/,
    );
  });

  test('for an invalid region, and for a period that CloudWatch does not support', () => {
    expect(() => readContextOptions((key) => (key === 'region' ? 'mars' : undefined), undefined)).toThrow(
      /not an AWS region/,
    );
    expect(() => synthesize(deployed({ logDays: 31 }))).toThrow(/deployment\.logDays is 31/);
  });
});

test('context sets profile, region and image; the default region is that of the credentials', () => {
  expect(readContextOptions(() => undefined, undefined)).toEqual({
    contract: production,
    region: 'us-east-1',
    zones: null,
    imageUri: null,
    databaseHost: null,
    databaseFrom: null,
    secretsVersion: null,
    deployedFile: null,
  });
  expect(readContextOptions(() => undefined, 'eu-west-1').region).toBe('eu-west-1');
  const given = new Map([
    ['profile', 'staging'],
    ['region', 'eu-central-1'],
    ['zones', 'eu-central-1b,eu-central-1c'],
    ['image', 'registry.example/rostrum:1'],
    ['database', 'restored.example'],
  ]);
  expect(readContextOptions((key) => given.get(key), 'eu-west-1')).toEqual({
    contract: profile('staging'),
    region: 'eu-central-1',
    imageUri: 'registry.example/rostrum:1',
    zones: { by: 'name', values: ['eu-central-1b', 'eu-central-1c'] },
    databaseHost: 'restored.example',
    databaseFrom: null,
    secretsVersion: null,
    deployedFile: null,
  });
});

describe('the data', () => {
  test('is retained on deletion if the contract says so', () => {
    expect(findResource(built.resources, 'RDS::DBCluster').deletionPolicy).toBe('Retain');
    for (const { id, deletionPolicy } of resourcesOfType(built.resources, 'SecretsManager::Secret'))
      expect(deletionPolicy, id).toBe('RetainExceptOnCreate');
    expect(valueAt(findResource(built.resources, 'RDS::DBCluster').properties, 'DeletionProtection')).toBe(
      true,
    );
    expect(findResource(staging.resources, 'RDS::DBCluster').deletionPolicy).toBe('Delete');
  });

  test('is encrypted and backed up, and has a second database instance in production', () => {
    const { properties } = findResource(built.resources, 'RDS::DBCluster');
    expect(valueAt(properties, 'StorageEncrypted')).toBe(true);
    expect(valueAt(properties, 'BackupRetentionPeriod')).toBe(production.deployment.database.backupDays);
    expect(resourcesOfType(built.resources, 'RDS::DBInstance')).toHaveLength(2);
    expect(resourcesOfType(staging.resources, 'RDS::DBInstance')).toHaveLength(1);
  });

  test('the database allows as many connections as the contract assumes', () => {
    const { properties } = findResource(built.resources, 'RDS::DBClusterParameterGroup');
    expect(valueAt(properties, 'Parameters.max_connections')).toBe(
      String(production.deployment.database.connectionsMax),
    );
  });

  test('the first key has the format that the program expects', () => {
    const { properties } = findResource(built.resources, 'SecretsManager::Secret', 'AdminKey');
    const [start, , end] = listAt(properties, 'SecretString.Fn::Join.1');
    expect(`${start}…${end}`).toBe('rk_firstkey_{{resolve:secretsmanager:…:SecretString:::}}');
    const generated = findResource(built.resources, 'SecretsManager::Secret', 'AdminSecret').properties;
    expect(valueAt(generated, 'GenerateSecretString')).toEqual({
      PasswordLength: 43,
      ExcludePunctuation: true,
    });
  });
});

test('a restored database replaces the stack’s own in tasks and alarms', () => {
  const databaseHost = 'restored.cluster-abc.eu-central-1.rds.amazonaws.com';
  const restored = synthesize(production, { databaseHost }).resources;
  for (const { properties } of resourcesOfType(restored, 'ECS::TaskDefinition'))
    expect(JSON.stringify(properties)).toContain(`"Name":"DATABASE_HOST","Value":"${databaseHost}"`);
  const { properties } = findResource(restored, 'CloudWatch::Alarm', 'Alarmdatabasecapacity');
  expect(valueAt(properties, 'Dimensions.0.Value')).toBe('restored');
});

describe('services', () => {
  test('start after the schema is up to date', () => {
    for (const { id, dependsOn } of resourcesOfType(built.resources, 'ECS::Service'))
      expect(dependsOn, id).toContain('Migration');
    const hybrid = synthesize(profile('hybrid')).resources;
    expect(findResource(hybrid, 'Lambda::Function', 'Function').dependsOn).toContain('Migration');
  });

  test('scale within the limits of the contract, and a deployment keeps the current number of tasks', () => {
    const { web, worker } = production.deployment;
    const targets = resourcesOfType(built.resources, 'ApplicationAutoScaling::ScalableTarget');
    expect(
      targets.map(({ properties }) => [
        valueAt(properties, 'MinCapacity'),
        valueAt(properties, 'MaxCapacity'),
      ]),
    ).toEqual([
      [web.tasksMin, web.tasksMax],
      [worker.tasksMin, worker.tasksMax],
    ]);
    for (const { properties } of resourcesOfType(built.resources, 'ECS::Service'))
      expect(valueAt(properties, 'DesiredCount')).toBeUndefined();
  });

  test('scale by requests, connections, running debates, backlog and utilization', () => {
    const { scaling } = production.deployment;
    const policies = resourcesOfType(built.resources, 'ApplicationAutoScaling::ScalingPolicy').map(
      ({ properties }) => valueAt(properties, 'TargetTrackingScalingPolicyConfiguration'),
    );
    expect(policies.map((policy) => valueAt(policy, 'TargetValue')).sort()).toEqual(
      [
        (scaling.requestsPerSecondPerTask * production.measures.emfIntervalMs) / 1000,
        scaling.liveConnectionsPerTask,
        scaling.cpuPercent,
        scaling.backlogPerWorker,
        scaling.workerUtilisationPercent,
      ].sort(),
    );
    // Metrics of the tasks themselves, which they also write when nothing happens: a missing one stops scaling in.
    const metrics = policies.map((policy) => valueAt(policy, 'CustomizedMetricSpecification'));
    expect(metrics.filter((metric) => metric !== undefined)).toHaveLength(4);
    for (const metric of metrics)
      if (metric !== undefined) expect(valueAt(metric, 'Namespace')).toBe('Rostrum');
  });

  test('staging uses rolling deployments, one target group and Spot workers', () => {
    const web = findResource(staging.resources, 'ECS::Service', 'Web').properties;
    expect(valueAt(web, 'DeploymentConfiguration.Strategy')).toBeUndefined();
    expect(resourcesOfType(staging.resources, 'ElasticLoadBalancingV2::TargetGroup')).toHaveLength(1);
    const worker = findResource(staging.resources, 'ECS::Service', 'Worker').properties;
    expect(valueAt(worker, 'CapacityProviderStrategy')).toEqual([
      { CapacityProvider: 'FARGATE_SPOT', Weight: 100 },
    ]);
  });
});

describe('for operators, the stack has', () => {
  test('outputs for the address, the first key, the dashboard and the alarms', () => {
    expect(built.outputs).toEqual(
      expect.arrayContaining(['Url', 'AdminKeyCommand', 'DashboardUrl', 'AlarmTopic', 'ContractHash']),
    );
  });

  test('cost allocation tags', () => {
    const tags = listAt(findResource(built.resources, 'RDS::DBCluster').properties, 'Tags');
    expect(tags).toEqual(expect.arrayContaining([{ Key: 'rostrum:profile', Value: 'production' }]));
  });

  test('log groups with a retention period', () => {
    for (const { id, properties } of resourcesOfType(built.resources, 'Logs::LogGroup'))
      expect(valueAt(properties, 'RetentionInDays'), id).toBe(production.deployment.logDays);
  });
});

describe('a profile can add', () => {
  test('a domain with its certificate and records', () => {
    const config = valueAt(
      findResource(rich.resources, 'CloudFront::Distribution').properties,
      'DistributionConfig',
    );
    expect(valueAt(config, 'Aliases')).toEqual(['debates.example']);
    expect(valueAt(config, 'ViewerCertificate.MinimumProtocolVersion')).toBe('TLSv1.2_2021');
    expect(resourcesOfType(rich.resources, 'Route53::RecordSet')).toHaveLength(2);
  });

  test('an alarm email', () => {
    const { properties } = findResource(rich.resources, 'SNS::Subscription');
    expect(valueAt(properties, 'Endpoint')).toBe('someone@debates.example');
  });

  test('tasks without public addresses, and private endpoints for AWS services', () => {
    const web = findResource(rich.resources, 'ECS::Service', 'Web').properties;
    expect(valueAt(web, 'NetworkConfiguration.AwsvpcConfiguration.AssignPublicIp')).toBe('DISABLED');
    expect(resourcesOfType(rich.resources, 'EC2::NatGateway')).toEqual([]);
    expect(resourcesOfType(rich.resources, 'EC2::VPCEndpoint')).toHaveLength(6);
  });

  test('private endpoints that only the tasks can reach', () => {
    const group = findResource(rich.resources, 'EC2::SecurityGroup', 'EndpointsSecurityGroup');
    const endpoints = resourcesOfType(rich.resources, 'EC2::VPCEndpoint').filter(
      ({ properties }) => valueAt(properties, 'VpcEndpointType') === 'Interface',
    );
    expect(endpoints).toHaveLength(5);
    for (const { id, properties } of endpoints)
      expect(valueAt(properties, 'SecurityGroupIds'), id).toEqual([{ 'Fn::GetAtt': [group.id, 'GroupId'] }]);
    expect(valueAt(group.properties, 'SecurityGroupIngress')).toBeUndefined();
    const rules = resourcesOfType(rich.resources, 'EC2::SecurityGroupIngress').filter(({ properties }) =>
      textAt(properties, 'GroupId').includes(group.id),
    );
    expect(
      rules.map(({ properties }) => [valueAt(properties, 'FromPort'), valueAt(properties, 'ToPort')]),
    ).toEqual([[443, 443]]);
    expect(textAt(rules[0]?.properties, 'SourceSecurityGroupId')).toContain('DataClients');
    for (const { id, properties } of resourcesOfType(rich.resources, 'ECS::Service'))
      expect(textAt(properties, 'NetworkConfiguration.AwsvpcConfiguration.SecurityGroups'), id).toContain(
        'DataClients',
      );
  });

  test('access for a Prometheus in the network to web tasks and workers', () => {
    const rules = resourcesOfType(rich.resources, 'EC2::SecurityGroupIngress').filter(({ properties }) =>
      textAt(properties, 'SourceSecurityGroupId').includes('ScraperSecurityGroup'),
    );
    const { port, metricsPort } = production.http;
    expect(rules.map(({ properties }) => valueAt(properties, 'FromPort')).sort()).toEqual(
      [port, metricsPort].sort(),
    );
  });

  test('an existing image, which the tasks may pull', () => {
    const container = valueAt(
      findResource(rich.resources, 'ECS::TaskDefinition', 'WebTask').properties,
      'ContainerDefinitions.0',
    );
    expect(JSON.stringify(valueAt(container, 'Image'))).toContain('/rostrum@sha256:abc');
    const policy = findResource(rich.resources, 'IAM::Policy', 'WebTaskExecutionRole');
    expect(JSON.stringify(policy.properties)).toContain(':123456789012:repository/rostrum');
  });
});
