import { balancedContainers } from '../../../models/cloudformation/task.ts';
import { cloudFormationRule } from '../../../rule.ts';

export const containerPortMapped = cloudFormationRule({
  id: 'container-port-mapped',
  severity: 'error',
  summary: 'The port that the load balancer targets is mapped by the container',
  rationale: 'a deployment that is rejected',
  fix: 'Add the port to the PortMappings of the container.',
  source: 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html',
  check({ tasks }, report) {
    for (const { entry, name, container } of tasks.flatMap(balancedContainers)) {
      const node = entry.get('ContainerPort');
      const [port, mappings] = [node.number(), container?.get('PortMappings').items()];
      // A port range maps ports without listing them.
      if (typeof port !== 'number' || mappings?.some((one) => !one.get('ContainerPortRange').isAbsent))
        continue;
      const known = mappings?.map((mapping) => mapping.get('ContainerPort').number());
      if (known && !known.includes('unknown') && !known.includes(port))
        report(node, `it is ${port}, and ${name} has ${known.join(', ') || 'none'}`);
    }
  },
});
