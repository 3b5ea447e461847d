import { isMap } from '../../parse/document.ts';
import { flawsOf } from '../../rules/cloudformation/all.ts';
import type { Source } from '../../source.ts';
import { createDeployment } from './deployment.ts';
import { waysOf } from './request-paths.ts';
import { mapAt } from './resolve.ts';
import { createTemplate, type Template } from './template.ts';

const lacks = 'service, task, function, balancer, serverless database, or origin of a program';

/** Resources that some rule speaks of by themselves. */
const subjects = [
  'AWS::ECS::Service',
  'AWS::ECS::TaskDefinition',
  'AWS::Lambda::Function',
  'AWS::ElasticLoadBalancingV2::LoadBalancer',
  'AWS::ElasticLoadBalancingV2::TargetGroup',
  'AWS::ElasticLoadBalancingV2::ListenerRule',
  'AWS::ApplicationAutoScaling::ScalableTarget',
  'AWS::RDS::DBCluster',
];

const hasSubject = (template: Template): boolean =>
  template.ofType(...subjects).length > 0 ||
  template.ofType('AWS::CloudFront::Distribution').some(({ properties }) =>
    properties
      .get('DistributionConfig', 'Origins')
      .items()
      ?.some((origin) => ['CustomOriginConfig', 'VpcOriginConfig'].some((key) => !origin.get(key).isAbsent)),
  );

/** A template of CloudFormation: it has resources, and one of them at least has a type as AWS names them. */
export const cloudFormation: Source = {
  name: 'CloudFormation',
  recognizes({ documents: [first] }) {
    if (first === undefined || !isMap(first.value)) return false;
    const resources = [...mapAt(first.value, 'Resources').values()];
    const types = resources.map((resource) => (isMap(resource) ? resource.get('Type') : undefined));
    return (
      types.some((type) => typeof type === 'string' && type.includes('::')) ||
      first.value.has('AWSTemplateFormatVersion')
    );
  },
  extract(inputs, asked) {
    const parts = inputs.flatMap(({ name, documents: [document] }) =>
      document === undefined ? [] : [{ file: name, document }],
    );
    const deployment = createDeployment(createTemplate(parts, asked));
    const ways = waysOf(deployment);
    const flaws = flawsOf(deployment, ways);
    const { template } = deployment;
    const isIdle = ways.length + flaws.length === 0 && !hasSubject(template);
    return { ways, flaws, skipped: template.skipped(), ...(isIdle ? { lacks } : {}) };
  },
};
