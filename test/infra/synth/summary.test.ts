import { describe, expect, test } from 'vitest';
import { formatTemplate, type JsonObject, normalizeTemplate } from '../../../infra/synth/normalize.ts';
import { summarizeProfile } from '../../../infra/synth/summary.ts';

const database = (name: string) => ({
  Type: 'AWS::RDS::DBCluster',
  Properties: { Engine: 'aurora-postgresql', DatabaseName: name },
});
const targets = (delay: string, more: object = {}) => ({
  Type: 'AWS::ElasticLoadBalancingV2::TargetGroup',
  Properties: {
    Port: 80,
    TargetGroupAttributes: [
      { Key: 'stickiness.enabled', Value: 'false' },
      { Key: 'deregistration_delay.timeout_seconds', Value: delay },
    ],
    ...more,
  },
});
const policy = (...actions: string[]) => ({
  Type: 'AWS::IAM::Policy',
  Properties: {
    PolicyName: 'web',
    Roles: ['web'],
    PolicyDocument: {
      Version: '2012-10-17',
      Statement: actions.map((Action) => ({
        Effect: 'Allow',
        Action,
        Resource: 'arn:aws:bedrock:*::foundation-model/a',
      })),
    },
  },
});
const door = (...from: string[]) => ({
  Type: 'AWS::EC2::SecurityGroup',
  Properties: {
    GroupDescription: 'web',
    SecurityGroupIngress: from.map((CidrIp) => ({ CidrIp, IpProtocol: 'tcp', FromPort: 8080, ToPort: 8080 })),
  },
});

const stack = (Resources: Record<string, unknown>): JsonObject => JSON.parse(JSON.stringify({ Resources }));
const between = (before: Record<string, object>, after: Record<string, object>) =>
  summarizeProfile('production', stack(before), stack(after));

describe('the summary of a profile', () => {
  const subnet = { Type: 'AWS::EC2::Subnet', Properties: {} };
  const template = stack({
    A: subnet,
    B: subnet,
    R: { Type: 'AWS::EC2::Route' },
    Db: database('a'),
    C: { Type: 'Custom::Copy' },
    W: 'strange',
  });
  const table = [
    '5 resources of 4 kinds.',
    '',
    '| service | resources | kinds |',
    '|---|---|---|',
    '| EC2 | 3 | Subnet × 2, Route |',
    '| Custom | 1 | Copy |',
    '| RDS | 1 | DBCluster |',
    '',
  ].join('\n');

  test('that is new has a table of its resources instead of a list of changes', () => {
    expect(summarizeProfile('own', null, template)).toBe(`### own\n\nNew profile: ${table}`);
  });

  test('that was removed says what stays in AWS', () => {
    expect(summarizeProfile('own', template, null)).toBe(
      `### own\n\nProfile removed; its resources stay in AWS until the stack is deleted: ${table}`,
    );
  });
});

describe('the summary of a change', () => {
  test('says that nothing changes', () => {
    expect(between({ Db: database('a') }, { Db: database('a') })).toBe(
      '### production\n\nNothing changes.\n',
    );
  });

  test('lists replaced and destroyed resources first', () => {
    const text = between({ Tg: targets('90'), Db: database('a') }, { Tg: targets('60'), Db: database('b') });
    expect(text.indexOf('`Db` (AWS::RDS::DBCluster) is **replaced**')).toBeGreaterThan(0);
    expect(text.indexOf('Data that can be lost')).toBeLessThan(text.indexOf('Times'));
    expect(between({ Db: database('a') }, {})).toContain('`Db` (AWS::RDS::DBCluster) is **destroyed**');
  });

  test('shows a changed time with its attribute and both values', () => {
    expect(between({ Tg: targets('90') }, { Tg: targets('60') })).toContain(
      'TargetGroupAttributes.deregistration_delay.timeout_seconds: `90` → `60`',
    );
  });

  test('ignores a changed order of list entries', () => {
    const turned = targets('90');
    turned.Properties.TargetGroupAttributes.reverse();
    expect(between({ Tg: targets('90') }, { Tg: turned })).not.toContain('→');
  });

  test('lists widened and narrowed permissions', () => {
    const widened = between(
      { P: policy('bedrock:InvokeModel') },
      { P: policy('bedrock:InvokeModel', 'bedrock:*') },
    );
    expect(widened).toMatch(/\*\*Permissions widened\*\*\n\n- Allow: .*`bedrock:\*` on /);
    const narrowed = between(
      { P: policy('bedrock:InvokeModel', 'bedrock:*') },
      { P: policy('bedrock:InvokeModel') },
    );
    expect(narrowed).toMatch(/\*\*Permissions narrowed\*\*\n\n- Allow: .*`bedrock:\*` on /);
    expect(between({ D: door('10.0.0.0/16') }, { D: door('10.0.0.0/16', '0.0.0.0/0') })).toMatch(
      /widened\*\*\n\n- TCP 8080 into .*0\.0\.0\.0\/0|widened\*\*\n\n- TCP 8080 into .*Everyone/,
    );
  });

  test('separates capacity from other settings', () => {
    const scaled = (max: number) => ({
      Type: 'AWS::ApplicationAutoScaling::ScalableTarget',
      Properties: {
        MaxCapacity: max,
        MinCapacity: 2,
        ResourceId: 'service/a/b',
        ScalableDimension: 'ecs:service:DesiredCount',
        ServiceNamespace: 'ecs',
      },
    });
    expect(between({ S: scaled(10) }, { S: scaled(20) })).toMatch(
      /\*\*Capacity\*\*\n\n.*MaxCapacity: `10` → `20`/,
    );
  });
});

