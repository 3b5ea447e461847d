import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Duration, Fn, Validations } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { Contract } from '../../../app/contract/types/contract.ts';
import type { DeploymentSettings } from '../../../app/contract/types/deployment.ts';
import type { NetworkResources } from '../network/network.ts';
import type { RostrumProps } from '../rostrum-props.ts';
import { allowClients, httpPort, httpsPort } from './clients.ts';

export interface LoadBalancerResources {
  readonly loadBalancer: elbv2.IApplicationLoadBalancer;
  /** In metrics: `app/NAME/ID`. */
  readonly fullName: string;
  readonly listener: elbv2.IApplicationListener;
  /** null: of a load balancer that exists already, which others may use, too. */
  readonly group: ec2.SecurityGroup | null;
  /** The only host that the rules apply to; null: all hosts. */
  readonly host: string | null;
}

export type LoadBalancerProps = Pick<RostrumProps, 'loadBalancer' | 'clients'>;

/** One that exists already, or one of its own. */
export function createLoadBalancer(
  scope: Construct,
  contract: Pick<Contract, 'edge' | 'deployment'>,
  network: NetworkResources,
  { loadBalancer: existing, clients }: LoadBalancerProps = {},
): LoadBalancerResources {
  if (existing !== undefined) {
    const { loadBalancer, listener } = existing;
    const fullName = Fn.select(1, Fn.split(':loadbalancer/', loadBalancer.loadBalancerArn));
    return { loadBalancer, listener, fullName, group: null, host: contract.deployment.naming.domain };
  }
  const { ingress, account } = contract.deployment;
  const group = new ec2.SecurityGroup(scope, 'LoadBalancerSecurityGroup', {
    vpc: network.vpc,
    // Not who they are: another description would replace the group.
    description: 'Load balancer; inbound from CloudFront or its clients',
    allowAllOutbound: false,
    disableInlineRules: true,
  });
  const loadBalancer = new elbv2.ApplicationLoadBalancer(scope, 'LoadBalancer', {
    vpc: network.vpc,
    vpcSubnets: network.balancerSubnets,
    internetFacing: ingress === 'internet',
    securityGroup: group,
    ...balancerTimes(contract),
    dropInvalidHeaderFields: true,
    // Refuses ambiguous requests, even harmless ones: browsers and our clients never send them.
    desyncMitigationMode: elbv2.DesyncMitigationMode.STRICTEST,
    // The origin check compares with the host that the browser sent.
    preserveHostHeader: true,
  });
  if (account.accessLogBucket === null)
    Validations.of(loadBalancer).acknowledge({
      id: 'AwsSolutions-ELB2',
      reason: 'The program logs every request with the address of the caller, the route and the duration.',
    });
  else {
    loadBalancer.setAttribute('access_logs.s3.enabled', 'true');
    loadBalancer.setAttribute('access_logs.s3.bucket', account.accessLogBucket);
  }
  const listener = createListener(contract.deployment, loadBalancer);
  allowClients(group, contract.deployment, network, clients);
  return { loadBalancer, listener, fullName: loadBalancer.loadBalancerFullName, group, host: null };
}

function balancerTimes({ edge, deployment }: Pick<Contract, 'edge' | 'deployment'>) {
  if (edge.gatewayIdleMs === null)
    throw new Error(
      'edge.gatewayIdleMs is null. Behind a load balancer, set it to how long that keeps idle connections.',
    );
  return {
    idleTimeout: Duration.millis(edge.gatewayIdleMs),
    clientKeepAlive: Duration.millis(deployment.balancer.clientKeepAliveMs),
  };
}

/** CloudFront ends TLS itself; everyone else uses HTTPS with the certificate of the domain. */
function createListener(
  { ingress, balancer, naming }: Pick<DeploymentSettings, 'ingress' | 'balancer' | 'naming'>,
  loadBalancer: elbv2.ApplicationLoadBalancer,
): elbv2.ApplicationListener {
  if (ingress === 'cloudfront')
    return loadBalancer.addListener('Listener', {
      port: balancer.port,
      protocol: elbv2.ApplicationProtocol.HTTP,
      open: false,
      defaultAction: notFoundAction,
    });
  if (naming.certificateArn === null)
    throw new Error('deployment.naming.certificateArn is null: without CloudFront, the listener uses HTTPS');
  if (ingress === 'internet')
    loadBalancer.addListener('Redirect', {
      port: httpPort,
      open: false,
      defaultAction: elbv2.ListenerAction.redirect({
        protocol: 'HTTPS',
        port: `${httpsPort}`,
        permanent: true,
      }),
    });
  return loadBalancer.addListener('Listener', {
    port: httpsPort,
    protocol: elbv2.ApplicationProtocol.HTTPS,
    certificates: [elbv2.ListenerCertificate.fromArn(naming.certificateArn)],
    sslPolicy: elbv2.SslPolicy.RECOMMENDED_TLS,
    open: false,
    defaultAction: notFoundAction,
  });
}

/** Paths that are not in the route table, and /metrics, are not forwarded. */
const notFoundAction = elbv2.ListenerAction.fixedResponse(404, {
  contentType: 'application/json',
  messageBody: JSON.stringify({ status: 404, code: 'not-found', title: 'There is nothing at this address.' }),
});
