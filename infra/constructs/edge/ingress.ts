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
  contract: Contract,
  { network, balancer, code }: IngressDeps,
): IngressResources {
  const { domain } = contract.deployment.naming;
  const { loadBalancer, group } = balancer;
  if (contract.deployment.ingress !== 'cloudfront' || group === null) {
    createDnsRecords(scope, contract, {
      alias: new targets.LoadBalancerTarget(loadBalancer),
      hasIpv6: false,
    });
    return { url: `https://${domain ?? loadBalancer.loadBalancerDnsName}`, distribution: null };
  }
  const distribution = createDistribution(scope, contract, loadBalancer);
  allowCloudFront(scope, contract, { network, group, distribution, code });
  createDnsRecords(scope, contract, { alias: new targets.CloudFrontTarget(distribution), hasIpv6: true });
  return { url: `https://${domain ?? distribution.distributionDomainName}`, distribution };
}
