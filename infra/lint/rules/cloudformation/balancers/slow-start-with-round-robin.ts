import { readAttribute } from '../../../models/cloudformation/attributes.ts';
import { cloudFormationRule } from '../../../rule.ts';

const [secondsMin, secondsMax] = [30, 900];

export const slowStartWithRoundRobin = cloudFormationRule({
  id: 'slow-start-with-round-robin',
  severity: 'error',
  summary: 'A slow start is used with round_robin only, and lasts 30 to 900 s',
  rationale: 'a deployment that starts, is rejected and rolled back',
  fix: 'Set slow_start.duration_seconds to 0, or the algorithm to round_robin.',
  source:
    'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html',
  check({ template }, report) {
    for (const { properties } of template.groups) {
      const of = (key: string) => readAttribute(properties, 'TargetGroupAttributes', key);
      const node = of('slow_start.duration_seconds');
      const seconds = node.number();
      if (typeof seconds !== 'number' || seconds === 0) continue;
      const algorithm = of('load_balancing.algorithm.type').value;
      if (typeof algorithm === 'string' && algorithm !== 'round_robin')
        report(node, `it is ${seconds} s, and the algorithm ${algorithm} does not support one`);
      if (seconds < secondsMin || seconds > secondsMax)
        report(node, `it is ${seconds} s, not ${secondsMin} to ${secondsMax} s`);
    }
  },
});