describe('the summary covers what is outside the properties', () => {
  const kept = { ...database('a'), DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' };
  const migration = { Type: 'Custom::Migration', Properties: { task: { Ref: 'Task' } } };
  const service = (...DependsOn: string[]) => ({ Type: 'AWS::ECS::Service', Properties: {}, DependsOn });

  test('data that is deleted from now on, before anything else', () => {
    const text = between({ Db: kept, Tg: targets('90') }, { Db: database('a'), Tg: targets('60') });
    expect(text).toMatch(
      /production\n\n\*\*Data that can be lost\*\*\n\n- `Db` .*is \*\*deleted\*\* with its stack/,
    );
    expect(text).toContain('(UpdateReplacePolicy: Retain → Delete)');
    expect(between({ Db: database('a') }, { Db: kept })).not.toContain('lost');
  });

  test('a stack without termination protection', () => {
    const guarded = (on: boolean) => ({ ...stack({}), Metadata: { TerminationProtection: on } });
    expect(summarizeProfile('own', guarded(true), guarded(false))).toMatch(
      /Data that can be lost\*\*\n\n- The stack is \*\*no longer protected\*\*/,
    );
    expect(summarizeProfile('own', guarded(false), guarded(true))).not.toContain('lost');
  });

  test('a service that no longer waits for the migration', () => {
    const before = { Web: service('Migration'), Migration: migration };
    expect(between(before, { Web: service(), Migration: migration })).toMatch(
      /Order that is lost\*\*\n\n- `Web` \(AWS::ECS::Service\) no longer waits for `Migration` \(Custom::Migration\)/,
    );
  });

  test('but not a dependency that another one still implies', () => {
    const rule = { Type: 'AWS::EC2::Subnet', Properties: {}, DependsOn: ['Migration'] };
    const before = { Web: service('Migration', 'Rule'), Migration: migration, Rule: rule };
    expect(between(before, { ...before, Web: service('Rule') })).not.toContain('waits');
    expect(between(before, { Web: service('Rule'), Rule: rule })).not.toContain(
      '`Web` (AWS::ECS::Service) no',
    );
  });

  test('outputs', () => {
    const output = (value: string) => ({ ...stack({}), Outputs: { Url: { Value: value } } });
    expect(summarizeProfile('own', output('a'), output('b'))).toContain('`Url` has another value');
    expect(summarizeProfile('own', output('a'), stack({}))).toContain('`Url` is removed');
  });
});

test('one cause is one line, and a hash is short', () => {
  const task = (hash: string) => ({
    Type: 'AWS::ECS::TaskDefinition',
    Properties: {
      ContainerDefinitions: [{ Environment: [{ Name: 'ROSTRUM_CONTRACT', Value: hash.repeat(16) }] }],
    },
  });
  const tasks = (hash: string) => ({ A: task(hash), B: task(hash), C: task(hash), D: task(hash) });
  const text = between(tasks('ab12'), tasks('cd34'));
  const lines = text.split('\n').filter((line) => line.includes('ROSTRUM_CONTRACT'));
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/^- `A` .*, `B` .*, `C` .* and 1 more .*: `ab12ab12…` → `cd34cd34…`$/);
});

describe('a normalized template', () => {
  const hash = 'ab12'.repeat(16);

  test('is the same text for a different build, account or key order', () => {
    const one = { B: { S3Key: `${hash}.zip`, Role: 'arn:aws:iam::123456789012:role/x' }, A: 1 };
    const other = {
      A: 1,
      B: { Role: 'arn:aws:iam::210987654321:role/x', S3Key: `${'cd34'.repeat(16)}.zip` },
    };
    expect(formatTemplate(normalizeTemplate(one))).toBe(formatTemplate(normalizeTemplate(other)));
    expect(formatTemplate(normalizeTemplate(one))).toContain('arn:aws:iam::(account):role/x');
  });

  test('keeps the hashes in `keep`', () => {
    expect(formatTemplate(normalizeTemplate({ Value: hash }, [hash]))).toContain(hash);
  });
});
