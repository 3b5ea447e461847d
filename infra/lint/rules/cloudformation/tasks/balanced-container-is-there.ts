import { balancedContainers } from '../../../models/cloudformation/task.ts';
import { cloudFormationRule } from '../../../rule.ts';

export const balancedContainerIsThere = cloudFormationRule({
  id: 'balanced-container-is-there',
  severity: 'error',
  summary: 'The container that the load balancer targets is in the task',
  rationale: 'a deployment that is rejected',
  fix: 'Use the Name of one of the ContainerDefinitions.',
  source: 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LoadBalancer.html',
  check({ tasks }, report) {
    for (const { entry, name, names, container } of tasks.flatMap(balancedContainers))
      if (container === undefined && !names.includes(null) && names.length > 0)
        report(entry.get('ContainerName'), `it is ${name}, and the task has ${names.join(', ')}`);
  },
});
