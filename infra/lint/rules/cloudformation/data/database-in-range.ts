import { cloudFormationRule } from '../../../rule.ts';

const ranges = [
  ['MinCapacity', 0, 256],
  ['MaxCapacity', 1, 256],
  ['SecondsUntilAutoPause', 300, 86_400],
] as const;

export const databaseInRange = cloudFormationRule({
  id: 'database-in-range',
  severity: 'error',
  summary: "The capacity of a serverless database is in the platform's range",
  rationale: 'a deployment that starts, is rejected and rolled back',
  fix: 'Choose capacities in half units up to 256, a maximum of at least 1, and a pause after 300 to 86400 s.',
  source:
    'https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ServerlessV2ScalingConfiguration.html',
  check({ template }, report) {
    for (const { properties } of template.clusters)
      for (const [key, min, max] of ranges) {
        const node = properties.get('ServerlessV2ScalingConfiguration', key);
        const value = node.outside(min, max);
        if (value !== null) report(node, `it is ${value}, not ${min} to ${max}`);
      }
  },
});
