import { ResourceImpact, type TemplateDiff } from '@aws-cdk/cloudformation-diff';
import { type Change, describeResource } from './changes.ts';
import { asObject, type JsonObject } from './normalize.ts';
import { isReachable, referencedIds } from './references.ts';

const balancerType = 'AWS::ElasticLoadBalancingV2::LoadBalancer';
const groupType = 'AWS::ElasticLoadBalancingV2::TargetGroup';

/**
 * Target groups that stay while their load balancer is replaced, such as when deployment.ingress changes to or from
 * `internet`. A target group has one load balancer, and CloudFormation creates the new one before it deletes the old.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html
 */
export function strandedTargetGroups(
  before: JsonObject,
  after: JsonObject,
  { resources }: TemplateDiff,
): Change[] {
  const replaced = new Set<string>();
  resources.forEachDifference((id, { changeImpact }) => {
    if (changeImpact === ResourceImpact.WILL_REPLACE) replaced.add(id);
  });
  const [old, now] = [asObject(before.Resources), asObject(after.Resources)];
  const findIds = (type: string) => Object.keys(now).filter((id) => asObject(now[id]).Type === type);
  return findIds(balancerType)
    .filter((id) => replaced.has(id))
    .flatMap((balancer) =>
      findIds(groupType)
        .filter((group) => !replaced.has(group))
        .filter((group) => [old, now].every((all) => isAttached(all, group, balancer)))
        .map(
          (group): Change => ({
            kind: 'fails',
            resource: describeResource(group, groupType),
            text:
              `stays with the load balancer \`${balancer}\` that is replaced, and the new one cannot use it: the ` +
              'deployment is rolled back. Deploy a second one with -c name= instead, and take the data along ' +
              '(infra/README.md)',
          }),
        ),
    );
}

/** By a listener, or a rule of one. */
const isAttached = (resources: JsonObject, group: string, balancer: string): boolean =>
  Object.entries(resources).some(
    ([id, resource]) =>
      /^AWS::ElasticLoadBalancingV2::Listener/.test(String(asObject(resource).Type)) &&
      referencedIds(resource).includes(group) &&
      isReachable(resources, id, balancer),
  );
