import type { File } from '../../../infra/audit/audit.ts';

/** One change in one place of our own templates, as they are synthesized, and what the audit must say of it. */
export interface Mutation {
  readonly name: string;
  /** A type of resource and the beginning of a logical id. */
  readonly of: readonly [type: string, id: string];
  /** The way to the property; `{ key }` is an attribute of a list of keys and values. Undefined takes it away. */
  readonly at: readonly (string | number | { readonly key: string })[];
  readonly to: unknown;
  readonly finds: readonly string[];
  readonly profile?: 'hybrid';
}

const elb = 'AWS::ElasticLoadBalancingV2';
const balancer = [`${elb}::LoadBalancer`, 'Balancer'] as const;
const blue = [`${elb}::TargetGroup`, 'Blue'] as const;
const green = [`${elb}::TargetGroup`, 'Green'] as const;
const rule = [`${elb}::ListenerRule`, 'WebRule'] as const;
const web = ['AWS::ECS::Service', 'WebService'] as const;
const worker = ['AWS::ECS::Service', 'WorkerService'] as const;
const webTask = ['AWS::ECS::TaskDefinition', 'WebTask'] as const;
const workerTask = ['AWS::ECS::TaskDefinition', 'WorkerTask'] as const;
const count = ['AWS::ApplicationAutoScaling::ScalableTarget', 'WebTaskCount'] as const;
const policy = ['AWS::ApplicationAutoScaling::ScalingPolicy', 'WebTaskCountTargetCpu'] as const;
const distribution = ['AWS::CloudFront::Distribution', 'Distribution'] as const;
const database = ['AWS::RDS::DBCluster', 'Database'] as const;
const wall = ['AWS::WAFv2::WebACL', ''] as const;
const alarm = ['AWS::CloudWatch::Alarm', 'Alarmerrors'] as const;
const program = ['AWS::Lambda::Function', 'Function'] as const;

const attribute = (list: string, key: string) => [list, { key }, 'Value'] as const;
const ofBalancer = (key: string) => attribute('LoadBalancerAttributes', key);
const ofGroup = (key: string) => attribute('TargetGroupAttributes', key);
const container = (...path: readonly (string | number)[]) => ['ContainerDefinitions', 0, ...path];
const origin = (...path: readonly string[]) => ['DistributionConfig', 'Origins', 0, ...path];
const same = 'template-says-what-the-contract-says';
const agree = 'blue-equals-green';

