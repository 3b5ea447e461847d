import { describe, expect, test } from 'vitest';
import { auditOf, broken } from '../../support/template-with.ts';

const balancer = (key: string) => `
  Alb: { Type: AWS::ElasticLoadBalancingV2::LoadBalancer,
    Properties: { LoadBalancerAttributes: [{ Key: ${key}, Value: '60' }] } }`;

describe('the message for a load balancer attribute', () => {
  test.each([
    ['idle_timeout.timeout_seconds', []],
    [
      'idle_timeout.timeout',
      [
        'idle_timeout.timeout is not a known name; did you mean idle_timeout.timeout_seconds?. ' +
          'Use a name from the API reference.',
      ],
    ],
    ['x.y', ['x.y is not a known name. Use a name from the API reference.']],
    [
      'dns_record.client_routing_policy',
      [
        'dns_record.client_routing_policy is for network load balancers. ' +
          'Remove it, or make this a network load balancer.',
      ],
    ],
  ])('%s', (key, expected) =>
    expect(broken(auditOf(balancer(key))).map(({ message, fix }) => `${message}. ${fix}`)).toEqual(expected),
  );
});

test('the fix for a slow start that the algorithm does not support is 0', () => {
  const [found] = broken(
    auditOf(`
  Alb: { Type: AWS::ElasticLoadBalancingV2::LoadBalancer }
  Listener: { Type: AWS::ElasticLoadBalancingV2::Listener,
    Properties: { LoadBalancerArn: !Ref Alb, DefaultActions: [{ Type: forward, TargetGroupArn: !Ref Group }] } }
  Group: { Type: AWS::ElasticLoadBalancingV2::TargetGroup, Properties: { TargetType: ip, TargetGroupAttributes: [
    { Key: slow_start.duration_seconds, Value: '60' },
    { Key: load_balancing.algorithm.type, Value: least_outstanding_requests }] } }
  Service: { Type: AWS::ECS::Service, DependsOn: Listener,
    Properties: { LoadBalancers: [{ TargetGroupArn: !Ref Group }] } }`),
  );
  expect(found?.id).toBe('slow-start-allowed');
  expect(found?.fix).toMatch(/^Make Group .* at most 0 ms\.$/);
});
