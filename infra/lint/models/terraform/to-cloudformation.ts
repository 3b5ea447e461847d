import type { Value, ValueMap } from '../../parse/document.ts';
import { readJson } from '../../parse/json.ts';
import { collectTerraformResources, listIn, type TerraformResource, withoutIndexes } from './attributes.ts';

/** Reads an attribute; one that is not known yet becomes a reference to the resource that it comes from. */
type Read = (path: string) => Value | undefined;

type Properties = Record<string, Value | undefined>;
type Convert = (resource: TerraformResource, read: Read) => Properties;

const elb = 'AWS::ElasticLoadBalancingV2';

/** Resources whose numbers CloudFormation has under other names. */
const conversions: Readonly<Record<string, readonly [type: string, convert: Convert]>> = {
  aws_lb: [
    `${elb}::LoadBalancer`,
    (_, read) => ({
      Type: read('load_balancer_type'),
      Scheme: read('internal') === true ? 'internal' : 'internet-facing',
      LoadBalancerAttributes: keyValues({
        'idle_timeout.timeout_seconds': read('idle_timeout'),
        'client_keep_alive.seconds': read('client_keep_alive'),
      }),
    }),
  ],
  aws_lb_target_group: [
    `${elb}::TargetGroup`,
    (_, read) => ({
      TargetType: read('target_type'),
      Protocol: read('protocol'),
      HealthCheckPath: read('health_check[0].path'),
      HealthCheckIntervalSeconds: read('health_check[0].interval'),
      HealthCheckTimeoutSeconds: read('health_check[0].timeout'),
      HealthyThresholdCount: read('health_check[0].healthy_threshold'),
      UnhealthyThresholdCount: read('health_check[0].unhealthy_threshold'),
      TargetGroupAttributes: keyValues({
        'deregistration_delay.timeout_seconds': read('deregistration_delay'),
        'slow_start.duration_seconds': read('slow_start'),
        'load_balancing.algorithm.type': read('load_balancing_algorithm_type'),
      }),
    }),
  ],
  aws_lb_listener: [
    `${elb}::Listener`,
    (_, read) => ({
      LoadBalancerArn: read('load_balancer_arn'),
      DefaultActions: [map({ TargetGroupArn: read('default_action[0].target_group_arn') })],
    }),
  ],
  aws_lb_listener_rule: [
    `${elb}::ListenerRule`,
    (_, read) => ({
      ListenerArn: read('listener_arn'),
      Priority: read('priority'),
      Actions: [map({ TargetGroupArn: read('action[0].target_group_arn') })],
    }),
  ],
  aws_ecs_service: [
    'AWS::ECS::Service',
    ({ attributes }, read) => ({
      DesiredCount: read('desired_count'),
      LaunchType: read('launch_type'),
      SchedulingStrategy: read('scheduling_strategy'),
      TaskDefinition: read('task_definition'),
      HealthCheckGracePeriodSeconds: read('health_check_grace_period_seconds'),
      DeploymentConfiguration: map({
        MinimumHealthyPercent: read('deployment_minimum_healthy_percent'),
        MaximumPercent: read('deployment_maximum_percent'),
      }),
      LoadBalancers: listIn(attributes, 'load_balancer').map((one, index) =>
        map({
          ContainerName: one.get('container_name'),
          ContainerPort: one.get('container_port'),
          TargetGroupArn: read(`load_balancer[${index}].target_group_arn`),
        }),
      ),
    }),
  ],
  aws_ecs_task_definition: [
    'AWS::ECS::TaskDefinition',
    (_, read) => ({
      Cpu: read('cpu'),
      Memory: read('memory'),
      RequiresCompatibilities: read('requires_compatibilities'),
      ContainerDefinitions: readContainers(read('container_definitions')),
    }),
  ],
  aws_lambda_function: [
    'AWS::Lambda::Function',
    (_, read) => ({ Timeout: read('timeout'), MemorySize: read('memory_size') }),
  ],
  aws_sqs_queue: [
    'AWS::SQS::Queue',
    (_, read) => ({ VisibilityTimeout: read('visibility_timeout_seconds') }),
  ],
  aws_lambda_event_source_mapping: [
    'AWS::Lambda::EventSourceMapping',
    (_, read) => ({ EventSourceArn: read('event_source_arn'), FunctionName: read('function_name') }),
  ],
};

/** The resources of a plan or a state as a CloudFormation template. */
export function toTemplate(root: ValueMap): ValueMap {
  const all = collectTerraformResources(root);
  const byName = new Map(all.map(({ address }) => [withoutIndexes(address), address]));
  const byArn = new Map(
    all.flatMap(({ address, attributes }) => {
      const arn = attributes.get('arn');
      return typeof arn === 'string' ? [[arn, address] as const] : [];
    }),
  );
  const resources = all.flatMap((resource): [string, Value][] => {
    const name = resource.type.replace(/^aws_alb(?=_|$)/, 'aws_lb');
    const [type, convert] = Object.hasOwn(conversions, name) ? (conversions[name] ?? []) : [];
    if (type === undefined || convert === undefined) return [];
    const read: Read = (path) => {
      const value = valueAt(resource.attributes, path);
      const isUnknown = value === null || value === undefined;
      const target = isUnknown
        ? byName.get(resource.references.get(path) ?? '')
        : byArn.get(typeof value === 'string' ? value : '');
      return target === undefined || target === resource.address
        ? (value ?? undefined)
        : map({ Ref: target });
    };
    return [[resource.address, map({ Type: type, Properties: map(convert(resource, read)) })]];
  });
  return new Map<string, Value>([
    ['Resources', new Map(resources)],
    // Only some resources are converted, so a missing one may exist.
    ['Terraform', true],
  ]);
}

function valueAt(attributes: ValueMap, path: string): Value | undefined {
  const keys = path.split(/[.[\]]+/).filter((key) => key !== '');
  return keys.reduce<Value | undefined>(
    (at, key) => (at instanceof Map ? at.get(key) : Array.isArray(at) ? at[Number(key)] : undefined),
    attributes,
  );
}

const map = (properties: Properties): ValueMap =>
  new Map(
    Object.entries(properties).flatMap(([key, value]): [string, Value][] =>
      value === undefined || value === null ? [] : [[key, value]],
    ),
  );

const keyValues = (attributes: Properties): Value[] =>
  [...map(attributes)].map(([Key, value]) => map({ Key, Value: String(value) }));

/** The container definitions are JSON in a string, with the names of the API. */
function readContainers(text: Value | undefined): Value | undefined {
  const value = typeof text === 'string' ? readJson(text)?.value : undefined;
  return value === undefined ? undefined : withPropertyNames(value, 0);
}

function withPropertyNames(value: Value, depth: number): Value {
  if (depth > 20) return null;
  if (Array.isArray(value)) return value.map((one: Value) => withPropertyNames(one, depth + 1));
  if (!(value instanceof Map)) return value;
  return new Map(
    [...value].map(([key, one]) => [
      key.slice(0, 1).toUpperCase() + key.slice(1),
      withPropertyNames(one, depth + 1),
    ]),
  );
}
