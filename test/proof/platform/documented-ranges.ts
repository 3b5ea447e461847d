/** The range of a number in an AWS API reference, in the unit of the API. */
export interface DocumentedRange {
  /** The API call of CloudFormation. */
  readonly action: string;
  readonly type: string;
  /** The path in the properties: a member of each list element, or an attribute with that key. */
  readonly path: readonly string[];
  readonly min: number;
  readonly max: number;
  readonly page: string;
  /** A further allowed value on the same page. */
  readonly alsoAllowed?: number;
}

const elb = 'https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/';
const balancerPage = `${elb}API_LoadBalancerAttribute.html`;
const targetGroupPage = `${elb}API_TargetGroupAttribute.html`;
const balancerType = 'AWS::ElasticLoadBalancingV2::LoadBalancer';
const targetGroupType = 'AWS::ElasticLoadBalancingV2::TargetGroup';
const taskType = 'AWS::ECS::TaskDefinition';
const distributionType = 'AWS::CloudFront::Distribution';

/** Copied from those pages, independent of our own invariants. */
export const documentedRanges: readonly DocumentedRange[] = [
  {
    action: 'ModifyLoadBalancerAttributes',
    type: balancerType,
    path: ['LoadBalancerAttributes', 'idle_timeout.timeout_seconds'],
    min: 1,
    max: 4000,
    page: balancerPage,
  },
  {
    action: 'ModifyLoadBalancerAttributes',
    type: balancerType,
    path: ['LoadBalancerAttributes', 'client_keep_alive.seconds'],
    min: 60,
    max: 604_800,
    page: balancerPage,
  },
  {
    action: 'ModifyTargetGroupAttributes',
    type: targetGroupType,
    path: ['TargetGroupAttributes', 'deregistration_delay.timeout_seconds'],
    min: 0,
    max: 3600,
    page: targetGroupPage,
  },
  {
    action: 'ModifyTargetGroupAttributes',
    type: targetGroupType,
    path: ['TargetGroupAttributes', 'slow_start.duration_seconds'],
    min: 30,
    max: 900,
    alsoAllowed: 0,
    page: targetGroupPage,
  },
  {
    action: 'CreateTargetGroup',
    type: targetGroupType,
    path: ['HealthCheckIntervalSeconds'],
    min: 5,
    max: 300,
    page: `${elb}API_CreateTargetGroup.html`,
  },
  {
    action: 'CreateTargetGroup',
    type: targetGroupType,
    path: ['HealthCheckTimeoutSeconds'],
    min: 2,
    max: 120,
    page: `${elb}API_CreateTargetGroup.html`,
  },
  {
    action: 'RegisterTaskDefinition',
    type: taskType,
    path: ['ContainerDefinitions', 'StopTimeout'],
    min: 2,
    max: 120,
    page: 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html',
  },
  {
    action: 'CreateDistribution',
    type: distributionType,
    path: ['DistributionConfig', 'Origins', 'VpcOriginConfig', 'OriginReadTimeout'],
    min: 1,
    // The default quota.
    max: 120,
    page: 'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html',
  },
];
