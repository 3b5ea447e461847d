import { ResourceImpact, type TemplateDiff } from '@aws-cdk/cloudformation-diff';
import { isList, type Json, objectOf, type Template } from './normalise.ts';

/**
 * Listener rules that CloudFormation writes again, with the weights of the template over those that a canary has set
 * (aws-cdk#36649): their own properties change, or what they name is replaced. Only rules that a service moves its
 * traffic with count. A change of the service itself starts a deployment, which begins where the traffic is.
 */
export function rulesReset(before: Template, after: Template, { resources }: TemplateDiff): string[] {
  const changed = new Set<string>();
  const replaced = new Set<string>();
  resources.forEachDifference((id, change) => {
    if (change.isUpdate && Object.keys(change.propertyUpdates).length > 0) changed.add(id);
    if (change.changeImpact === ResourceImpact.WILL_REPLACE) replaced.add(id);
  });
  const now = objectOf(after.Resources);
  return productionRules(before).filter(
    (id) => id in now && (changed.has(id) || namesIn(now[id] ?? null).some((name) => replaced.has(name))),
  );
}

/** Those that the services of a template move their traffic with, by their logical ids. */
const productionRules = (template: Template): string[] =>
  Object.values(objectOf(template.Resources)).flatMap((resource) => {
    const { Type, Properties } = objectOf(resource);
    const balancers = objectOf(Properties).LoadBalancers;
    if (Type !== 'AWS::ECS::Service' || balancers === undefined || !isList(balancers)) return [];
    return balancers.flatMap((balancer) =>
      namesIn(objectOf(objectOf(balancer).AdvancedConfiguration).ProductionListenerRule ?? null),
    );
  });

/** Logical ids that a value refers to. */
function namesIn(value: Json): string[] {
  if (typeof value !== 'object' || value === null) return [];
  if (isList(value)) return value.flatMap(namesIn);
  const { Ref: ref, 'Fn::GetAtt': attribute } = value;
  if (typeof ref === 'string') return [ref];
  if (attribute !== undefined && isList(attribute)) return attribute.slice(0, 1).map(String);
  return Object.values(value).flatMap(namesIn);
}
