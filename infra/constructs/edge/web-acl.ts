import * as wafv2 from 'aws-cdk-lib/aws-wafv2';
import type { Construct } from 'constructs';
import type { Contract } from '../../../app/contract/types/contract.ts';
import { resourceName } from '../names.ts';
import type { LoadBalancerResources } from './load-balancer.ts';
import { viewerAddressHeader } from './viewer-address.ts';

/**
 * Blocks an address whose request rate is far above the program's own limits. It is at the load balancer, in the
 * region of the stack: a web ACL of CloudFront would need a second stack in us-east-1 (docs/adr/0020-one-stack.md).
 * A load balancer has one web ACL, and associating another replaces it: a shared one keeps its own.
 */
export function createWebAcl(
  scope: Construct,
  contract: Pick<Contract, 'profile' | 'deployment'>,
  { loadBalancer, group }: LoadBalancerResources,
  existingArn?: string,
): void {
  const createsOwn = contract.deployment.cdn.firewall && group !== null;
  if (existingArn === undefined && !createsOwn) return;
  new wafv2.CfnWebACLAssociation(scope, 'WebAclAssociation', {
    resourceArn: loadBalancer.loadBalancerArn,
    webAclArn: existingArn ?? createRateLimit(scope, contract),
  });
}

/** Connections have the addresses of CloudFront. */
const byViewerAddress = {
  aggregateKeyType: 'FORWARDED_IP',
  // MATCH applies to a header that is no address; CloudFront always writes one.
  forwardedIpConfig: { headerName: viewerAddressHeader, fallbackBehavior: 'MATCH' },
};

function createRateLimit(scope: Construct, contract: Pick<Contract, 'profile' | 'deployment'>): string {
  const { ingress, cdn } = contract.deployment;
  const { addressRequestsMax, windowSeconds } = cdn;
  const visibility = (part?: string) => ({
    metricName: resourceName(contract, part),
    cloudWatchMetricsEnabled: true,
    sampledRequestsEnabled: true,
  });
  const webAcl = new wafv2.CfnWebACL(scope, 'WebAcl', {
    scope: 'REGIONAL',
    defaultAction: { allow: {} },
    visibilityConfig: visibility(),
    rules: [
      {
        name: 'requests-of-one-address',
        priority: 1,
        action: { block: {} },
        statement: {
          rateBasedStatement: {
            ...(ingress === 'cloudfront' ? byViewerAddress : { aggregateKeyType: 'IP' }),
            limit: addressRequestsMax,
            evaluationWindowSec: windowSeconds,
          },
        },
        visibilityConfig: visibility('rate'),
      },
    ],
  });
  return webAcl.attrArn;
}
