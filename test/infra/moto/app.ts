import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { App, CfnResource, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { profile } from '../../../app/contract/profiles.ts';
import { createTasks } from '../../../infra/constructs/compute/tasks.ts';
import { createListenerRules } from '../../../infra/constructs/edge/listener-rules.ts';
import { createLoadBalancer } from '../../../infra/constructs/edge/load-balancer.ts';
import { createWebTargetGroup } from '../../../infra/constructs/edge/target-group.ts';
import { createNetwork } from '../../../infra/constructs/network/network.ts';
import { zonesOfRegion } from '../../../infra/constructs/network/zones.ts';

/** The part of the deployment that moto supports: network, load balancer, rules, tasks. */
class Core extends Stack {
  override get availabilityZones(): string[] {
    return zonesOfRegion(2);
  }
}

const contract = profile('staging');
const stack = new Core(new App(), 'rostrum-core');
const network = createNetwork(stack, contract.deployment);
// moto cannot delete a VPC that has route tables, so these resources are retained when the stack is destroyed.
for (const part of network.vpc.node.findAll())
  if (CfnResource.isCfnResource(part)) part.applyRemovalPolicy(RemovalPolicy.RETAIN);
const balancer = createLoadBalancer(stack, contract, network);
const blue = createWebTargetGroup(stack, 'Blue', contract.deployment.balancer, {
  vpc: network.vpc,
  port: contract.http.port,
  path: '/ready',
});
createListenerRules(stack, {
  listener: balancer.listener,
  host: null,
  web: elbv2.ListenerAction.forward([blue]),
  function: null,
});
const secret = (name: string) => Secret.fromSecretNameV2(stack, name, name);
createTasks(stack, contract, {
  cluster: { name: 'rostrum-staging', own: null },
  image: ecs.ContainerImage.fromRegistry('registry.example/rostrum:1'),
  endpoints: {
    databaseHost: 'database.example',
    cacheUrl: 'rediss://cache.example:6379',
    secrets: {
      database: secret('database'),
      adminKey: secret('admin-key'),
      keyPepper: secret('key-pepper'),
      signingKey: secret('signing-key'),
      encryptionKey: null,
    },
  },
});
