import { defineFormat } from '../../file-kind.ts';
import { SkipLog } from '../../parse/create-node.ts';
import { isMap } from '../../parse/document.ts';
import { cloudFormationRules } from '../../rules/cloudformation/all.ts';
import { createDeployment } from './deployment.ts';
import { groupTemplates } from './group-templates.ts';
import { collectTemplatePaths } from './request-paths.ts';
import { mapAt } from './resolve.ts';
import { readTaskProgram } from './task-program.ts';
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
  'AWS::ElastiCache::ReplicationGroup',
];

const hasSubject = (template: Template): boolean =>
  template.ofType(...subjects).length > 0 ||
  template.customOrigins.some((origin) =>
    ['CustomOriginConfig', 'VpcOriginConfig'].some((key) => !origin.get(key).isAbsent),
  );

/** A CloudFormation template: it has the format version, or a resource with a type such as AWS::ECS::Service. */
export const cloudFormation = defineFormat({
  name: 'CloudFormation',
  rules: cloudFormationRules,
  recognizes({ documents: [first] }) {
    if (first === undefined || !isMap(first.value)) return false;
    const resources = [...mapAt(first.value, 'Resources').values()];
    const types = resources.map((resource) => (isMap(resource) ? resource.get('Type') : undefined));
    return (
      types.some((type) => typeof type === 'string' && type.includes('::')) ||
      first.value.has('AWSTemplateFormatVersion')
    );
  },
  read(inputs, options) {
    const parts = inputs.flatMap(({ name, documents: [document] }) =>
      document === undefined ? [] : [{ file: name, document }],
    );
    const skipped = new SkipLog();
    const models = groupTemplates(parts).map((group) => {
      const deployment = createDeployment(createTemplate(group, options, skipped));
      return { ...deployment, requestPaths: collectTemplatePaths(deployment) };
    });
    const requestPaths = models.flatMap((model) => model.requestPaths);
    return {
      models,
      programs: models
        .flatMap(({ tasks }) => tasks)
        .map(readTaskProgram)
        .filter((program) => program !== null),
      requestPaths,
      skipped,
      ...(requestPaths.length === 0 && !models.some(({ template }) => hasSubject(template))
        ? { missingSubjects }
        : {}),
    };
  },
});
