import { expect, test } from 'vitest';
import { applyOverrides, type Overrides } from '../../../app/contract/overrides.ts';
import { profile } from '../../../app/contract/profiles.ts';
import type { Contract } from '../../../app/contract/types/contract.ts';
import {
  attributeOf,
  findResource,
  listAt,
  resourcesOfType,
  synthesize,
  textAt,
  valueAt,
} from '../../support/infra/stacks.ts';

const deploy = (account: Overrides<Contract['deployment']['account']>, base = profile('hybrid')) =>
  synthesize(applyOverrides(base, { deployment: { account } })).resources;

test('a permissions boundary bounds every role', () => {
  const boundary = 'arn:aws:iam::111122223333:policy/boundary';
  const roles = resourcesOfType(deploy({ permissionsBoundaryArn: boundary }), 'IAM::Role');
  expect(roles.length).toBeGreaterThan(8);
  for (const { id, properties } of roles)
    expect(valueAt(properties, 'PermissionsBoundary'), id).toBe(boundary);
});

test('tags are on services, data, network and secrets', () => {
  const resources = deploy({ tags: { team: 'debates' } });
  for (const type of ['ECS::Service', 'RDS::DBCluster', 'EC2::VPC', 'SecretsManager::Secret'])
    for (const { id, properties } of resourcesOfType(resources, type))
      expect(listAt(properties, 'Tags'), id).toContainEqual({ Key: 'team', Value: 'debates' });
});

test('a key encrypts the database, the cache, all secrets and the environment of the function', () => {
  const kmsKeyArn = 'arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
  const resources = deploy({ kmsKeyArn });
  expect(valueAt(findResource(resources, 'RDS::DBCluster').properties, 'KmsKeyId')).toBe(kmsKeyArn);
  expect(valueAt(findResource(resources, 'ElastiCache::ServerlessCache').properties, 'KmsKeyId')).toBe(
    kmsKeyArn,
  );
  for (const { id, properties } of resourcesOfType(resources, 'SecretsManager::Secret'))
    expect(valueAt(properties, 'KmsKeyId'), id).toBe(kmsKeyArn);
  const functionProperties = findResource(resources, 'Lambda::Function', 'Function').properties;
  expect(valueAt(functionProperties, 'KmsKeyArn')).toBe(kmsKeyArn);
  for (const role of ['WebTaskExecutionRole', 'WorkerTaskExecutionRole', 'FunctionRole'])
    expect(JSON.stringify(findResource(resources, 'IAM::Policy', role).properties)).toContain('kms:Decrypt');
  const instance = findResource(deploy({ kmsKeyArn }, profile('starter')), 'RDS::DBInstance');
  expect(valueAt(instance.properties, 'KmsKeyId')).toBe(kmsKeyArn);
});

test('access logs, flow logs and Container Insights are off, and can be switched on', () => {
  const off = deploy({});
  const on = deploy({ accessLogBucket: 'team-access-logs', flowLogs: true, containerInsights: true });
  const balancerOf = (resources: typeof on) =>
    findResource(resources, 'ElasticLoadBalancingV2::LoadBalancer');
  expect(attributeOf(balancerOf(off), 'access_logs.s3.bucket')).toBeUndefined();
  expect(attributeOf(balancerOf(on), 'access_logs.s3.bucket')).toBe('team-access-logs');
  expect(resourcesOfType(off, 'EC2::FlowLog')).toEqual([]);
  const group = findResource(on, 'Logs::LogGroup', 'FlowLog');
  expect(textAt(findResource(on, 'EC2::FlowLog').properties, 'LogGroupName')).toContain(group.id);
  expect(valueAt(group.properties, 'RetentionInDays')).toBe(profile('hybrid').deployment.logDays);
  expect(valueAt(findResource(on, 'ECS::Cluster').properties, 'ClusterSettings')).toEqual([
    { Name: 'containerInsights', Value: 'enabled' },
  ]);
});

test('ECS Exec is off, and on by option with what it needs', () => {
  const [off, on] = [deploy({}), deploy({ allowExec: true })];
  const rootIsReadOnly = (resources: typeof on) =>
    valueAt(findResource(resources, 'ECS::TaskDefinition', 'WebTask').properties, 'ContainerDefinitions.0');
  expect(valueAt(rootIsReadOnly(off), 'ReadonlyRootFilesystem')).toBe(true);
  expect(valueAt(rootIsReadOnly(on), 'ReadonlyRootFilesystem')).toBe(false);
  for (const { id, properties } of resourcesOfType(on, 'ECS::Service'))
    expect(valueAt(properties, 'EnableExecuteCommand'), id).toBe(true);
  const policy = findResource(on, 'IAM::Policy', 'WebTaskTaskRole').properties;
  expect(JSON.stringify(policy)).toContain('ssmmessages:OpenDataChannel');
  const withEndpoints = applyOverrides(profile('production'), {
    deployment: { network: { tasks: 'endpoints' } },
  });
  const services = resourcesOfType(deploy({ allowExec: true }, withEndpoints), 'EC2::VPCEndpoint');
  expect(JSON.stringify(services)).toContain('.ssmmessages');
});
