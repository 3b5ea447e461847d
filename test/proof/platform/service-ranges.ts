/** A number that a service of AWS takes only within a range, as its reference says. Whole numbers, in its own unit. */
export interface Documented {
  /** The call that CloudFormation makes with it. */
  readonly action: string;
  readonly type: string;
  /** What stands in a template's properties: a member of each element of a list, or an attribute with that key. */
  readonly at: readonly string[];
  readonly min: number;
  readonly max: number;
  readonly page: string;
  /** What the range holds beside, as the same page says. */
  readonly unless?: number;
}

const elb = 'https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/';
const balancerPage = `${elb}API_LoadBalancerAttribute.html`;
const groupPage = `${elb}API_TargetGroupAttribute.html`;
const balancer = 'AWS::ElasticLoadBalancingV2::LoadBalancer';
const group = 'AWS::ElasticLoadBalancingV2::TargetGroup';
const task = 'AWS::ECS::TaskDefinition';
const distribution = 'AWS::CloudFront::Distribution';

/** Read on those pages, and written down as they say it: nothing of it comes from our own invariants. */
export const ranges: readonly Documented[] = [
  {
    action: 'ModifyLoadBalancerAttributes',
    type: balancer,
    at: ['LoadBalancerAttributes', 'idle_timeout.timeout_seconds'],
    ...{ min: 1, max: 4000, page: balancerPage },
  },
  {
    action: 'ModifyLoadBalancerAttributes',
    type: balancer,
    at: ['LoadBalancerAttributes', 'client_keep_alive.seconds'],
    ...{ min: 60, max: 604_800, page: balancerPage },
  },
  {
    action: 'ModifyTargetGroupAttributes',
    type: group,
    at: ['TargetGroupAttributes', 'deregistration_delay.timeout_seconds'],
    ...{ min: 0, max: 3600, page: groupPage },
  },
  {
    action: 'ModifyTargetGroupAttributes',
    type: group,
    at: ['TargetGroupAttributes', 'slow_start.duration_seconds'],
    ...{ min: 30, max: 900, unless: 0, page: groupPage },
  },
  {
    action: 'CreateTargetGroup',
    type: group,
    at: ['HealthCheckIntervalSeconds'],
    ...{ min: 5, max: 300, page: `${elb}API_CreateTargetGroup.html` },
  },
  {
    action: 'CreateTargetGroup',
    type: group,
    at: ['HealthCheckTimeoutSeconds'],
    ...{ min: 2, max: 120, page: `${elb}API_CreateTargetGroup.html` },
  },
  {
    action: 'RegisterTaskDefinition',
    type: task,
    at: ['ContainerDefinitions', 'StopTimeout'],
    min: 2,
    max: 120,
    page: 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html',
  },
  {
    action: 'CreateDistribution',
    type: distribution,
    at: ['DistributionConfig', 'Origins', 'VpcOriginConfig', 'OriginReadTimeout'],
    min: 1,
    // Unless AWS has been asked for more.
    max: 120,
    page: 'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html',
  },
];