export const mutations: readonly Mutation[] = [
  // Idle times and keep-alive.
  {
    name: 'balancer idle 5000 s, above its range',
    of: balancer,
    at: ofBalancer('idle_timeout.timeout_seconds'),
    to: '5000',
    finds: ['gateway-idle-allowed', 'headers-outlive-gateway', 'keep-alive-outlives-gateway', same],
  },
  {
    name: 'balancer idle 0 s',
    of: balancer,
    at: ofBalancer('idle_timeout.timeout_seconds'),
    to: '0',
    finds: [
      'attribute-in-range',
      'deadline-before-gateway',
      'heartbeat-twice-within-patience',
      same,
    ],
  },
  {
    name: 'balancer idle 127 s, longer than headers may take',
    of: balancer,
    at: ofBalancer('idle_timeout.timeout_seconds'),
    to: '127',
    finds: ['headers-outlive-gateway', 'keep-alive-outlives-gateway', same],
  },
  {
    name: 'balancer idle 62 s, which the edge outlives',
    of: balancer,
    at: ofBalancer('idle_timeout.timeout_seconds'),
    to: '62',
    finds: ['balancer-outlives-cdn', 'deadline-before-gateway', same],
  },
  {
    name: 'an attribute that does not exist',
    of: balancer,
    at: ['LoadBalancerAttributes', 6],
    to: { Key: 'routing.http.keep_alive.seconds', Value: '60' },
    finds: ['attribute-names-known'],
  },
  {
    name: 'clients kept for 30 s, below the range',
    of: balancer,
    at: ofBalancer('client_keep_alive.seconds'),
    to: '30',
    finds: ['attribute-in-range', 'client-keep-alive-covers-cdn', same],
  },
  {
    name: 'clients kept for eight days, above the range',
    of: balancer,
    at: ofBalancer('client_keep_alive.seconds'),
    to: '691200',
    finds: ['client-keep-alive-allowed', same],
  },
  // Target groups.
  {
    name: 'deregistration 4000 s, above its range',
    of: blue,
    at: ofGroup('deregistration_delay.timeout_seconds'),
    to: '4000',
    finds: [agree, 'deregistration-allowed', 'leaving-within-cooldown', same],
  },
  {
    name: 'deregistration 10 s, shorter than a request',
    of: blue,
    at: ofGroup('deregistration_delay.timeout_seconds'),
    to: '10',
    finds: [agree, 'deregistration-outlasts-requests', same],
  },
  {
    name: 'deregistration left to its default of 300 s',
    of: blue,
    at: ofGroup('deregistration_delay.timeout_seconds').slice(0, 2),
    to: undefined,
    finds: [agree, 'leaving-within-cooldown', same],
  },
  {
    name: 'the other target group alone has another attribute',
    of: green,
    at: ofGroup('stickiness.enabled'),
    to: 'true',
    finds: [agree],
  },
  {
    name: 'the other target group alone is asked more often',
    of: green,
    at: ['HealthCheckIntervalSeconds'],
    to: 7,
    finds: [agree],
  },
  {
    name: 'slow start of 10 s',
    of: blue,
    at: ['TargetGroupAttributes', 3],
    to: { Key: 'slow_start.duration_seconds', Value: '10' },
    finds: [agree, 'slow-start-allowed', same],
  },
  {
    name: 'slow start beside least outstanding requests',
    of: blue,
    at: ['TargetGroupAttributes', 3],
    to: { Key: 'slow_start.duration_seconds', Value: '60' },
    finds: [agree, 'slow-start-allowed', same],
  },
  {
    name: 'health check gives up after its interval',
    of: blue,
    at: ['HealthCheckTimeoutSeconds'],
    to: 10,
    finds: [agree, 'balancer-check-gives-up', same],
  },
  {
    name: 'health check every 400 s',
    of: blue,
    at: ['HealthCheckIntervalSeconds'],
    to: 400,
    finds: [agree, 'balancer-notices-first', 'grace-covers-boot', 'health-check-in-range', same],
  },
  {
    name: 'health check gives up before our answer',
    of: blue,
    at: ['HealthCheckTimeoutSeconds'],
    to: 2,
    finds: [agree, 'probe-answered-in-time', same],
  },
  {
    name: 'two failures make a target unhealthy',
    of: blue,
    at: ['UnhealthyThresholdCount'],
    to: 2,
    finds: [agree, same, 'unready-outlasts-database'],
  },
  {
    name: 'six values in a rule',
    of: rule,
    at: ['Conditions', 0],
    to: { Field: 'path-pattern', PathPatternConfig: { Values: ['/a', '/b', '/c', '/d', '/e', '/f'] } },
    finds: ['rule-values-at-most-five'],
  },
  // The edge.
  {
    name: 'edge waits 600 s for a byte',
    of: distribution,
    at: origin('VpcOriginConfig', 'OriginReadTimeout'),
    to: 600,
    finds: ['gateway-read-allowed', same],
  },
  {
    name: 'edge waits its default of 30 s for a byte',
    of: distribution,
    at: origin('VpcOriginConfig', 'OriginReadTimeout'),
    to: undefined,
    finds: ['deadline-before-gateway', same],
  },
  {
    name: 'edge keeps connections as long as the balancer',
    of: distribution,
    at: origin('VpcOriginConfig', 'OriginKeepaliveTimeout'),
    to: 120,
    finds: ['balancer-outlives-cdn', same],
  },
  {
    name: 'a response is complete before its first byte is due',
    of: distribution,
    at: origin('ResponseCompletionTimeout'),
    to: 60,
    finds: ['cdn-completion-covers-read', 'stream-outlives-longest-debate', same],
  },
  {
    name: 'a connection may take 20 s',
    of: distribution,
    at: origin('ConnectionTimeout'),
    to: 20,
    finds: ['cdn-origin-in-range', 'connect-within-read', same],
  },
  {
    name: 'the stream is compressed',
    of: distribution,
    at: ['DistributionConfig', 'CacheBehaviors', 0, 'Compress'],
    to: true,
    finds: ['streams-pass-unchanged'],
  },
  {
    name: 'the socket has no policy that forwards its headers',
    of: distribution,
    at: ['DistributionConfig', 'CacheBehaviors', 7, 'OriginRequestPolicyId'],
    to: undefined,
    finds: ['socket-headers-forwarded'],
  },
  {
    name: 'a regional wall around the edge',
    of: wall,
    at: ['Scope'],
    to: 'REGIONAL',
    finds: ['wall-in-the-right-scope'],
  },
  {
    name: 'the wall blocks before we say 429',
    of: wall,
    at: ['Rules', 0, 'Statement', 'RateBasedStatement', 'Limit'],
    to: 2000,
    finds: ['our-limit-before-edge', same],
  },
  {
    name: 'the wall blocks at one request',
    of: wall,
    at: ['Rules', 0, 'Statement', 'RateBasedStatement', 'Limit'],
    to: 1,
    finds: ['our-limit-before-edge', same],
  },
  // What the schemas of CloudFormation know, and no rule of ours repeats.
  {
    name: 'a property that does not exist',
    of: web,
    at: ['Speed'],
    to: 'high',
    finds: [],
  },
  {
    name: 'a reference to nothing',
    of: web,
    at: ['Cluster'],
    to: { Ref: 'Nowhere' },
    finds: [],
  },
  {
    name: 'a runtime that has ended',
    of: program,
    at: ['Runtime'],
    to: 'nodejs16.x',
    finds: [],
    profile: 'hybrid',
  },
  // Containers.
  {
    name: 'stop timeout 300 s on Fargate',
    of: webTask,
    at: container('StopTimeout'),
    to: 300,
    finds: ['leaving-within-cooldown', 'stop-allowed', same],
  },
  {
    name: 'stop timeout left to its default of 30 s',
    of: webTask,
    at: container('StopTimeout'),
    to: undefined,
    finds: ['drain-within-stop', same],
  },
  {
    name: 'a worker has less time to stop than to drain',
    of: workerTask,
    at: container('StopTimeout'),
    to: 20,
    finds: ['drain-within-stop', same],
  },
  {
    name: 'container check gives up after its interval',
    of: webTask,
    at: container('HealthCheck', 'Timeout'),
    to: 15,
    finds: ['container-check-gives-up', same],
  },
  {
    name: 'ECS kills before the balancer has noticed',
    of: webTask,
    at: container('HealthCheck', 'Interval'),
    to: 10,
    finds: ['balancer-notices-first', same],
  },
  {
    name: 'container check counts from the first second',
    of: webTask,
    at: container('HealthCheck', 'StartPeriod'),
    to: undefined,
    finds: ['start-covers-boot', same],
  },
  {
    name: 'a thousand open files',
    of: webTask,
    at: container('Ulimits', 0, 'SoftLimit'),
    to: 1024,
    finds: ['files-within-limit', same],
  },
  {
    name: 'a container that is restarted after 10 s',
    of: webTask,
    at: container('RestartPolicy'),
    to: { Enabled: true, RestartAttemptPeriod: 10 },
    finds: ['restart-in-range'],
  },
  {
    name: '256 units with 8192 MiB',
    of: workerTask,
    at: ['Memory'],
    to: '8192',
    finds: [same, 'worker-memory-to'],
  },
  {
    name: 'a heap as large as the task',
    of: webTask,
    at: container('Command'),
    to: ['node', '--max-old-space-size=1024', '/app/rostrum.mjs'],
    finds: [same, 'web-heap-within-memory'],
  },
  {
    name: 'no init, and npm starts the program',
    of: webTask,
    at: ['ContainerDefinitions', 0],
    to: {
      Name: 'rostrum',
      EntryPoint: ['npm', 'start'],
      StopTimeout: 120,
      PortMappings: [{ ContainerPort: 8080 }],
    },
    finds: ['program-has-the-signal'],
  },
  {
    name: 'another state of the contract',
    of: webTask,
    at: container('Environment', 4, 'Value'),
    to: '0000',
    finds: ['contract-is-the-deployed-one'],
  },
  {
    name: 'the balancer sends to a port that is not there',
    of: web,
    at: ['LoadBalancers', 0, 'ContainerPort'],
    to: 3000,
    finds: ['container-port-mapped'],
  },
  // Deployments and scaling.
  {
    name: 'at most 50 % of tasks, and 100 % must run',
    of: web,
    at: ['DeploymentConfiguration', 'MaximumPercent'],
    to: 50,
    finds: ['rebalancing-has-room', same, 'web-room-to-deploy'],
  },
  {
    name: 'exactly 100 % of the workers',
    of: worker,
    at: ['DeploymentConfiguration', 'MaximumPercent'],
    to: 100,
    finds: ['rebalancing-has-room', same, 'worker-room-to-deploy'],
  },
  {
    name: 'no grace for tasks that start',
    of: web,
    at: ['HealthCheckGracePeriodSeconds'],
    to: 10,
    finds: ['grace-covers-boot', same],
  },
  {
    name: 'fewer tasks at most than at least',
    of: count,
    at: ['MinCapacity'],
    to: 12,
    finds: [same, 'web-scaling-has-room'],
  },
  {
    name: 'one task for two zones',
    of: count,
    at: ['MinCapacity'],
    to: 1,
    finds: ['tasks-over-zones', same],
  },
  {
    name: 'ninety tasks, each with a pool',
    of: count,
    at: ['MaxCapacity'],
    to: 90,
    finds: ['connections-within-database', same],
  },
  {
    name: 'the next task goes while one still drains',
    of: policy,
    at: ['TargetTrackingScalingPolicyConfiguration', 'ScaleInCooldown'],
    to: 60,
    finds: ['leaving-within-cooldown', same],
  },
  {
    name: 'a canary of 200 %',
    of: web,
    at: ['DeploymentConfiguration', 'CanaryConfiguration', 'CanaryPercent'],
    to: 200,
    finds: ['rollout-in-range', same],
  },
  {
    name: 'canary and bake of 44 hours',
    of: web,
    at: ['DeploymentConfiguration', 'CanaryConfiguration', 'CanaryBakeTimeInMinutes'],
    to: 2640,
    finds: ['rollout-within-operation', same],
  },
  {
    name: 'the alarm rings after the canary',
    of: alarm,
    at: ['EvaluationPeriods'],
    to: 15,
    finds: ['alarm-rings-in-time', same],
  },
  // Data.
  {
    name: 'less capacity at most than at least',
    of: database,
    at: ['ServerlessV2ScalingConfiguration', 'MinCapacity'],
    to: 16,
    finds: ['capacity-has-room', same],
  },
  {
    name: 'the database pauses, and workers ask it every second',
    of: database,
    at: ['ServerlessV2ScalingConfiguration', 'MinCapacity'],
    to: 0,
    finds: ['database-can-pause', 'pausing-database-unasked', same],
  },
  {
    name: 'a database of two hundred connections',
    of: ['AWS::RDS::DBClusterParameterGroup', 'Database'],
    at: ['Parameters', 'max_connections'],
    to: '200',
    finds: ['connections-within-database', same],
  },
  {
    name: 'a subnet of 27 addresses',
    of: ['AWS::EC2::Subnet', 'NetworkPublicSubnet1'],
    at: ['CidrBlock'],
    to: '10.0.0.0/27',
    finds: ['addresses-for-a-deployment', same],
  },
  // Functions.
  {
    name: 'a function of 1000 s',
    of: program,
    at: ['Timeout'],
    to: 1000,
    finds: ['function-within-gateway', same],
    profile: 'hybrid',
  },
  {
    name: 'a function that ends before its request',
    of: program,
    at: ['Timeout'],
    to: 30,
    finds: ['function-outlasts-deadline', same],
    profile: 'hybrid',
  },
  {
    name: 'two rules of one priority',
    of: [`${elb}::ListenerRule`, 'FunctionGet'],
    at: ['Priority'],
    to: 40,
    finds: ['rule-priorities-differ'],
    profile: 'hybrid',
  },
];

