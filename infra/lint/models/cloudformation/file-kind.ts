import { isMap } from '../../parse/document.ts';
import { checkDeployment } from '../../rules/cloudformation/all.ts';
import type { FileKind } from '../../types.ts';
import { createDeployment } from './deployment.ts';
import { collectTemplatePaths } from './request-paths.ts';
import { mapAt } from './resolve.ts';
import { createTemplate, type Template } from './template.ts';

const missingSubjects = 'service, task, function, load balancer, serverless database or origin of a program';

/** Resources that some rule checks on their own. */
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

/** A CloudFormation template: it has the format version, or a resource with a type such as AWS::ECS::Service. */
export const cloudFormation: FileKind = {
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
  extract(inputs, options) {
    const parts = inputs.flatMap(({ name, documents: [document] }) =>
      document === undefined ? [] : [{ file: name, document }],
    );
    const deployment = createDeployment(createTemplate(parts, options));
    const requestPaths = collectTemplatePaths(deployment);
    const violations = checkDeployment(deployment, requestPaths);
    const { template } = deployment;
    const isIdle = requestPaths.length + violations.length === 0 && !hasSubject(template);
    return { requestPaths, violations, skipped: template.skipped(), ...(isIdle ? { missingSubjects } : {}) };
  },
};
