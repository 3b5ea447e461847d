import type * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as wafv2 from 'aws-cdk-lib/aws-wafv2';
import type { Construct } from 'constructs';
import type { Contract } from '../../../app/contract/types/contract.ts';
import { resourceName } from '../names.ts';
import { viewerAddressHeader } from './viewer-address.ts';

/**
 * Blocks an address whose request rate is far above the program's own limits. It is at the load balancer, in the
 * region of the stack: a web ACL of CloudFront would need a second stack in us-east-1 (docs/adr/0020-one-stack.md).
 */
export function createWebAcl(
  scope: Construct,
  contract: Contract,
  loadBalancer: elbv2.IApplicationLoadBalancer,
  existingArn?: string,
): void {
  if (existingArn === undefined && !contract.deployment.cdn.firewall) return;
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

function createRateLimit(scope: Construct, contract: Contract): string {
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
