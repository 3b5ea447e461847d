import { cloudFormationRule } from '../../../rule.ts';

const hour = 60;
const rolloutMinutesMax = 33 * hour;
const bakeMinutesMax = 24 * hour;

export const rolloutInRange = cloudFormationRule({
  id: 'rollout-in-range',
  severity: 'error',
  summary: "The steps of a deployment are in the platform's range, and end within 33 hours",
  rationale: 'a deployment that is rejected, or rolled back because it takes too long',
  fix: 'Choose values in the range, and fewer or shorter steps.',
  source: 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html',
  check({ tasks }, report) {
    for (const { properties } of tasks) {
      const deployment = properties.get('DeploymentConfiguration');
      const linear = deployment.get('LinearConfiguration');
      const percents = [
        [deployment.get('CanaryConfiguration', 'CanaryPercent'), 0.1],
        [linear.get('StepPercent'), 3],
      ] as const;
      for (const [node, min] of percents) {
        const value = node.outside(min, 100);
        if (value !== null) report(node, `it is ${value} %, not ${min} to 100 %`);
      }
      const bake = deployment.get('BakeTimeInMinutes');
      const value = bake.outside(0, bakeMinutesMax);
      if (value !== null) report(bake, `it is ${value} minutes, not 0 to ${bakeMinutesMax}`);
      const [percent, minutes, after] = [
        linear.get('StepPercent').number(),
        linear.get('StepBakeTimeInMinutes').number(),
        bake.number(),
      ];
      if (typeof percent !== 'number' || typeof minutes !== 'number' || typeof after !== 'number') continue;
      const all = percent > 0 ? (Math.ceil(100 / percent) - 1) * minutes + after : 0;
      if (all > rolloutMinutesMax)
        report(linear, `steps and bake time take ${all} minutes, and the maximum is ${rolloutMinutesMax}`);
    }
  },
});
