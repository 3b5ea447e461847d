import { ResourceImpact, type TemplateDiff } from '@aws-cdk/cloudformation-diff';
import { asObject, isJsonArray, type JsonObject } from './normalize.ts';
import { referencedIds } from './references.ts';

/**
 * Production listener rules whose weights, set by a canary, CloudFormation resets to those of the template
 * (aws-cdk#36649): their properties change, or a resource that they refer to is replaced. A change to the service
 * itself starts a deployment, which begins with the current weights.
 */
export function rewrittenRules(before: JsonObject, after: JsonObject, { resources }: TemplateDiff): string[] {
  const changed = new Set<string>();
  const replaced = new Set<string>();
  resources.forEachDifference((id, change) => {
    if (change.isUpdate && Object.keys(change.propertyUpdates).length > 0) changed.add(id);
    if (change.changeImpact === ResourceImpact.WILL_REPLACE) replaced.add(id);
  });
  const remaining = asObject(after.Resources);
  return productionRules(before).filter(
    (id) =>
      id in remaining &&
      (changed.has(id) || referencedIds(remaining[id] ?? null).some((name) => replaced.has(name))),
  );
}

/** Logical ids of the rules that the template's services use to shift traffic. */
const productionRules = (template: JsonObject): string[] =>
  Object.values(asObject(template.Resources)).flatMap((resource) => {
    const { Type, Properties } = asObject(resource);
    const loadBalancers = asObject(Properties).LoadBalancers;
    if (Type !== 'AWS::ECS::Service' || loadBalancers === undefined || !isJsonArray(loadBalancers)) return [];
    return loadBalancers.flatMap((loadBalancer) =>
      referencedIds(asObject(asObject(loadBalancer).AdvancedConfiguration).ProductionListenerRule ?? null),
    );
  });
