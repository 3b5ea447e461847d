import * as appscaling from 'aws-cdk-lib/aws-applicationautoscaling';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as origins from 'aws-cdk-lib/aws-cloudfront-origins';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as rds from 'aws-cdk-lib/aws-rds';
import { App, Duration, Stack } from 'aws-cdk-lib/core';

const seconds = Duration.seconds;
const vpcOf = (stack: Stack): ec2.IVpc =>
  ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-1',
    availabilityZones: ['a', 'b'],
    privateSubnetIds: ['subnet-1', 'subnet-2'],
    isolatedSubnetIds: ['subnet-3', 'subnet-4'],
  });

const balancer = (props: Partial<elb.ApplicationLoadBalancerProps>) => (stack: Stack) => {
  new elb.ApplicationLoadBalancer(stack, 'Alb', { vpc: vpcOf(stack), ...props });
};

const group = (props: Partial<elb.ApplicationTargetGroupProps>) => (stack: Stack) => {
  const vpc = vpcOf(stack);
  const targets = new elb.ApplicationTargetGroup(stack, 'Group', {
    vpc,
    port: 80,
    targetType: elb.TargetType.IP,
    ...props,
  });
  const alb = new elb.ApplicationLoadBalancer(stack, 'Alb', { vpc });
  alb.addListener('Listener', { port: 80, open: false, defaultTargetGroups: [targets] });
};

const origin = (props: origins.HttpOriginProps) => (stack: Stack) => {
  const one = new origins.HttpOrigin('example.com', props);
  new cloudfront.Distribution(stack, 'Edge', { defaultBehavior: { origin: one } });
};

const task =
  (container: Partial<ecs.ContainerDefinitionOptions>, size: Partial<ecs.FargateTaskDefinitionProps> = {}) =>
  (stack: Stack) => {
    const definition = new ecs.FargateTaskDefinition(stack, 'Task', size);
    definition.addContainer('app', { image: ecs.ContainerImage.fromRegistry('app'), ...container });
    return definition;
  };

const service = (props: Partial<ecs.FargateServiceProps>) => (stack: Stack) => {
  const cluster = ecs.Cluster.fromClusterAttributes(stack, 'Cluster', {
    clusterName: 'cluster',
    vpc: vpcOf(stack),
  });
  new ecs.FargateService(stack, 'Service', { cluster, taskDefinition: task({})(stack), ...props });
};

const health = (check: Partial<ecs.HealthCheck>) =>
  task({ healthCheck: { command: ['CMD', 'true'], ...check } });

const program = (props: Partial<lambda.FunctionProps>) => (stack: Stack) => {
  new lambda.Function(stack, 'Function', {
    runtime: lambda.Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline('//'),
    ...props,
  });
};

