import { describe, expect, test } from 'vitest';
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

  test('an alarm for a cache that refuses commands, if there is one', () => {
    const { properties } = findResource(built.resources, 'CloudWatch::Alarm', 'Alarmcache');
    expect(valueAt(properties, 'Dimensions')).toEqual([{ Name: 'clusterId', Value: 'rostrum-production' }]);
    const starter = resourcesOfType(synthesize(profile('starter')).resources, 'CloudWatch::Alarm');
    expect(starter.some(({ id }) => id.startsWith('Alarmcache'))).toBe(false);
  });
});
