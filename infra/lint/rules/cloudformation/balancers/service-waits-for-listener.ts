import { cloudFormationRule } from '../../../rule.ts';
import { collectAttachments, listenerTypes } from './attachments.ts';

/**
 * A load balancer takes minutes to create, and its listeners come after it. A service that waits for the load balancer,
 * or for another of its listeners, usually comes late enough, and is not reported.
 */
export const serviceWaitsForListener = cloudFormationRule({
  id: 'service-waits-for-listener',
  severity: 'error',
  summary: 'A service is created after the listener that its target group is attached to',
  rationale:
    'a first deployment that is rejected and rolled back: the target group does not have an associated load balancer',
  fix: 'Add the listener or the rule to the DependsOn of the service.',
  source: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-dependson.html',
  check(model, report) {
    const { template } = model;
    for (const { service, node, attachers } of collectAttachments(model)) {
      if (attachers.length === 0 || !attachers.every(({ type }) => listenerTypes.includes(type))) continue;
      const dependencies = template.dependenciesOf(service.id);
      const balancers = attachers
        .flatMap(({ id }) => [...template.dependenciesOf(id)])
        .filter((id) => template.get(id)?.type === 'AWS::ElasticLoadBalancingV2::LoadBalancer');
      const waitedFor = [...attachers.map(({ id }) => id), ...balancers];
      if (balancers.length > 0 && !waitedFor.some((id) => dependencies.has(id)))
        report(node, `${attachers.map(({ name }) => name).join(' and ')} may be created after the service`);
    }
  },
});
