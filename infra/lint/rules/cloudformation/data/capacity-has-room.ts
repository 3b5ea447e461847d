import { cloudFormationRule } from '../../../rule.ts';

export const capacityHasRoom = cloudFormationRule({
  id: 'capacity-has-room',
  severity: 'error',
  summary: 'The largest capacity is not below the smallest',
  rationale: 'a deployment that starts, is rejected and rolled back',
  fix: 'Raise the largest capacity, or lower the smallest.',
  source: 'https://docs.aws.amazon.com/autoscaling/application/APIReference/API_RegisterScalableTarget.html',
  check({ template }, report) {
    const capacities = [
      ...template.ofType('AWS::ApplicationAutoScaling::ScalableTarget').map(({ properties }) => properties),
      ...template.clusters.map(({ properties }) => properties.get('ServerlessV2ScalingConfiguration')),
    ];
    for (const capacity of capacities) {
      const max = capacity.get('MaxCapacity');
      const [from, to] = [capacity.get('MinCapacity').number(), max.number()];
      if (typeof from === 'number' && typeof to === 'number' && from > to)
        report(max, `the maximum is ${to}, and the minimum ${from}`);
    }
  },
});
