import { describe, expect, test } from 'vitest';
import { formatTemplate, normalizeTemplate } from '../../../infra/synth/normalize.ts';
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

const stack = (Resources: Record<string, object>) => ({ Service: JSON.parse(JSON.stringify({ Resources })) });
const between = (before: Record<string, object>, after: Record<string, object>) =>
  summarizeProfile('production', stack(before), stack(after));

describe('the summary of a profile', () => {
  const subnet = { Type: 'AWS::EC2::Subnet', Properties: {} };
  const templates = {
    ...stack({ A: subnet, B: subnet, R: { Type: 'AWS::EC2::Route' }, Db: database('a') }),
    Edge: { Resources: { C: { Type: 'Custom::Copy' }, W: 'strange' } },
  };
  const table = [
    '5 resources of 4 kinds in 2 stacks.',
    '',
    '| service | resources | kinds |',
    '|---|---|---|',
    '| EC2 | 3 | Subnet × 2, Route |',
    '| Custom | 1 | Copy |',
    '| RDS | 1 | DBCluster |',
    '',
  ].join('\n');

  test('that is new has a table of its resources instead of a list of changes', () => {
    expect(summarizeProfile('own', {}, templates)).toBe(`### own\n\nNew profile: ${table}`);
  });

  test('that was removed says what stays in AWS', () => {
    expect(summarizeProfile('own', templates, {})).toBe(
      `### own\n\nProfile removed; its resources stay in AWS until the stacks are deleted: ${table}`,
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
    expect(text.indexOf('Replaced or destroyed')).toBeLessThan(text.indexOf('Times'));
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
