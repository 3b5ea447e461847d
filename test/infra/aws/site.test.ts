import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { Contract } from '../../../app/contract/contract.ts';
import { type Differences, profile, withDifferences } from '../../../app/contract/profiles.ts';
import { optionsOf } from '../../../infra/options.ts';
import { at, type Built, build, listAt, ofType, one, textAt } from '../../support/site.ts';

const production = profile('production');
const changed = (changes: Differences<Contract>): Contract => withDifferences(production, changes);
const deployed = (deployment: Differences<Contract['deployment']>): Contract => changed({ deployment });

const built: Built = build(production);
const staging: Built = build(profile('staging'));
/** Everything at once that a profile may want besides. */
const rich: Built = build(
  deployed({
    network: { natGateways: 1, endpoints: true },
    naming: {
      domain: 'debates.example',
      certificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/1',
      hostedZoneId: 'Z123',
      alarmEmail: 'someone@debates.example',
    },
    scraped: true,
  }),
  { imageUri: '123456789012.dkr.ecr.eu-central-1.amazonaws.com/rostrum@sha256:abc' },
);

describe('what fails before anything is deployed', () => {
  test('an unknown profile, with the names that there are', () => {
    const main = fileURLToPath(new URL('../../../infra/main.ts', import.meta.url));
    const env = { ...process.env, CDK_CONTEXT_JSON: '{"profile":"produktion"}' };
    const { status, stderr } = spawnSync(process.execPath, [main], { env, encoding: 'utf8' });
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /-c profile=produktion: there is no such profile; did you mean production\? There are .*production.*own\.ts/s,
    );
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  test('numbers that do not agree, with both of them', () => {
    expect(() => build(changed({ classes: { api: { deadlineMs: 200_000 } } }))).toThrow(
      /The contract of the profile production does not hold:\n.*deadline-before-gateway/,
    );
  });

  test('a region that is none, and a period that CloudWatch does not know', () => {
    expect(() => optionsOf((key) => (key === 'region' ? 'mars' : undefined), undefined)).toThrow(
      /no region of AWS/,
    );
    expect(() => build(deployed({ logDays: 31 }))).toThrow(/deployment\.logDays is 31/);
  });
});

test('whoever deploys says profile, region and image; the region of the credentials is the default', () => {
  expect(optionsOf(() => undefined, undefined)).toEqual({
    ...{ profile: 'production', region: 'us-east-1', zones: null, imageUri: null, databaseHost: null },
  });
  expect(optionsOf(() => undefined, 'eu-west-1').region).toBe('eu-west-1');
  const given = new Map([
    ['profile', 'staging'],
    ['region', 'eu-central-1'],
    ['zones', 'eu-central-1b,eu-central-1c'],
    ['image', 'registry.example/rostrum:1'],
    ['database', 'restored.example'],
  ]);
  expect(optionsOf((key) => given.get(key), 'eu-west-1')).toEqual({
    ...{ profile: 'staging', region: 'eu-central-1', imageUri: 'registry.example/rostrum:1' },
    ...{ zones: ['eu-central-1b', 'eu-central-1c'], databaseHost: 'restored.example' },
  });
});

describe('data', () => {
  test('survive the deletion of the stack where the contract keeps them', () => {
    for (const resource of [
      one(built.data, 'RDS::DBCluster'),
      ...ofType(built.data, 'SecretsManager::Secret'),
    ])
      expect(resource.deletionPolicy, resource.id).toBe('Retain');
    expect(at(one(built.data, 'RDS::DBCluster').properties, 'DeletionProtection')).toBe(true);
    expect(one(staging.data, 'RDS::DBCluster').deletionPolicy).toBe('Delete');
  });

  test('are encrypted, backed up, and have a second instance in production', () => {
    const { properties } = one(built.data, 'RDS::DBCluster');
    expect(at(properties, 'StorageEncrypted')).toBe(true);
    expect(at(properties, 'BackupRetentionPeriod')).toBe(production.deployment.database.backupDays);
    expect(ofType(built.data, 'RDS::DBInstance')).toHaveLength(2);
    expect(ofType(staging.data, 'RDS::DBInstance')).toHaveLength(1);
  });

  test('the database takes as many connections as the contract counts with', () => {
    const { properties } = one(built.data, 'RDS::DBClusterParameterGroup');
    expect(at(properties, 'Parameters.max_connections')).toBe(
      String(production.deployment.database.connectionsMax),
    );
  });

  test('the first key has the form that the program reads', () => {
    const { properties } = one(built.data, 'SecretsManager::Secret', 'AdminKey');
    const [start, , end] = listAt(properties, 'SecretString.Fn::Join.1');
    expect(`${start}…${end}`).toBe('rk_firstkey_{{resolve:secretsmanager:…:SecretString:::}}');
    const generated = one(built.data, 'SecretsManager::Secret', 'AdminSecret').properties;
    expect(at(generated, 'GenerateSecretString')).toEqual({ PasswordLength: 43, ExcludePunctuation: true });
  });
});

test('a restored database takes the place of the stack’s own, in tasks and alarms', () => {
  const databaseHost = 'restored.cluster-abc.eu-central-1.rds.amazonaws.com';
  const restored = build(production, { databaseHost }).service;
  for (const { properties } of ofType(restored, 'ECS::TaskDefinition'))
    expect(JSON.stringify(properties)).toContain(`"Name":"DATABASE_HOST","Value":"${databaseHost}"`);
  const { properties } = one(restored, 'CloudWatch::Alarm', 'Alarmdatabasecapacity');
  expect(at(properties, 'Dimensions.0.Value')).toBe('restored');
});

describe('services', () => {
  test('start after the schema is up to date', () => {
    for (const { id, dependsOn } of ofType(built.service, 'ECS::Service'))
      expect(dependsOn, id).toContain('Migration');
    const hybrid = build(profile('hybrid')).service;
    expect(one(hybrid, 'Lambda::Function', 'Function').dependsOn).toContain('Migration');
  });

  test('scale between the numbers of the contract, and a deployment does not take away what was added', () => {
    const { web, worker } = production.deployment;
    const targets = ofType(built.service, 'ApplicationAutoScaling::ScalableTarget');
    expect(
      targets.map(({ properties }) => [at(properties, 'MinCapacity'), at(properties, 'MaxCapacity')]),
    ).toEqual([
      [web.tasksMin, web.tasksMax],
      [worker.tasksMin, worker.tasksMax],
    ]);
    for (const { properties } of ofType(built.service, 'ECS::Service'))
      expect(at(properties, 'DesiredCount')).toBeUndefined();
  });

  test('scale by requests of both target groups, connections, work, backlog and utilisation', () => {
    const { scaling } = production.deployment;
    const policies = ofType(built.service, 'ApplicationAutoScaling::ScalingPolicy').map(({ properties }) =>
      at(properties, 'TargetTrackingScalingPolicyConfiguration'),
    );
    expect(policies.map((policy) => at(policy, 'TargetValue')).sort()).toEqual(
      [
        scaling.requestsPerSecondPerTask * 60,
        scaling.liveConnectionsPerTask,
        scaling.cpuPercent,
        scaling.backlogPerWorker,
        scaling.workerUtilisationPercent,
      ].sort(),
    );
    const requests = policies.find(
      (policy) => at(policy, 'CustomizedMetricSpecification.Metrics') !== undefined,
    );
    const last = listAt(requests, 'CustomizedMetricSpecification.Metrics').at(-1);
    expect(textAt(last, 'Expression')).toBe('FILL(group0, 0) + FILL(group1, 0)');
  });

  test('staging moves on task by task, with one target group, on cheaper tasks', () => {
    const web = one(staging.service, 'ECS::Service', 'Web').properties;
    expect(at(web, 'DeploymentConfiguration.Strategy')).toBeUndefined();
    expect(ofType(staging.service, 'ElasticLoadBalancingV2::TargetGroup')).toHaveLength(1);
    const worker = one(staging.service, 'ECS::Service', 'Worker').properties;
    expect(at(worker, 'CapacityProviderStrategy')).toEqual([
      { CapacityProvider: 'FARGATE_SPOT', Weight: 100 },
    ]);
  });
});

describe('what people need', () => {
  test('an address, the first key, the dashboard, the alarms', () => {
    expect(built.outputs).toEqual(
      expect.arrayContaining(['Url', 'AdminKeyCommand', 'DashboardUrl', 'AlarmTopic', 'ContractHash']),
    );
  });

  test('every alarm tells the topic, and none rings because nothing was measured', () => {
    const topic = one(built.service, 'SNS::Topic');
    const alarms = ofType(built.service, 'CloudWatch::Alarm');
    expect(alarms.length).toBeGreaterThan(10);
    for (const { id, properties } of alarms) {
      expect(at(properties, 'AlarmActions.0.Ref'), id).toBe(topic.id);
      expect(at(properties, 'TreatMissingData'), id).toBe('notBreaching');
    }
  });

  test('a bill that says what is whose', () => {
    const tags = listAt(one(built.data, 'RDS::DBCluster').properties, 'Tags');
    expect(tags).toEqual(expect.arrayContaining([{ Key: 'rostrum:profile', Value: 'production' }]));
  });

  test('logs that end', () => {
    for (const { id, properties } of ofType(built.service, 'Logs::LogGroup'))
      expect(at(properties, 'RetentionInDays'), id).toBe(production.deployment.logDays);
  });

  test('a firewall with the contract’s number', () => {
    const rule = at(one(built.edge, 'WAFv2::WebACL').properties, 'Rules.0.Statement.RateBasedStatement');
    expect(rule).toMatchObject({
      Limit: production.deployment.cdn.addressRequestsMax,
      EvaluationWindowSec: 300,
    });
  });
});

describe('what a profile may want besides', () => {
  test('a domain with its certificate and records', () => {
    const config = at(one(rich.service, 'CloudFront::Distribution').properties, 'DistributionConfig');
    expect(at(config, 'Aliases')).toEqual(['debates.example']);
    expect(at(config, 'ViewerCertificate.MinimumProtocolVersion')).toBe('TLSv1.2_2021');
    expect(ofType(rich.service, 'Route53::RecordSet')).toHaveLength(2);
  });

  test('mail', () => {
    const { properties } = one(rich.service, 'SNS::Subscription');
    expect(at(properties, 'Endpoint')).toBe('someone@debates.example');
  });

  test('tasks without public addresses, and AWS’s services inside', () => {
    const web = one(rich.service, 'ECS::Service', 'Web').properties;
    expect(at(web, 'NetworkConfiguration.AwsvpcConfiguration.AssignPublicIp')).toBe('DISABLED');
    expect(ofType(rich.data, 'EC2::NatGateway')).toHaveLength(1);
    expect(ofType(rich.data, 'EC2::VPCEndpoint')).toHaveLength(6);
  });

  test('private endpoints, which let in the tasks alone', () => {
    const group = one(rich.data, 'EC2::SecurityGroup', 'EndpointsGroup');
    const endpoints = ofType(rich.data, 'EC2::VPCEndpoint').filter(
      ({ properties }) => at(properties, 'VpcEndpointType') === 'Interface',
    );
    expect(endpoints).toHaveLength(5);
    for (const { id, properties } of endpoints)
      expect(at(properties, 'SecurityGroupIds'), id).toEqual([{ 'Fn::GetAtt': [group.id, 'GroupId'] }]);
    expect(at(group.properties, 'SecurityGroupIngress')).toBeUndefined();
    const rules = ofType(rich.data, 'EC2::SecurityGroupIngress').filter(({ properties }) =>
      textAt(properties, 'GroupId').includes(group.id),
    );
    expect(rules.map(({ properties }) => [at(properties, 'FromPort'), at(properties, 'ToPort')])).toEqual([
      [443, 443],
    ]);
    expect(textAt(rules[0]?.properties, 'SourceSecurityGroupId')).toContain('DataClients');
    for (const { id, properties } of ofType(rich.service, 'ECS::Service'))
      expect(textAt(properties, 'NetworkConfiguration.AwsvpcConfiguration.SecurityGroups'), id).toContain(
        'DataClients',
      );
  });

  test('Prometheus in the network, at web tasks and workers', () => {
    const rules = ofType(rich.service, 'EC2::SecurityGroupIngress').filter(({ properties }) =>
      textAt(properties, 'SourceSecurityGroupId').includes('ScraperGroup'),
    );
    const { port, metricsPort } = production.http;
    expect(rules.map(({ properties }) => at(properties, 'FromPort')).sort()).toEqual(
      [port, metricsPort].sort(),
    );
  });

  test('an image of its own, which tasks may pull', () => {
    const container = at(
      one(rich.service, 'ECS::TaskDefinition', 'WebTask').properties,
      'ContainerDefinitions.0',
    );
    expect(JSON.stringify(at(container, 'Image'))).toContain('/rostrum@sha256:abc');
    const policy = one(rich.service, 'IAM::Policy', 'WebTaskExecutionRole');
    expect(JSON.stringify(policy.properties)).toContain(':123456789012:repository/rostrum');
  });
});
