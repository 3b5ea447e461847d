import { cloudFormationRule } from '../../../rule.ts';

export const restartInRange = cloudFormationRule({
  id: 'restart-in-range',
  severity: 'error',
  summary: 'The restart attempt period of a container is 60 to 1800 s',
  rationale: 'a deployment that is rejected',
  fix: 'Set RestartAttemptPeriod to at least 60.',
  source: 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerRestartPolicy.html',
  check({ template }, report) {
    for (const { properties } of template.definitions)
      for (const container of properties.get('ContainerDefinitions').list()) {
        const period = container.get('RestartPolicy', 'RestartAttemptPeriod');
        const value = period.outside(60, 1800);
        if (value !== null) report(period, `it is ${value} s, not 60 to 1800 s`);
      }
  },
});
