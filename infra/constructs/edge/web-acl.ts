import * as wafv2 from 'aws-cdk-lib/aws-wafv2';
import type { Construct } from 'constructs';
import type { Contract } from '../../../app/contract/types/contract.ts';

/** Blocks an address whose request rate is far above the program's own limits. */
export function createWebAcl(scope: Construct, { profile, deployment }: Contract): wafv2.CfnWebACL {
  const { addressRequestsMax, windowSeconds } = deployment.cdn;
  const visibility = (metricName: string) => ({
    metricName,
    cloudWatchMetricsEnabled: true,
    sampledRequestsEnabled: true,
  });
  return new wafv2.CfnWebACL(scope, 'Firewall', {
    scope: 'CLOUDFRONT',
    defaultAction: { allow: {} },
    visibilityConfig: visibility(`rostrum-${profile}`),
    rules: [
      {
        name: 'requests-of-one-address',
        priority: 1,
        action: { block: {} },
        statement: {
          rateBasedStatement: {
            aggregateKeyType: 'IP',
            limit: addressRequestsMax,
            evaluationWindowSec: windowSeconds,
          },
        },
        visibilityConfig: visibility(`rostrum-${profile}-rate`),
      },
    ],
  });
}
