import { describe, expect, test } from 'vitest';
import prices from '../../../app/agents/prices.json' with { type: 'json' };
import { applyOverrides } from '../../../app/contract/overrides.ts';
import { profile } from '../../../app/contract/profiles.ts';
import {
  findResource,
  type Json,
  listAt,
  resourcesOfType,
  synthesize,
  textAt,
  valueAt,
} from '../../support/infra/stacks.ts';

const hybrid = synthesize(profile('hybrid'));
const { resources } = hybrid;

interface Statement {
  readonly policy: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

const statements: Statement[] = resourcesOfType(resources, 'IAM::Policy').flatMap(({ id, properties }) =>
  listAt(properties, 'PolicyDocument.Statement').map((statement) => ({
    policy: id,
    actions: listAt(statement, 'Action').map(String),
    resources: listAt(statement, 'Resource').map(flat),
  })),
);

function flat(value: Json): string {
  if (typeof value === 'string') return value;
  const joined = valueAt(value, 'Fn::Join.1');
  return joined === undefined ? '<reference>' : listAt(joined, '').map(flat).join('');
}

/** Every wildcard resource, with the actions on it. Reasons: infra/constructs/iam/wildcards.ts. */
const allowedStars: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^\*$/, ['ecr:GetAuthorizationToken']],
  [/^\*$/, ['ec2:DescribeSecurityGroups']],
  [
    /^\*$/,
    [
      'ec2:CreateNetworkInterface',
      'ec2:DescribeNetworkInterfaces',
      'ec2:DescribeSubnets',
      'ec2:DeleteNetworkInterface',
      'ec2:AssignPrivateIpAddresses',
      'ec2:UnassignPrivateIpAddresses',
    ],
  ],
  [/:task\/rostrum-hybrid\/\*$/, ['ecs:GetTaskProtection', 'ecs:UpdateTaskProtection']],
  [/:task\/rostrum-hybrid\/\*$/, ['ecs:DescribeTasks']],
  [
    /^arn:aws:bedrock:\*::foundation-model\/anthropic\.[\w.:-]+$/,
    ['bedrock:InvokeModel', 'bedrock:InvokeModelWithResponseStream'],
  ],
];

describe('IAM policies', () => {
  test('no action is a wildcard', () => {
    expect(statements.flatMap(({ actions }) => actions).filter((action) => action.includes('*'))).toEqual([]);
  });

  test('a resource is a wildcard only if the list gives a reason', () => {
    const others = statements.flatMap(({ policy, actions, resources: named }) =>
      named
        .filter((resource) => resource.includes('*'))
        .filter(
          (resource) =>
            !allowedStars.some(
              ([pattern, allowed]) =>
                pattern.test(resource) && [...allowed].sort().join() === [...actions].sort().join(),
            ),
        )
        .map((resource) => `${policy}: ${actions.join()} on ${resource}`),
    );
    expect(others).toEqual([]);
  });

  test('only workers may call models, and only models with a price', () => {
    const callers = statements.filter(({ actions }) =>
      actions.some((action) => action.startsWith('bedrock:')),
    );
    expect(callers.map(({ policy }) => policy.replace(/[0-9A-F]+$/, ''))).toEqual([
      'WorkerTaskTaskRoleDefaultPolicy',
    ]);
    const models = new Set(callers.flatMap((one) => one.resources.map((arn) => arn.split('/').at(-1))));
    for (const model of Object.keys(prices.bedrock.models))
      expect(models).toContain(model.replace(/^global\./, ''));
    const priced = Object.keys(prices.bedrock.models);
    for (const model of models)
      expect(priced.some((known) => known === model || known === `global.${model}`)).toBe(true);
  });

  test('with the models of Europe, workers may not call the profiles of other regions', () => {
    const europe = applyOverrides(profile('production'), { agents: { bedrockRegions: 'eu' } });
    const policy = findResource(synthesize(europe).resources, 'IAM::Policy', 'WorkerTaskTaskRole');
    const text = JSON.stringify(policy.properties);
    expect(text).toContain('inference-profile/eu.anthropic.');
    expect(text).not.toContain('inference-profile/global.');
  });

  test('no role has administrator permissions', () => {
    const managed = resourcesOfType(resources, 'IAM::Role').flatMap(({ properties }) =>
      listAt(properties, 'ManagedPolicyArns').map((arn) => JSON.stringify(arn)),
    );
    for (const arn of managed) expect(arn).toMatch(/AmazonECSInfrastructureRolePolicyForLoadBalancers/);
  });

  test('the task role of the web service and the role of the function cannot read secrets', () => {
    const readers = statements.filter(({ actions }) => actions.includes('secretsmanager:GetSecretValue'));
    for (const { policy } of readers) expect(policy).toMatch(/ExecutionRole/);
    expect(readers).toHaveLength(3);
  });
});

describe('the network', () => {
  test('no security group allows inbound traffic from an address range', () => {
    for (const { id, properties } of resourcesOfType(resources, 'EC2::SecurityGroup'))
      expect(valueAt(properties, 'SecurityGroupIngress'), id).toBeUndefined();
    for (const { id, properties } of resourcesOfType(resources, 'EC2::SecurityGroupIngress')) {
      expect(valueAt(properties, 'SourceSecurityGroupId'), id).toBeDefined();
      expect(valueAt(properties, 'CidrIp'), id).toBeUndefined();
    }
  });

  test('database and cache accept connections only from the security groups that need them', () => {
    const groups = resourcesOfType(resources, 'EC2::SecurityGroupIngress').filter(({ properties }) =>
      /DatabaseSecurityGroup|CacheSecurityGroup/.test(textAt(properties, 'GroupId')),
    );
    expect(groups).toHaveLength(2);
    for (const { properties } of groups)
      expect(textAt(properties, 'SourceSecurityGroupId')).toContain('DataClients');
  });

  test('there is no NAT gateway unless the contract enables it', () => {
    expect(resourcesOfType(hybrid.resources, 'EC2::NatGateway')).toEqual([]);
  });
});
