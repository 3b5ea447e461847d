import { defaultRouteOf, interfaceEndpoints } from '../../../models/cloudformation/subnet-routes.ts';
import { cloudFormationRule } from '../../../rule.ts';

export const taskReachesRegistry = cloudFormationRule({
  id: 'task-reaches-registry',
  severity: 'error',
  summary: 'A task has a way out of its subnet: a public address, a NAT gateway or VPC endpoints',
  rationale: 'tasks that never start: they can reach neither the registry of their image nor CloudWatch',
  fix: 'Set AssignPublicIp to ENABLED, or use subnets that route 0.0.0.0/0 to a NAT gateway.',
  source: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-networking.html',
  check({ template }, report) {
    if (interfaceEndpoints(template).length > 0) return;
    for (const { properties } of template.services) {
      const network = properties.get('NetworkConfiguration', 'AwsvpcConfiguration');
      if (!network.isMap || !template.isComplete(properties.place.file)) continue;
      const address = network.get('AssignPublicIp');
      const isPublic = address.text() === 'ENABLED';
      if (!isPublic && !address.isAbsent && address.text() !== 'DISABLED') continue;
      const problem = network
        .get('Subnets')
        .list()
        .flatMap((node) => {
          const subnet = template.target(node);
          const route = defaultRouteOf(template, subnet);
          if (route === 'none') return [{ node, message: `${subnet?.name} has no route out of the network` }];
          return route === 'internet gateway' && !isPublic
            ? [
                {
                  node,
                  message: `${subnet?.name} routes to an internet gateway, which needs a public address`,
                },
              ]
            : [];
        });
      for (const { node, message } of problem.slice(0, 1)) report(node, message);
    }
  },
});
