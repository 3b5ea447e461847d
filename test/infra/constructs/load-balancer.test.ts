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
const { service } = synthesize(contract);
const balancer = findResource(service, 'ElasticLoadBalancingV2::LoadBalancer');
const targets = resourcesOfType(service, 'ElasticLoadBalancingV2::TargetGroup');
const idleMs = Number(attributeOf(balancer, 'idle_timeout.timeout_seconds')) * 1000;

test('a stream outlives the idle timeout of the balancer', () => {
  expect(idleMs).toBeGreaterThanOrEqual(2 * contract.live.heartbeatMs);
  expect(idleMs).toBe(contract.edge.gatewayIdleMs);
});

test('the program keeps idle connections for longer than the balancer', () => {
  expect(keepAliveMs(contract)).toBeGreaterThan(idleMs);
});

test('only the CDN reaches the balancer', () => {
  expect(valueAt(balancer.properties, 'Scheme')).toBe('internal');
  const group = findResource(service, 'EC2::SecurityGroup', 'BalancerGroup');
  expect(valueAt(group.properties, 'SecurityGroupIngress')).toBeUndefined();
  const rules = resourcesOfType(service, 'EC2::SecurityGroupIngress').filter(
    ({ properties }) => valueAt(properties, 'GroupId.Fn::GetAtt.0') === group.id,
  );
  expect(rules.map(({ id }) => id)).toEqual(['FromContentNetwork']);
});

test('what is malformed is refused before it reaches the program', () => {
  expect(attributeOf(balancer, 'routing.http.drop_invalid_header_fields.enabled')).toBe('true');
  expect(attributeOf(balancer, 'routing.http.desync_mitigation_mode')).toBe('strictest');
});

test('a request in flight may end before its target is gone', () => {
  for (const target of targets) {
    const delayMs = Number(attributeOf(target, 'deregistration_delay.timeout_seconds')) * 1000;
    expect(delayMs).toBeGreaterThanOrEqual(contract.classes.api.deadlineMs ?? Number.POSITIVE_INFINITY);
    expect(delayMs).toBe(contract.deployment.balancer.deregistrationMs);
  }
});

test('streams and short requests share targets by what is outstanding', () => {
  for (const target of targets)
    expect(attributeOf(target, 'load_balancing.algorithm.type')).toBe('least_outstanding_requests');
});

test('blue equals green, for a deployment swaps them', () => {
  const [blue, green, ...more] = targets;
  expect(more).toEqual([]);
  expect(green?.properties).toEqual(blue?.properties);
});

test('a canary moves the traffic of the one rule that forwards to both', () => {
  const rule = findResource(service, 'ElasticLoadBalancingV2::ListenerRule');
  const web = findResource(service, 'ECS::Service', 'Web');
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

test('an alarm can ring while a canary runs, and takes the deployment back', () => {
  const names = resourcesOfType(service, 'CloudWatch::Alarm').map(({ properties }) =>
    valueAt(properties, 'AlarmName'),
  );
  for (const { id, properties, dependsOn } of resourcesOfType(service, 'ECS::Service')) {
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
