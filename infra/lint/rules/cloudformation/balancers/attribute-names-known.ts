import { didYouMean } from '../../../../../app/shared/suggestions.ts';
import { readAttributeKeys } from '../../../models/cloudformation/attributes.ts';
import { cloudFormationRule } from '../../../rule.ts';
import { balancerKeys, groupKeys, networkKeys } from './attribute-keys.ts';

export const attributeNamesKnown = cloudFormationRule({
  id: 'attribute-names-known',
  severity: 'error',
  summary: 'Attributes of load balancers and target groups have known names',
  rationale: 'a deployment that starts, is rejected and rolled back',
  fix: 'Use a name from the API reference.',
  source:
    'https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_LoadBalancerAttribute.html',
  check({ template, balancers }, report) {
    const lists = [
      ...balancers.map(({ resource }) => [resource, 'LoadBalancerAttributes', balancerKeys] as const),
      ...template.groups.map((group) => [group, 'TargetGroupAttributes', groupKeys] as const),
    ];
    for (const [{ properties }, list, known] of lists)
      for (const [key, node] of readAttributeKeys(properties, list)) {
        if (known.has(key)) continue;
        if (networkKeys.has(key))
          report(
            node,
            `${key} is for network load balancers`,
            'Remove it, or make this a network load balancer.',
          );
        else report(node, `${key} is not a known name${didYouMean(key, [...known])}`);
      }
  },
});
