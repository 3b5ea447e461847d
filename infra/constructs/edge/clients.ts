import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Validations } from 'aws-cdk-lib/core';
import type { DeploymentSettings } from '../../../app/contract/types/deployment.ts';
import type { BalancerSettings } from '../../../app/contract/types/gateways.ts';
import type { NetworkResources } from '../network/network.ts';

export const httpPort = 80;
export const httpsPort = 443;

interface Client {
  readonly peer: ec2.IPeer;
  readonly description: string;
}

/** Allows those who connect to the load balancer without CloudFront. `peers`: those of the props. */
export function allowClients(
  group: ec2.SecurityGroup,
  { ingress, balancer }: Pick<DeploymentSettings, 'ingress' | 'balancer'>,
  network: NetworkResources,
  peers: readonly ec2.IPeer[] | undefined,
): void {
  if (ingress === 'cloudfront') return;
  const clients = peers?.map(toClient) ?? clientsOf(ingress, balancer, network);
  for (const { peer, description } of clients)
    for (const port of ingress === 'internet' ? [httpsPort, httpPort] : [httpsPort])
      group.addIngressRule(peer, ec2.Port.tcp(port), description);
  if (ingress === 'internet' && Object.keys(balancer.clientCidrs).length === 0)
    Validations.of(group).acknowledge({
      id: 'AwsSolutions-EC23',
      reason: 'The profile makes the load balancer public: deployment.ingress is internet.',
    });
}

const toClient = (peer: ec2.IPeer): Client => ({ peer, description: 'Clients' });

/** Those with a name, or everyone, or the network's own range. */
function clientsOf(
  ingress: 'internet' | 'network',
  { clientCidrs }: Pick<BalancerSettings, 'clientCidrs'>,
  network: NetworkResources,
): Client[] {
  const named = Object.entries(clientCidrs);
  if (named.length > 0)
    return named.map(([description, cidr]) => ({ peer: ec2.Peer.ipv4(cidr), description }));
  return [toClient(ingress === 'internet' ? ec2.Peer.anyIpv4() : ec2.Peer.ipv4(network.cidr))];
}
