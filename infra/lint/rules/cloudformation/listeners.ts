import type { Resource } from '../../models/cloudformation/resources.ts';
import type { Template } from '../../models/cloudformation/template.ts';
import { hasUnresolved } from '../../parse/resolved.ts';
import type { Rule } from '../../types.ts';
import type { CloudFormationRuleSet } from './context.ts';

const targetGroupHasListener: Rule = {
  id: 'target-group-has-listener',
  severity: 'error',
  summary: 'The target group of a service is attached to a listener',
  rationale:
    'a deployment that is rejected and rolled back: the target group does not have an associated load balancer',
  fix: 'Forward to the group from a Listener or ListenerRule, and add that to the DependsOn of the service.',
};

const serviceWaitsForListener: Rule = {
  id: 'service-waits-for-listener',
  severity: 'error',
  summary: 'A service is created after the listener that its target group is attached to',
  rationale:
    'a first deployment that is rejected and rolled back: the target group does not have an associated load balancer',
  fix: 'Add the listener or the rule to the DependsOn of the service.',
};

export const listenerRules: CloudFormationRuleSet = {
  rules: [targetGroupHasListener, serviceWaitsForListener],
  check({ deployment: { template } }, report) {
    for (const service of template.ofType('AWS::ECS::Service'))
      for (const entry of service.properties.get('LoadBalancers').items() ?? []) {
        const [group] = entry
          .get('TargetGroupArn')
          .references()
          .flatMap(({ id }) => template.get(id) ?? []);
        if (group?.type !== groupType || !isInOneFile(template, service, group)) continue;
        const attachers = findAttachers(template, group);
        const { resource } = group.properties.place;
        if (attachers.length === 0 && !template.outputReferences.has(group.id)) {
          if (!template.ofType(...listenerTypes).some(hasUnresolvedActions))
            report(
              targetGroupHasListener,
              entry.get('TargetGroupArn'),
              `no listener forwards to ${resource}`,
            );
          continue;
        }
        const dependencies = template.dependenciesOf(service.id);
        if (attachers.length === 0 || attachers.some(({ id }) => dependencies.has(id))) continue;
        if (
          !attachers.every(({ type }) => listenerTypes.includes(type)) ||
          !isAfterService(template, attachers, dependencies)
        )
          continue;
        const names = attachers.map(({ properties }) => properties.place.resource).join(' and ');
        report(
          serviceWaitsForListener,
          entry.get('TargetGroupArn'),
          `${names} may be created after the service`,
        );
      }
  },
};

const elb = 'AWS::ElasticLoadBalancingV2';
const groupType = `${elb}::TargetGroup`;
const listenerTypes: readonly string[] = [`${elb}::Listener`, `${elb}::ListenerRule`];

/** Two files are two stacks, and one is complete before the other starts. */
const isInOneFile = (template: Template, service: Resource, group: Resource): boolean => {
  const { file } = service.properties.place;
  return group.properties.place.file === file && template.isComplete(file);
};

/** Resources that may attach a group to a listener: all that refer to it, except known consumers. */
const findAttachers = (template: Template, { id: group }: Resource): Resource[] =>
  template.resources.filter(
    ({ id, type, properties }) =>
      id !== group && !consumerTypes.test(type) && properties.references().some((to) => to.id === group),
  );

const consumerTypes = /^AWS::(?:ECS|CloudWatch|ApplicationAutoScaling)::/;

/** Whether its targets are known only at deployment. */
const hasUnresolvedActions = ({ properties }: Resource): boolean =>
  ['DefaultActions', 'Actions'].some((key) => hasUnresolved(properties.get(key).value));

/**
 * A load balancer takes minutes to create, and its listeners come after it. A service that waits for the load balancer,
 * or for another of its listeners, usually comes late enough, and is not reported.
 */
function isAfterService(
  template: Template,
  attachers: readonly Resource[],
  dependencies: ReadonlySet<string>,
): boolean {
  const dependenciesOfAttachers = attachers.flatMap(({ id }) => [...template.dependenciesOf(id)]);
  const balancers = dependenciesOfAttachers.filter((id) => template.get(id)?.type === `${elb}::LoadBalancer`);
  return balancers.length > 0 && !balancers.some((id) => dependencies.has(id));
}
