import { cloudFormationRule } from '../../../rule.ts';

export const deploymentHasRoom = cloudFormationRule({
  id: 'deployment-has-room',
  severity: 'error',
  summary: 'A deployment may run more tasks than it must keep healthy',
  rationale: 'a deployment that can neither start nor stop a task, and hangs for three hours',
  fix: 'Raise MaximumPercent above MinimumHealthyPercent; 200 and 100 replace tasks without losing capacity.',
  source: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service_definition_parameters.html',
  check({ tasks }, report) {
    for (const { properties, isRolling } of tasks) {
      const deployment = properties.get('DeploymentConfiguration');
      const [min, max] = [deployment.get('MinimumHealthyPercent'), deployment.get('MaximumPercent')].map(
        (one) => one.number(),
      );
      if (isRolling && typeof max === 'number' && typeof min === 'number' && max <= min)
        report(deployment.get('MaximumPercent'), `at most ${max} % may run, and ${min} % must stay healthy`);
    }
  },
});
