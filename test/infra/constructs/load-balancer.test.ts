import { expect, test } from 'vitest';
import { keepAliveMs } from '../../../app/contract/derived.ts';
import { profile } from '../../../app/contract/profiles.ts';
import {
  attributeOf,
  findResource,
  resourcesOfType,
  synthesize,
  valueAt,
} from '../../support/infra/stacks.ts';

const contract = profile('production');
const { resources } = synthesize(contract);
const balancer = findResource(resources, 'ElasticLoadBalancingV2::LoadBalancer');
const targets = resourcesOfType(resources, 'ElasticLoadBalancingV2::TargetGroup');
const idleMs = Number(attributeOf(balancer, 'idle_timeout.timeout_seconds')) * 1000;

test('stream heartbeats are more frequent than the load balancer’s idle timeout', () => {
  expect(idleMs).toBeGreaterThanOrEqual(2 * contract.live.heartbeatMs);
  expect(idleMs).toBe(contract.edge.gatewayIdleMs);
});

test('the program keeps idle connections open longer than the load balancer', () => {
  expect(keepAliveMs(contract)).toBeGreaterThan(idleMs);
});

test('only CloudFront can reach the load balancer', () => {
  expect(valueAt(balancer.properties, 'Scheme')).toBe('internal');
  const group = findResource(resources, 'EC2::SecurityGroup', 'LoadBalancerSecurityGroup');
  expect(valueAt(group.properties, 'SecurityGroupIngress')).toBeUndefined();
  const rules = resourcesOfType(resources, 'EC2::SecurityGroupIngress').filter(
    ({ properties }) => valueAt(properties, 'GroupId.Fn::GetAtt.0') === group.id,
  );
  expect(rules.map(({ id }) => id)).toEqual(['FromCloudFront']);
});

test('the load balancer rejects malformed requests', () => {
  expect(attributeOf(balancer, 'routing.http.drop_invalid_header_fields.enabled')).toBe('true');
  expect(attributeOf(balancer, 'routing.http.desync_mitigation_mode')).toBe('strictest');
});

test('deregistration waits for requests in flight', () => {
  for (const target of targets) {
    const delayMs = Number(attributeOf(target, 'deregistration_delay.timeout_seconds')) * 1000;
    expect(delayMs).toBeGreaterThanOrEqual(contract.classes.api.deadlineMs ?? Number.POSITIVE_INFINITY);
    expect(delayMs).toBe(contract.deployment.balancer.deregistrationMs);
  }
});

test('requests are routed by least outstanding requests', () => {
  for (const target of targets)
    expect(attributeOf(target, 'load_balancing.algorithm.type')).toBe('least_outstanding_requests');
});

test('the blue and green target groups have equal settings', () => {
  const [blue, green, ...more] = targets;
  expect(more).toEqual([]);
  expect(green?.properties).toEqual(blue?.properties);
});

test('a canary shifts the traffic of the only rule that forwards to both target groups', () => {
  const rule = findResource(resources, 'ElasticLoadBalancingV2::ListenerRule');
  const web = findResource(resources, 'ECS::Service', 'Web');
  const advanced = valueAt(web.properties, 'LoadBalancers.0.AdvancedConfiguration');
  expect(valueAt(advanced, 'ProductionListenerRule.Ref')).toBe(rule.id);
  expect(valueAt(rule.properties, 'Actions.0.ForwardConfig.TargetGroups')).toMatchObject([
    { TargetGroupArn: valueAt(web.properties, 'LoadBalancers.0.TargetGroupArn'), Weight: 100 },
    { TargetGroupArn: valueAt(advanced, 'AlternateTargetGroupArn'), Weight: 0 },
  ]);
  expect(valueAt(web.properties, 'DeploymentConfiguration')).toMatchObject({
    Strategy: 'CANARY',
    CanaryConfiguration: { CanaryPercent: contract.deployment.rollout.canaryPercent },
    DeploymentCircuitBreaker: { Enable: true, Rollback: true },
  });
});

test('an alarm can fire during the canary and rolls the deployment back', () => {
  const names = resourcesOfType(resources, 'CloudWatch::Alarm').map(({ properties }) =>
    valueAt(properties, 'AlarmName'),
  );
  for (const { id, properties, dependsOn } of resourcesOfType(resources, 'ECS::Service')) {
    const alarms = valueAt(properties, 'DeploymentConfiguration.Alarms');
    expect(alarms).toMatchObject({ Enable: true, Rollback: true });
    const watched = valueAt(alarms, 'AlarmNames');
    expect(names, id).toEqual(expect.arrayContaining(Array.isArray(watched) ? [...watched] : ['none']));
    expect(
      dependsOn.some((name) => name.startsWith('Alarm')),
      id,
    ).toBe(true);
  }
});