/** The templates with one place changed. */
export function mutated(files: readonly File[], { name, of, at, to }: Mutation): File[] {
  let places = 0;
  const changed = files.map((file) => {
    const template: unknown = JSON.parse(file.text);
    for (const [id, resource] of Object.entries(Object(member(template, 'Resources')))) {
      if (places > 0 || !id.startsWith(of[1]) || member(resource, 'Type') !== of[0]) continue;
      places += 1;
      set(member(resource, 'Properties'), at, to);
    }
    return places > 0 ? { name: file.name, text: JSON.stringify(template) } : file;
  });
  if (places !== 1) throw new Error(`${name}: there is no ${of.join(' ')}`);
  return changed;
}

const member = (value: unknown, key: string | number): unknown => Reflect.get(Object(value), key);

function set(target: unknown, path: Mutation['at'], to: unknown): void {
  const keys = path.map((step) => step);
  let at = target;
  for (const [index, step] of keys.entries()) {
    const key = typeof step === 'object' ? indexOf(at, step.key) : step;
    if (index < keys.length - 1) at = member(at, key);
    else if (to !== undefined) Reflect.set(Object(at), key, to);
    else if (Array.isArray(at)) at.splice(Number(key), 1);
    else Reflect.deleteProperty(Object(at), key);
  }
}

function indexOf(list: unknown, key: string): number {
  const index = Array.isArray(list) ? list.findIndex((item: unknown) => member(item, 'Key') === key) : -1;
  if (index < 0) throw new Error(`there is no attribute ${key}`);
  return index;
}
