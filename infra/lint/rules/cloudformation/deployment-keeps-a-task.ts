import type { DocumentedRule } from '../../types.ts';
import type { CloudFormationRuleSet } from './context.ts';

const example = (percent: number) => `Resources:
  Service:
    Type: AWS::ECS::Service
    Properties:
      DesiredCount: 1
      LoadBalancers: [{ ContainerName: web, ContainerPort: 80, TargetGroupArn: arn }]
      DeploymentConfiguration: { MinimumHealthyPercent: ${percent}, MaximumPercent: 200 }
`;

const deploymentKeepsTask: DocumentedRule = {
  id: 'deployment-keeps-a-task',
  severity: 'warning',
  summary: 'A deployment keeps a task that serves',
  rationale: 'a gap in every deployment: ECS may stop all tasks before a new one answers',
  fix: 'Set MinimumHealthyPercent to 100, and MaximumPercent to 200.',
  source: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service_definition_parameters.html',
  fails: [{ name: 'template.yaml', text: example(0) }],
  passes: [{ name: 'template.yaml', text: example(100) }],
};

export const deploymentKeepsTaskRules: CloudFormationRuleSet = {
  rules: [deploymentKeepsTask],
  check({ deployment: { template } }, report) {
    for (const { properties } of template.ofType('AWS::ECS::Service')) {
      const minimum = properties.get('DeploymentConfiguration', 'MinimumHealthyPercent');
      const serves = ['LoadBalancers', 'ServiceRegistries', 'ServiceConnectConfiguration'].some(
        (key) => !properties.get(key).isAbsent,
      );
      const isRolling = ['ECS', null].includes(properties.get('DeploymentController', 'Type').text());
      if (minimum.number() !== 0 || !serves || !isRolling) continue;
      if (properties.get('SchedulingStrategy').text() === 'DAEMON') continue;
      const desired = properties.get('DesiredCount').number();
      if (desired === 0) continue;
      const which = desired === 1 ? 'the only task' : 'all tasks';
      report(deploymentKeepsTask, minimum, `MinimumHealthyPercent is 0, so ${which} may be stopped first`);
    }
  },
};
