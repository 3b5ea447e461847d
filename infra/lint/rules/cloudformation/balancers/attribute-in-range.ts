import { readAttribute } from '../../../models/cloudformation/attributes.ts';
import { cloudFormationRule } from '../../../rule.ts';

const balancerRanges = [
  ['idle_timeout.timeout_seconds', 1, 4000],
  ['client_keep_alive.seconds', 60, 604_800],
] as const;
const groupRanges = [['deregistration_delay.timeout_seconds', 0, 3600]] as const;

export const attributeInRange = cloudFormationRule({
  id: 'attribute-in-range',
  severity: 'error',
  summary: "Attributes of load balancers and target groups are in the platform's range",
  rationale: 'a deployment that starts, is rejected and rolled back',
  fix: 'Choose a value in the range.',
  source:
    'https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_LoadBalancerAttribute.html',
  check({ template, balancers }, report) {
    const lists = [
      ...balancers.map(({ resource }) => [resource, 'LoadBalancerAttributes', balancerRanges] as const),
      ...template.groups.map((group) => [group, 'TargetGroupAttributes', groupRanges] as const),
    ];
    for (const [{ properties }, list, ranges] of lists)
      for (const [key, min, max] of ranges) {
        const node = readAttribute(properties, list, key);
        const value = node.outside(min, max);
        if (value !== null) report(node, `${key} is ${value}, not ${min} to ${max}`);
      }
  },
});
