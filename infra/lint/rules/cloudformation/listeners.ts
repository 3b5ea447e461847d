import type { Resource } from '../../models/cloudformation/resources.ts';
import type { Template } from '../../models/cloudformation/template.ts';
import { hasUnresolved } from '../../parse/resolved.ts';
import type { Rule } from '../../source.ts';
import type { Rules } from './rule.ts';

const attached: Rule = {
  id: 'target-group-has-listener',
  severity: 'error',
  summary: 'The target group of a service hangs on a listener',
  prevents:
    'a deployment that is refused, and rolled back: the target group does not have an associated load balancer',
  fix: 'Forward to the group from a Listener or a ListenerRule, and let the service depend on that.',
};

const waits: Rule = {
  id: 'service-waits-for-listener',
  severity: 'error',
  summary: 'A service is made after the listener that its target group hangs on',
  prevents:
    'a first deployment that is refused, and rolled back: the target group does not have an associated load balancer',
  fix: 'Write DependsOn with the listener or the rule into the service.',
};

export const listenerRules: Rules = {
  rules: [attached, waits],
  check({ deployment: { template } }, say) {
    for (const service of template.ofType('AWS::ECS::Service'))
      for (const entry of service.properties.get('LoadBalancers').items() ?? []) {
        const [group] = entry
          .get('TargetGroupArn')
          .references()
          .flatMap(({ id }) => template.get(id) ?? []);
        if (group?.type !== groupType || !isOfOneFile(template, service, group)) continue;
        const users = usersOf(template, group);
        const { resource } = group.properties.place;
        if (users.length === 0 && !template.outputReferences.has(group.id)) {
          if (!template.ofType(...senders).some(isOpen))
            say(attached, entry.get('TargetGroupArn'), `no listener leads to ${resource}`);
          continue;
        }
        const before = template.dependenciesOf(service.id);
        if (users.length === 0 || users.some(({ id }) => before.has(id))) continue;
        if (!users.every(({ type }) => senders.includes(type)) || !isLate(template, users, before)) continue;
        const names = users.map(({ properties }) => properties.place.resource).join(' and ');
        say(waits, entry.get('TargetGroupArn'), `${names} may come later than the service`);
      }
  },
};

const elb = 'AWS::ElasticLoadBalancingV2';
const groupType = `${elb}::TargetGroup`;
const senders: readonly string[] = [`${elb}::Listener`, `${elb}::ListenerRule`];

/** Two files are two stacks, of which one is complete before the other. */
const isOfOneFile = (template: Template, service: Resource, group: Resource): boolean => {
  const { file } = service.properties.place;
  return group.properties.place.file === file && template.isComplete(file);
};

/** What can hang a group on a listener: anything that speaks of it, but for those that only use it. */
const usersOf = (template: Template, { id: group }: Resource): Resource[] =>
  template.resources.filter(
    ({ id, type, properties }) =>
      id !== group && !onlyUse.test(type) && properties.references().some((to) => to.id === group),
  );

const onlyUse = /^AWS::(?:ECS|CloudWatch|ApplicationAutoScaling)::/;

/** Whether where it sends to is known only to the deployment. */
const isOpen = ({ properties }: Resource): boolean =>
  ['DefaultActions', 'Actions'].some((key) => hasUnresolved(properties.get(key).value));

/**
 * A balancer that is made here takes minutes, and its listeners come after it. Who waits for the balancer, or for
 * another of its listeners, may be lucky: of that nothing is said.
 */
function isLate(template: Template, users: readonly Resource[], before: ReadonlySet<string>): boolean {
  const awaited = users.flatMap(({ id }) => [...template.dependenciesOf(id)]);
  const balancers = awaited.filter((id) => template.get(id)?.type === `${elb}::LoadBalancer`);
  return balancers.length > 0 && !balancers.some((id) => before.has(id));
}