/** The mutations that can be written with CDK's own constructs. */
export const constructMutations: Readonly<Record<string, (stack: Stack) => void>> = {
  'balancer idle 5000 s, above its range': balancer({ idleTimeout: seconds(5000) }),
  'balancer idle 0 s': balancer({ idleTimeout: seconds(0) }),
  'balancer idle 127 s, longer than headers may take': balancer({ idleTimeout: seconds(127) }),
  'balancer idle 62 s, which the edge outlives': balancer({ idleTimeout: seconds(62) }),
  'client keep-alive of 30 s, below the range': balancer({ clientKeepAlive: seconds(30) }),
  'client keep-alive of eight days, above the range': balancer({ clientKeepAlive: Duration.days(8) }),
  'deregistration 4000 s, above its range': group({ deregistrationDelay: seconds(4000) }),
  'deregistration 10 s, shorter than a request': group({ deregistrationDelay: seconds(10) }),
  'deregistration left to its default of 300 s': group({}),
  'slow start of 10 s': group({ slowStart: seconds(10) }),
  'slow start with least outstanding requests': group({
    slowStart: seconds(60),
    loadBalancingAlgorithmType: elb.TargetGroupLoadBalancingAlgorithmType.LEAST_OUTSTANDING_REQUESTS,
  }),
  'health check timeout equal to its interval': group({
    healthCheck: { interval: seconds(10), timeout: seconds(10) },
  }),
  'health check every 400 s': group({ healthCheck: { interval: seconds(400) } }),
  'health check timeout below the probe deadline': group({ healthCheck: { timeout: seconds(2) } }),
  'two failures make a target unhealthy': group({ healthCheck: { unhealthyThresholdCount: 2 } }),
  'edge read timeout of 600 s': origin({ readTimeout: seconds(600) }),
  'edge read timeout left to its default of 30 s': origin({}),
  "edge keep-alive equal to the balancer's idle timeout": origin({ keepaliveTimeout: seconds(120) }),
  'response completion timeout below the read timeout': origin({
    readTimeout: seconds(90),
    responseCompletionTimeout: seconds(60),
  }),
  'edge connection timeout of 20 s': origin({ connectionTimeout: seconds(20) }),
  'stop timeout 300 s on Fargate': task({ stopTimeout: seconds(300) }),
  'stop timeout left to its default of 30 s': task({}),
  'a worker stop timeout below its drain': task({ stopTimeout: seconds(20) }),
  'container check timeout equal to its interval': health({ interval: seconds(15), timeout: seconds(15) }),
  'ECS kills the container before the balancer check fails': health({ interval: seconds(10) }),
  'no start period for the container check': health({}),
  'a restart attempt period of 10 s': task({
    enableRestartPolicy: true,
    restartAttemptPeriod: seconds(10),
  }),
  '256 units with 8192 MiB': task({}, { cpu: 256, memoryLimitMiB: 8192 }),
  'a heap as large as the task': task({ command: ['node', '--max-old-space-size=1024', 'x.mjs'] }),
  'no init, and npm starts the program': task({ entryPoint: ['npm', 'start'] }),
  'at most 50 % of the tasks, and 100 % must stay healthy': service({
    maxHealthyPercent: 50,
    minHealthyPercent: 100,
  }),
  'exactly 100 % of the workers': service({
    maxHealthyPercent: 100,
    minHealthyPercent: 100,
    availabilityZoneRebalancing: ecs.AvailabilityZoneRebalancing.ENABLED,
  }),
  'a health check grace period of 10 s': service({ healthCheckGracePeriod: seconds(10) }),
  'a task maximum below the minimum': (stack) => {
    new appscaling.ScalableTarget(stack, 'Target', {
      serviceNamespace: appscaling.ServiceNamespace.ECS,
      resourceId: 'service/a/b',
      scalableDimension: 'ecs:service:DesiredCount',
      minCapacity: 12,
      maxCapacity: 10,
    });
  },
  'a canary of 200 %': service({
    deploymentStrategy: ecs.DeploymentStrategy.CANARY,
    canaryConfiguration: { stepPercent: 200, stepBakeTime: Duration.minutes(5) },
  }),
  'canary and bake time of 44 hours': service({
    deploymentStrategy: ecs.DeploymentStrategy.CANARY,
    bakeTime: Duration.minutes(10),
    canaryConfiguration: { stepPercent: 10, stepBakeTime: Duration.minutes(2640) },
  }),
  'a capacity maximum below the minimum': (stack) => {
    new rds.DatabaseCluster(stack, 'Database', {
      engine: rds.DatabaseClusterEngine.auroraPostgres({ version: rds.AuroraPostgresEngineVersion.VER_16_6 }),
      writer: rds.ClusterInstance.serverlessV2('Writer'),
      vpc: vpcOf(stack),
      vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
      serverlessV2MinCapacity: 16,
      serverlessV2MaxCapacity: 8,
    });
  },
  'a function of 1000 s': program({ timeout: seconds(1000) }),
  'a function that ends before its request': program({ timeout: seconds(30) }),
};

/** Whether the constructs reject it, at construction or at synthesis without validators; null when it has no entry. */
export function isRejectedByConstructs(name: string): boolean | null {
  const build = constructMutations[name];
  if (build === undefined) return null;
  const app = new App({ builtinCloudFormationValidation: false });
  try {
    build(new Stack(app, 'Stack'));
    app.synth();
    return false;
  } catch {
    return true;
  }
}
