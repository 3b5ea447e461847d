import { describe, expect, test } from 'vitest';
import { auditOf, broken } from '../../support/template-with.ts';

const balancer = (key: string) => `
  Alb: { Type: AWS::ElasticLoadBalancingV2::LoadBalancer,
    Properties: { LoadBalancerAttributes: [{ Key: ${key}, Value: '60' }] } }`;

describe('the name of an attribute that a balancer does not have', () => {
  test.each([
    ['idle_timeout.timeout_seconds', []],
    [
      'idle_timeout.timeout',
      [
        'idle_timeout.timeout is none of the names that there are; did you mean idle_timeout.timeout_seconds?. ' +
          'Write the name as the guide lists it.',
      ],
    ],
    ['x.y', ['x.y is none of the names that there are. Write the name as the guide lists it.']],
    [
      'dns_record.client_routing_policy',
      [
        'dns_record.client_routing_policy is for network balancers. ' +
          'Leave it out, or make this a network balancer.',
      ],
    ],
  ])('%s', (key, expected) =>
    expect(broken(auditOf(balancer(key))).map(({ message, fix }) => `${message}. ${fix}`)).toEqual(expected),
  );
});

test('a slow start that the algorithm does not know is mended with none', () => {
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
  expect(found?.fix).toMatch(/^Make Group .* \(deployment\.balancer\.slowStartMs\) at most 0 ms\.$/);
});
