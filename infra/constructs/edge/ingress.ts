import type * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as targets from 'aws-cdk-lib/aws-route53-targets';
import type { Construct } from 'constructs';
import type { Contract } from '../../../app/contract/types/contract.ts';
import type { NetworkResources } from '../network/network.ts';
import { allowCloudFront } from './cloudfront-ingress.ts';
import { createDistribution } from './distribution.ts';
import { createDnsRecords } from './dns.ts';
import type { LoadBalancerResources } from './load-balancer.ts';

export interface IngressDeps {
  readonly network: NetworkResources;
  readonly balancer: LoadBalancerResources;
  /** Folder of infra/lambda/handler.ts, compiled. */
  readonly code: string;
}

export interface IngressResources {
  readonly url: string;
  /** null: clients connect to the load balancer. */
  readonly distribution: cloudfront.Distribution | null;
}

/** The way in: CloudFront, or the domain of the load balancer. */
export function createIngress(
  scope: Construct,
  contract: Pick<Contract, 'profile' | 'edge' | 'deployment'>,
  { network, balancer, code }: IngressDeps,
): IngressResources {
  const { deployment } = contract;
  const { ingress, naming } = deployment;
  const { domain } = naming;
  const { loadBalancer, group } = balancer;
  if (ingress !== 'cloudfront' || group === null) {
    createDnsRecords(scope, naming, {
      alias: new targets.LoadBalancerTarget(loadBalancer),
      hasIpv6: false,
    });
    return { url: `https://${domain ?? loadBalancer.loadBalancerDnsName}`, distribution: null };
  }
  const distribution = createDistribution(scope, contract, loadBalancer);
  allowCloudFront(scope, deployment, { network, group, distribution, code });
  createDnsRecords(scope, naming, { alias: new targets.CloudFrontTarget(distribution), hasIpv6: true });
  return { url: `https://${domain ?? distribution.distributionDomainName}`, distribution };
}
