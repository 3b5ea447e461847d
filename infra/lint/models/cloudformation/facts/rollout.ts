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
  const deployment = service.properties.at('DeploymentConfiguration');
  const strategy = deployment.at('Strategy').text();
  const inMinutes = (assumed: number) => ({ times: minute, default: assumed });
  const bake = deployment.at('BakeTimeInMinutes');
  if (strategy === 'CANARY') {
    const canary = deployment.at('CanaryConfiguration');
    sheet.read('deployment.rollout.canaryMs', canary.at('CanaryBakeTimeInMinutes'), inMinutes(10));
    sheet.read('deployment.rollout.canaryPercent', canary.at('CanaryPercent'), { default: 5 });
  }
  if (strategy === 'CANARY' || strategy === 'BLUE_GREEN') {
    sheet.read('deployment.rollout.bakeMs', bake, { times: minute });
    sheet.put('deployment.rollout.durationMsMax', durationMsMax, deployment.place, true);
    alarmFacts(sheet, template, deployment.at('Alarms'));
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
  if (alarms.isAbsent || alarms.at('Enable').flag() === false) return;
  const names = alarms.at('AlarmNames').items() ?? [];
  const found = names.flatMap((name) => alarmOf(template, name));
  const known = found.flatMap((alarm) => ringingOf(alarm));
  const [slowest] = known.sort((a, b) => b.periodMs * b.periods - a.periodMs * a.periods);
  if (slowest === undefined || found.length < names.length || known.length < found.length) return;
  const { alarm, period, periodMs, periods } = slowest;
  sheet.put('deployment.alarms.periodMs', periodMs, period.place);
  sheet.put('deployment.alarms.periods', periods, alarm.properties.at('EvaluationPeriods').place);
}

/** By its name, or by a reference to it. */
function alarmOf(template: Template, name: View): Resource[] {
  const [reference] = name.references();
  const literal = name.text();
  const found = template
    .of('AWS::CloudWatch::Alarm')
    .find(
      ({ id, properties }) =>
        id === reference?.id || (literal !== null && properties.at('AlarmName').text() === literal),
    );
  return found ? [found] : [];
}

function ringingOf(alarm: Resource): Ringing[] {
  const { properties } = alarm;
  // Of an expression's metrics, the longest period counts.
  const metrics = (properties.at('Metrics').items() ?? []).map((metric) => metric.at('MetricStat', 'Period'));
  const measured = [properties.at('Period'), ...metrics].flatMap((view) => {
    const seconds = view.number();
    return typeof seconds === 'number' ? [{ view, seconds }] : [];
  });
  const [longest] = measured.sort((a, b) => b.seconds - a.seconds);
  const all = properties.at('EvaluationPeriods').number();
  const enough = properties.at('DatapointsToAlarm').number();
  if (longest === undefined || typeof all !== 'number' || enough === 'unknown') return [];
  // Of five periods, three may be enough: then it rings after three at the earliest.
  const periods = enough === 'absent' ? all : Math.min(all, enough);
  return [{ alarm, periodMs: longest.seconds * second, period: longest.view, periods }];
}
