import { hasUnresolved } from '../../../parse/resolved.ts';
import { cloudFormationRule } from '../../../rule.ts';
import { collectAttachments, listenerTypes } from './attachments.ts';

export const targetGroupHasListener = cloudFormationRule({
  id: 'target-group-has-listener',
  severity: 'error',
  summary: 'The target group of a service is attached to a listener',
  rationale:
    'a deployment that is rejected and rolled back: the target group does not have an associated load balancer',
  fix: 'Forward to the group from a Listener or ListenerRule, and add that to the DependsOn of the service.',
  source: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/alb.html',
  check(model, report) {
    const { template } = model;
    // With targets that are known only at deployment, any listener may forward to it.
    const isOpen = template
      .ofType(...listenerTypes)
      .some(({ properties }) =>
        ['DefaultActions', 'Actions'].some((key) => hasUnresolved(properties.get(key).value)),
      );
    for (const { node, group, attachers } of collectAttachments(model))
      if (attachers.length === 0 && !template.outputReferences.has(group.id) && !isOpen)
        report(node, `no listener forwards to ${group.name}`);
  },
});
