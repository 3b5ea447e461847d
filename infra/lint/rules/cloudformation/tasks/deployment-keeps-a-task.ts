import { cloudFormationRule } from '../../../rule.ts';

export const deploymentKeepsTask = cloudFormationRule({
  id: 'deployment-keeps-a-task',
  severity: 'warning',
  summary: 'A deployment keeps a task that serves',
  rationale: 'a gap in every deployment: ECS may stop all tasks before a new one answers',
  fix: 'Set MinimumHealthyPercent to 100, and MaximumPercent to 200.',
  source: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service_definition_parameters.html',
  check({ tasks }, report) {
    for (const { properties, isRolling, isDaemon } of tasks) {
      const minimum = properties.get('DeploymentConfiguration', 'MinimumHealthyPercent');
      const serves = ['LoadBalancers', 'ServiceRegistries', 'ServiceConnectConfiguration'].some(
        (key) => !properties.get(key).isAbsent,
      );
      const desired = properties.get('DesiredCount').number();
      if (minimum.number() !== 0 || !serves || !isRolling || isDaemon || desired === 0) continue;
      const which = desired === 1 ? 'the only task' : 'all tasks';
      report(minimum, `MinimumHealthyPercent is 0, so ${which} may be stopped first`);
    }
  },
});
