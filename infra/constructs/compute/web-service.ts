import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Duration, Validations } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { routes } from '../../../app/contract/routes.ts';
import type { Contract } from '../../../app/contract/types/contract.ts';
import type { RolloutSettings } from '../../../app/contract/types/deployment.ts';
import { createListenerRules } from '../edge/listener-rules.ts';
import type { LoadBalancerResources } from '../edge/load-balancer.ts';
import { createWebTargetGroup } from '../edge/target-group.ts';
import type { NetworkResources } from '../network/network.ts';
import { createServiceProps } from './service-props.ts';

export interface WebServiceDeps {
  readonly cluster: ecs.ICluster;
  readonly network: NetworkResources;
  readonly balancer: LoadBalancerResources;
  readonly task: ecs.FargateTaskDefinition;
  /** The function behind the same load balancer, or null. */
  readonly functionAction: elbv2.ListenerAction | null;
  /** Names of alarms that roll a deployment back. */
  readonly alarmNames: readonly string[];
}

export interface WebService {
  readonly service: ecs.FargateService;
  readonly group: ec2.SecurityGroup;
  /** Blue and, for a canary rollout, green. */
  readonly targets: readonly elbv2.ApplicationTargetGroup[];
}

/** The service for the page, the API and live viewers. */
export function createWebService(
  scope: Construct,
  contract: Pick<Contract, 'deployment' | 'http'>,
  deps: WebServiceDeps,
): WebService {
  const { deployment, http } = contract;
  const { network, balancer, cluster, task, functionAction, alarmNames } = deps;
  const group = new ec2.SecurityGroup(scope, 'WebSecurityGroup', {
    vpc: network.vpc,
    description: 'Web tasks; inbound from the load balancer',
  });
  const targetProps = { vpc: network.vpc, port: http.port, path: routes.ready.path };
  const blue = createWebTargetGroup(scope, 'Blue', deployment.balancer, targetProps);
  const isCanary = deployment.rollout.strategy === 'canary';
  const green = isCanary ? createWebTargetGroup(scope, 'Green', deployment.balancer, targetProps) : null;
  const rule = createListenerRules(scope, {
    listener: balancer.listener,
    host: balancer.host,
    web: forwardAction(blue, green),
    function: functionAction,
  });
  const service = new ecs.FargateService(scope, 'Web', {
    ...createServiceProps(deployment, deployment.web, { cluster, network, alarmNames }),
    taskDefinition: task,
    securityGroups: [group, network.dataClients],
    healthCheckGracePeriod: Duration.millis(deployment.container.graceMs),
    ...(isCanary ? canaryProps(deployment.rollout) : {}),
  });
  const target = service.loadBalancerTarget({
    containerName: 'rostrum',
    containerPort: http.port,
    ...(green ? { alternateTarget: alternateTarget(green, rule) } : {}),
  });
  target.attachToApplicationTargetGroup(blue);
  service.node.addDependency(rule);
  if (isCanary)
    Validations.of(service).acknowledge({
      id: `AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/${trafficPolicyName}]`,
      reason:
        'The managed policy has what ECS needs to shift traffic, and AWS maintains it; only ECS can assume the role.',
    });
  return { service, group, targets: green ? [blue, green] : [blue] };
}

const trafficPolicyName = 'AmazonECSInfrastructureRolePolicyForLoadBalancers';

/** Everything to blue at first; deployments shift the weights. */
const forwardAction = (blue: elbv2.IApplicationTargetGroup, green: elbv2.IApplicationTargetGroup | null) =>
  green === null
    ? elbv2.ListenerAction.forward([blue])
    : elbv2.ListenerAction.weightedForward([
        { targetGroup: blue, weight: 100 },
        { targetGroup: green, weight: 0 },
      ]);

const alternateTarget = (green: elbv2.ApplicationTargetGroup, rule: elbv2.ApplicationListenerRule) =>
  new ecs.AlternateTarget('Green', {
    alternateTargetGroup: green,
    productionListener: ecs.ListenerRuleConfiguration.applicationListenerRule(rule),
  });

const canaryProps = (rollout: RolloutSettings) => ({
  deploymentStrategy: ecs.DeploymentStrategy.CANARY,
  canaryConfiguration: {
    stepPercent: rollout.canaryPercent,
    stepBakeTime: Duration.millis(rollout.canaryMs),
  },
  bakeTime: Duration.millis(rollout.bakeMs),
});
