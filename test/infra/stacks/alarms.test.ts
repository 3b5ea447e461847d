import { describe, expect, test } from 'vitest';
import { applyOverrides } from '../../../app/contract/overrides.ts';
import { profile } from '../../../app/contract/profiles.ts';
import { findResource, listAt, resourcesOfType, synthesize, valueAt } from '../../support/infra/stacks.ts';

const production = profile('production');
const built = synthesize(production);

describe('a deployment has', () => {
  test('alarms that notify the topic; missing data raises only the one for too few healthy tasks', () => {
    const topic = findResource(built.resources, 'SNS::Topic');
    const alarms = resourcesOfType(built.resources, 'CloudWatch::Alarm');
    expect(alarms.length).toBeGreaterThan(10);
    for (const { id, properties } of alarms) {
      expect(valueAt(properties, 'AlarmActions.0.Ref'), id).toBe(topic.id);
      const isMinimum = id.startsWith('Alarmhealthy');
      expect(valueAt(properties, 'TreatMissingData'), id).toBe(isMinimum ? 'breaching' : 'notBreaching');
    }
  });

  test('an alarm for what viewers get from CloudFront, where its metrics are', () => {
    const inVirginia = synthesize(production, { region: 'us-east-1' }).resources;
    const { properties } = findResource(inVirginia, 'CloudWatch::Alarm', 'Alarmcloudfront');
    expect(valueAt(properties, 'MetricName')).toBe('5xxErrorRate');
    const { id } = findResource(inVirginia, 'CloudFront::Distribution');
    // CloudWatch finds a metric only by all of its dimensions.
    expect(listAt(properties, 'Dimensions')).toEqual([
      { Name: 'DistributionId', Value: { Ref: id } },
      { Name: 'Region', Value: 'Global' },
    ]);
    const elsewhere = resourcesOfType(built.resources, 'CloudWatch::Alarm');
    expect(elsewhere.filter(({ id }) => id.startsWith('Alarmcloudfront'))).toEqual([]);
  });

  test('an alarm for a public address that does not answer, in every region', () => {
    const { properties } = findResource(built.resources, 'CloudWatch::Alarm', 'Alarmpublic');
    const probe = findResource(built.resources, 'Lambda::Function', 'PublicProbe');
    expect(valueAt(properties, 'MetricName')).toBe('Errors');
    expect(listAt(properties, 'Dimensions')).toEqual([{ Name: 'FunctionName', Value: { Ref: probe.id } }]);
    expect(valueAt(probe.properties, 'Handler')).toBe('handler.publicProbe');
    const rule = findResource(built.resources, 'Events::Rule').properties;
    const distribution = findResource(built.resources, 'CloudFront::Distribution').id;
    expect(valueAt(rule, 'Targets.0.Arn')).toEqual({ 'Fn::GetAtt': [probe.id, 'Arn'] });
    expect(JSON.stringify(valueAt(rule, 'Targets.0.Input'))).toMatch(
      new RegExp(`https://.*"${distribution}","DomainName".*/health`),
    );
  });

  test.each([
    ['the network', { ingress: 'network' }],
    ['an office', { ingress: 'internet', balancer: { clientCidrs: { office: '203.0.113.0/24' } } }],
  ] as const)('no such alarm where only %s may connect, which the probe is not in', (_, changes) => {
    const certificateArn = 'arn:aws:acm:eu-central-1:111122223333:certificate/ab-cd';
    const naming = { domain: 'debates.example', certificateArn };
    const contract = applyOverrides(production, {
      edge: { trustedProxies: 1 },
      deployment: { proxies: 1, naming, ...changes },
    });
    const alarms = resourcesOfType(synthesize(contract).resources, 'CloudWatch::Alarm');
    expect(alarms.filter(({ id }) => id.startsWith('Alarmpublic'))).toEqual([]);
  });

  test('an alarm for a cache that refuses commands, if there is one', () => {
    const { properties } = findResource(built.resources, 'CloudWatch::Alarm', 'Alarmcache');
    expect(valueAt(properties, 'Dimensions')).toEqual([{ Name: 'clusterId', Value: 'rostrum-production' }]);
    const starter = resourcesOfType(synthesize(profile('starter')).resources, 'CloudWatch::Alarm');
    expect(starter.some(({ id }) => id.startsWith('Alarmcache'))).toBe(false);
  });
});
