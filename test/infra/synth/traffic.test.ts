import { describe, expect, test } from 'vitest';
import { summaryOf } from '../../../infra/synth/summary.ts';

type Resources = Record<string, object>;

const group = (port = 8080) => ({
  Type: 'AWS::ElasticLoadBalancingV2::TargetGroup',
  Properties: { Port: port, Protocol: 'HTTP', VpcId: 'vpc-1' },
});
const weighted = (Path: string) => ({
  Type: 'AWS::ElasticLoadBalancingV2::ListenerRule',
  Properties: {
    Actions: [
      {
        ForwardConfig: {
          TargetGroups: [
            { TargetGroupArn: { Ref: 'Blue' }, Weight: 100 },
            { TargetGroupArn: { Ref: 'Green' }, Weight: 0 },
          ],
        },
        Type: 'forward',
      },
    ],
    Conditions: [{ Field: 'path-pattern', PathPatternConfig: { Values: [Path] } }],
    Priority: 10,
  },
});
const canary = {
  TargetGroupArn: { Ref: 'Blue' },
  ContainerName: 'web',
  AdvancedConfiguration: {
    AlternateTargetGroupArn: { Ref: 'Green' },
    ProductionListenerRule: { Ref: 'WebRule' },
  },
};
const service = (LoadBalancers: object[], settings: object = {}) => ({
  Type: 'AWS::ECS::Service',
  Properties: {
    CapacityProviderStrategy: [{ CapacityProvider: 'FARGATE', Weight: 100 }],
    LoadBalancers,
    ...settings,
  },
});

const deployed: Resources = {
  Blue: group(),
  Green: group(),
  WebRule: weighted('/a'),
  OtherRule: weighted('/b'),
  Web: service([canary], { HealthCheckGracePeriodSeconds: 60 }),
  Worker: service([]),
};
const templates = (Resources: Resources) => ({ Service: JSON.parse(JSON.stringify({ Resources })) });
const summaryAfter = (changes: Resources, before = deployed) =>
  summaryOf('production', templates(before), templates({ ...before, ...changes }));

const warned = /`WebRule` is written again, and with it all traffic goes \*\*back to blue\*\*/;

describe('all traffic goes back to blue', () => {
  test('when the rule of a canary changes', () => {
    expect(summaryAfter({ WebRule: weighted('/c') })).toMatch(warned);
  });

  test('when a target group that the rule names is replaced', () => {
    expect(summaryAfter({ Green: group(9090) })).toMatch(warned);
  });
});

describe('traffic stays where it is', () => {
  const strategy = [{ CapacityProvider: 'FARGATE_SPOT', Weight: 100 }];

  test.each<[string, Resources]>([
    ['the grace period of a service', { Web: service([canary], { HealthCheckGracePeriodSeconds: 70 }) }],
    ['the capacity of a worker', { Worker: service([], { CapacityProviderStrategy: strategy }) }],
    ['the container that a service names', { Web: service([{ ...canary, ContainerName: 'app' }]) }],
    ['a rule with which no service moves traffic', { OtherRule: weighted('/c') }],
  ])('when this changes: %s', (_, changes) => {
    expect(summaryAfter(changes)).not.toBe(summaryAfter({}));
    expect(summaryAfter(changes)).not.toContain('back to blue');
  });

  test('when only the order changes in which the rule is made', () => {
    const WebRule = { ...weighted('/a'), DependsOn: ['Blue'] };
    expect(summaryAfter({ WebRule })).not.toContain('back to blue');
  });

  test('when the rule is destroyed, which says more', () => {
    const { WebRule: _, ...rest } = deployed;
    const summary = summaryOf('production', templates(deployed), templates(rest));
    expect(summary).toContain('`WebRule` (AWS::ElasticLoadBalancingV2::ListenerRule) is **destroyed**');
    expect(summary).not.toContain('back to blue');
  });

  test('when a service begins to move it: it was in blue', () => {
    const rolling = { ...deployed, Web: service([{ TargetGroupArn: { Ref: 'Blue' } }]) };
    expect(summaryAfter({ Web: service([canary]), WebRule: weighted('/c') }, rolling)).not.toContain(
      'back to blue',
    );
  });
});
