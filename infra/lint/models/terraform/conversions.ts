import type { Value } from '../../parse/document.ts';
import { readJson } from '../../parse/json.ts';
import { listIn, type TerraformResource } from './attributes.ts';
import { keyValues, type Properties, toMap } from './properties.ts';

/** Reads an attribute; one that is not known yet becomes a reference to the resource that it comes from. */
export type Read = (path: string) => Value | undefined;

export type Convert = (resource: TerraformResource, read: Read) => Properties;

const elb = 'AWS::ElasticLoadBalancingV2';

/** Resources whose numbers CloudFormation has under other names. */
export const conversions: Readonly<Record<string, readonly [type: string, convert: Convert]>> = {
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
      DefaultActions: [toMap({ TargetGroupArn: read('default_action[0].target_group_arn') })],
    }),
  ],
  aws_lb_listener_rule: [
    `${elb}::ListenerRule`,
    (_, read) => ({
      ListenerArn: read('listener_arn'),
      Priority: read('priority'),
      Actions: [toMap({ TargetGroupArn: read('action[0].target_group_arn') })],
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
      DeploymentConfiguration: toMap({
        MinimumHealthyPercent: read('deployment_minimum_healthy_percent'),
        MaximumPercent: read('deployment_maximum_percent'),
      }),
      LoadBalancers: listIn(attributes, 'load_balancer').map((one, index) =>
        toMap({
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
  aws_cloudfront_distribution: [
    'AWS::CloudFront::Distribution',
    ({ attributes }, read) => ({
      DistributionConfig: toMap({
        WebACLId: read('web_acl_id'),
        Origins: listIn(attributes, 'origin').map((_, index) => readOrigin(`origin[${index}]`, read)),
        CacheBehaviors: listIn(attributes, 'ordered_cache_behavior').map((one) =>
          toMap({
            PathPattern: one.get('path_pattern'),
            Compress: one.get('compress'),
            CachePolicyId: one.get('cache_policy_id') || undefined,
            OriginRequestPolicyId: one.get('origin_request_policy_id') || undefined,
          }),
        ),
      }),
    }),
  ],
  aws_rds_cluster: [
    'AWS::RDS::DBCluster',
    (_, read) => ({
      Engine: read('engine'),
      DBClusterParameterGroupName: read('db_cluster_parameter_group_name'),
      ServerlessV2ScalingConfiguration: toMap({
        MinCapacity: read('serverlessv2_scaling_configuration[0].min_capacity'),
        MaxCapacity: read('serverlessv2_scaling_configuration[0].max_capacity'),
        SecondsUntilAutoPause: read('serverlessv2_scaling_configuration[0].seconds_until_auto_pause'),
      }),
    }),
  ],
  aws_rds_cluster_parameter_group: [
    'AWS::RDS::DBClusterParameterGroup',
    ({ attributes }) => ({
      Parameters: new Map(
        listIn(attributes, 'parameter').map((one) => [String(one.get('name')), one.get('value') ?? null]),
      ),
    }),
  ],
  aws_db_instance: ['AWS::RDS::DBInstance', (_, read) => ({ Engine: read('engine') })],
  aws_db_proxy_target: [
    'AWS::RDS::DBProxyTargetGroup',
    (_, read) => ({ DBClusterIdentifiers: [read('db_cluster_identifier') ?? null] }),
  ],
  aws_elasticache_replication_group: [
    'AWS::ElastiCache::ReplicationGroup',
    (_, read) => ({
      AutomaticFailoverEnabled: read('automatic_failover_enabled'),
      NumCacheClusters: read('num_cache_clusters'),
    }),
  ],
  aws_appautoscaling_target: [
    'AWS::ApplicationAutoScaling::ScalableTarget',
    (_, read) => ({ MinCapacity: read('min_capacity'), MaxCapacity: read('max_capacity') }),
  ],
};

function readOrigin(at: string, read: Read): Value {
  const timesOf = (block: string) =>
    toMap({
      OriginReadTimeout: read(`${at}.${block}[0].origin_read_timeout`),
      OriginKeepaliveTimeout: read(`${at}.${block}[0].origin_keepalive_timeout`),
    });
  const has = (block: string) => read(`${at}.${block}[0]`) !== undefined;
  return toMap({
    Id: read(`${at}.origin_id`),
    DomainName: read(`${at}.domain_name`),
    ConnectionAttempts: read(`${at}.connection_attempts`),
    ConnectionTimeout: read(`${at}.connection_timeout`),
    CustomOriginConfig: has('custom_origin_config') ? timesOf('custom_origin_config') : undefined,
    VpcOriginConfig: has('vpc_origin_config') ? timesOf('vpc_origin_config') : undefined,
    S3OriginConfig: ['s3_origin_config', 'custom_origin_config', 'vpc_origin_config'].every(
      (one) => !has(one),
    )
      ? toMap({})
      : read(`${at}.s3_origin_config[0]`),
  });
}

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
