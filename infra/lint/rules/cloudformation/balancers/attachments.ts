import type { CloudFormationModel } from '../../../models/cloudformation/deployment.ts';
import type { Resource } from '../../../models/cloudformation/resources.ts';
import type { ConfigNode } from '../../../parse/config-node.ts';

const elb = 'AWS::ElasticLoadBalancingV2';
export const listenerTypes: readonly string[] = [`${elb}::Listener`, `${elb}::ListenerRule`];
const consumerTypes = /^AWS::(?:ECS|CloudWatch|ApplicationAutoScaling)::/;

/** A target group of a service. */
export interface Attachment {
  readonly service: Resource;
  readonly node: ConfigNode;
  readonly group: Resource;
  /** All resources that refer to the group, except known consumers: they may attach it to a listener. */
  readonly attachers: readonly Resource[];
}

/** Two files are two stacks, and one is complete before the other starts, so both must be in one file. */
export function collectAttachments({ template, tasks }: CloudFormationModel): Attachment[] {
  return tasks.flatMap(({ service }) =>
    service.properties
      .get('LoadBalancers')
      .list()
      .flatMap((entry): Attachment[] => {
        const node = entry.get('TargetGroupArn');
        const group = template.target(node);
        const { file } = service.properties.place;
        if (group?.type !== `${elb}::TargetGroup` || group.properties.place.file !== file) return [];
        if (!template.isComplete(file)) return [];
        const attachers = template.resources.filter(
          ({ id, type, properties }) =>
            id !== group.id && !consumerTypes.test(type) && properties.refersTo(group.id),
        );
        return [{ service, node, group, attachers }];
      }),
  );
}
