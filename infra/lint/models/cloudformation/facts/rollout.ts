import type { ConfigNode } from '../../../parse/config-node.ts';
import { type FactBuilder, second } from '../../../parse/fact-builder.ts';
import type { Resource } from '../resources.ts';
import type { EcsTask } from '../task.ts';
import type { Template } from '../template.ts';

const minute = 60 * second;
/** CloudFormation rejects longer canary and linear deployments. */
const durationMsMax = 33 * 60 * minute;

/** The facts of a gradual rollout, and of the alarms that can roll it back. */
export function addRolloutFacts(builder: FactBuilder, template: Template, { service }: EcsTask): void {
  const deployment = service.properties.get('DeploymentConfiguration');
  const strategy = deployment.get('Strategy').text();
  const inMinutes = (assumed: number) => ({ scale: minute, default: assumed });
  const bake = deployment.get('BakeTimeInMinutes');
  if (strategy === 'CANARY') {
    const canary = deployment.get('CanaryConfiguration');
    builder.read('deployment.rollout.canaryMs', canary.get('CanaryBakeTimeInMinutes'), inMinutes(10));
    builder.read('deployment.rollout.canaryPercent', canary.get('CanaryPercent'), { default: 5 });
  }
  if (strategy === 'CANARY' || strategy === 'BLUE_GREEN') {
    builder.read('deployment.rollout.bakeMs', bake, { scale: minute });
    builder.set('deployment.rollout.durationMsMax', durationMsMax, deployment.place, true);
    addAlarmFacts(builder, template, deployment.get('Alarms'));
  }
}

interface AlarmTiming {
  readonly alarm: Resource;
  readonly periodMs: number;
  readonly period: ConfigNode;
  readonly periods: number;
}

/** The facts of the slowest alarm of a deployment. */
function addAlarmFacts(builder: FactBuilder, template: Template, alarms: ConfigNode): void {
  if (alarms.isAbsent || alarms.get('Enable').flag() === false) return;
  const names = alarms.get('AlarmNames').list();
  const found = names.flatMap((name) => findAlarm(template, name));
  const known = found.flatMap((alarm) => readTiming(alarm));
  const [slowest] = known.sort((a, b) => b.periodMs * b.periods - a.periodMs * a.periods);
  if (slowest === undefined || found.length < names.length || known.length < found.length) return;
  const { alarm, period, periodMs, periods } = slowest;
  builder.set('deployment.alarms.periodMs', periodMs, period.place);
  builder.set('deployment.alarms.periods', periods, alarm.properties.get('EvaluationPeriods').place);
}

/** Finds an alarm by its name or by a reference. */
function findAlarm(template: Template, name: ConfigNode): Resource[] {
  const [reference] = name.references();
  const literal = name.text();
  const found = template
    .ofType('AWS::CloudWatch::Alarm')
    .find(
      ({ id, properties }) =>
        id === reference?.id || (literal !== null && properties.get('AlarmName').text() === literal),
    );
  return found ? [found] : [];
}

function readTiming(alarm: Resource): AlarmTiming[] {
  const { properties } = alarm;
  // With a metric expression, the longest period counts.
  const metrics = properties
    .get('Metrics')
    .list()
    .map((metric) => metric.get('MetricStat', 'Period'));
  const measured = [properties.get('Period'), ...metrics].flatMap((node) => {
    const seconds = node.number();
    return typeof seconds === 'number' ? [{ node, seconds }] : [];
  });
  const [longest] = measured.sort((a, b) => b.seconds - a.seconds);
  const all = properties.get('EvaluationPeriods').number();
  const enough = properties.get('DatapointsToAlarm').number();
  if (longest === undefined || typeof all !== 'number' || enough === 'unknown') return [];
  // With 3 of 5 datapoints, the alarm fires after 3 periods at the earliest.
  const periods = enough === 'absent' ? all : Math.min(all, enough);
  return [{ alarm, periodMs: longest.seconds * second, period: longest.node, periods }];
}
