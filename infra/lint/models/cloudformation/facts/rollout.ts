import { type Sheet, second } from '../../../parse/fact-builder.ts';
import type { View } from '../../../parse/value-ref.ts';
import type { Resource } from '../resources.ts';
import type { Task } from '../task.ts';
import type { Template } from '../template.ts';

const minute = 60 * second;
/** Above it CloudFormation refuses a canary or linear deployment. */
const durationMsMax = 33 * 60 * minute;

/** A new version that gets a share of the traffic first, and the alarms that may call it back. */
export function rolloutFacts(sheet: Sheet, template: Template, { service }: Task): void {
  const deployment = service.properties.get('DeploymentConfiguration');
  const strategy = deployment.get('Strategy').text();
  const inMinutes = (assumed: number) => ({ times: minute, default: assumed });
  const bake = deployment.get('BakeTimeInMinutes');
  if (strategy === 'CANARY') {
    const canary = deployment.get('CanaryConfiguration');
    sheet.read('deployment.rollout.canaryMs', canary.get('CanaryBakeTimeInMinutes'), inMinutes(10));
    sheet.read('deployment.rollout.canaryPercent', canary.get('CanaryPercent'), { default: 5 });
  }
  if (strategy === 'CANARY' || strategy === 'BLUE_GREEN') {
    sheet.read('deployment.rollout.bakeMs', bake, { scale: minute });
    sheet.set('deployment.rollout.durationMsMax', durationMsMax, deployment.place, true);
    alarmFacts(sheet, template, deployment.get('Alarms'));
  }
}

interface Ringing {
  readonly alarm: Resource;
  readonly periodMs: number;
  readonly period: View;
  readonly periods: number;
}

/** The slowest of the alarms that a deployment listens to. */
function alarmFacts(sheet: Sheet, template: Template, alarms: View): void {
  if (alarms.isAbsent || alarms.get('Enable').flag() === false) return;
  const names = alarms.get('AlarmNames').items() ?? [];
  const found = names.flatMap((name) => alarmOf(template, name));
  const known = found.flatMap((alarm) => ringingOf(alarm));
  const [slowest] = known.sort((a, b) => b.periodMs * b.periods - a.periodMs * a.periods);
  if (slowest === undefined || found.length < names.length || known.length < found.length) return;
  const { alarm, period, periodMs, periods } = slowest;
  sheet.set('deployment.alarms.periodMs', periodMs, period.place);
  sheet.set('deployment.alarms.periods', periods, alarm.properties.get('EvaluationPeriods').place);
}

/** By its name, or by a reference to it. */
function alarmOf(template: Template, name: View): Resource[] {
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

function ringingOf(alarm: Resource): Ringing[] {
  const { properties } = alarm;
  // Of an expression's metrics, the longest period counts.
  const metrics = (properties.get('Metrics').items() ?? []).map((metric) => metric.get('MetricStat', 'Period'));
  const measured = [properties.get('Period'), ...metrics].flatMap((view) => {
    const seconds = view.number();
    return typeof seconds === 'number' ? [{ view, seconds }] : [];
  });
  const [longest] = measured.sort((a, b) => b.seconds - a.seconds);
  const all = properties.get('EvaluationPeriods').number();
  const enough = properties.get('DatapointsToAlarm').number();
  if (longest === undefined || typeof all !== 'number' || enough === 'unknown') return [];
  // Of five periods, three may be enough: then it rings after three at the earliest.
  const periods = enough === 'absent' ? all : Math.min(all, enough);
  return [{ alarm, periodMs: longest.seconds * second, period: longest.view, periods }];
}
