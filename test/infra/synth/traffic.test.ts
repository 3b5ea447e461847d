import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../infra/synth/normalize.ts';
import { summarizeProfile } from '../../../infra/synth/summary.ts';

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
const template = (Resources: Resources): JsonObject => JSON.parse(JSON.stringify({ Resources }));
const summaryAfter = (changes: Resources, before = deployed) =>
  summarizeProfile('production', template(before), template({ ...before, ...changes }));

const warning = /`WebRule` is rewritten, which moves all traffic \*\*back to blue\*\*/;

describe('the summary warns that all traffic moves back to blue', () => {
  test('when the listener rule of a canary service changes', () => {
    expect(summaryAfter({ WebRule: weighted('/c') })).toMatch(warning);
  });

  test('when a target group of the listener rule is replaced', () => {
    expect(summaryAfter({ Green: group(9090) })).toMatch(warning);
  });
});

describe('the summary does not warn about traffic', () => {
  const strategy = [{ CapacityProvider: 'FARGATE_SPOT', Weight: 100 }];

  test.each<[string, Resources]>([
    ['the grace period of a service', { Web: service([canary], { HealthCheckGracePeriodSeconds: 70 }) }],
    ['the capacity of a worker', { Worker: service([], { CapacityProviderStrategy: strategy }) }],
    ['the container name of a service', { Web: service([{ ...canary, ContainerName: 'app' }]) }],
    ['a rule that no service shifts traffic with', { OtherRule: weighted('/c') }],
  ])('when only this changes: %s', (_, changes) => {
    expect(summaryAfter(changes)).not.toBe(summaryAfter({}));
    expect(summaryAfter(changes)).not.toContain('back to blue');
  });

  test('when only DependsOn of the rule changes', () => {
    const WebRule = { ...weighted('/a'), DependsOn: ['Blue'] };
    expect(summaryAfter({ WebRule })).not.toContain('back to blue');
  });

  test('when the rule is destroyed, which the summary reports instead', () => {
    const { WebRule: _, ...rest } = deployed;
    const summary = summarizeProfile('production', template(deployed), template(rest));
    expect(summary).toContain('`WebRule` (AWS::ElasticLoadBalancingV2::ListenerRule) is **destroyed**');
    expect(summary).not.toContain('back to blue');
  });

  test('when a service changes from rolling to canary: its traffic was in blue already', () => {
    const rolling = { ...deployed, Web: service([{ TargetGroupArn: { Ref: 'Blue' } }]) };
    expect(summaryAfter({ Web: service([canary]), WebRule: weighted('/c') }, rolling)).not.toContain(
      'back to blue',
    );
  });
});
