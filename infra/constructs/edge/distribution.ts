import { Duration, Stack, Validations } from 'aws-cdk-lib';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as origins from 'aws-cdk-lib/aws-cloudfront-origins';
import type { Construct } from 'constructs';
import type { Contract, RouteClass } from '../../../app/contract/types/contract.ts';
import { createCacheBehaviors } from '../../routing/route-rules.ts';
import type { LoadBalancerResources } from './load-balancer.ts';

export interface DistributionDeps {
  readonly balancer: LoadBalancerResources;
  readonly firewallArn: string;
}

/** The content network: TLS, HTTP/2 and 3, the cached page, and the way in to the balancer. */
export function createDistribution(
  scope: Construct,
  contract: Contract,
  { balancer, firewallArn }: DistributionDeps,
): cloudfront.Distribution {
  const { naming, balancer: balancerSettings } = contract.deployment;
  const vpcOrigin = new cloudfront.VpcOrigin(scope, 'Origin', {
    endpoint: cloudfront.VpcOriginEndpoint.applicationLoadBalancer(balancer.loadBalancer),
    // Within the network; TLS ends at the edge.
    protocolPolicy: cloudfront.OriginProtocolPolicy.HTTP_ONLY,
    httpPort: balancerSettings.port,
  });
  const origin = createOrigin(contract, vpcOrigin, balancer);
  const pageCache = createPageCachePolicy(scope, contract);
  const distribution = new cloudfront.Distribution(scope, 'Distribution', {
    comment: `Rostrum, ${contract.profile}`,
    httpVersion: cloudfront.HttpVersion.HTTP2_AND_3,
    webAclId: firewallArn,
    ...(naming.domain === null || naming.certificateArn === null
      ? {}
      : {
          domainNames: [naming.domain],
          certificate: acm.Certificate.fromCertificateArn(scope, 'Certificate', naming.certificateArn),
          minimumProtocolVersion: cloudfront.SecurityPolicyProtocol.TLS_V1_2_2021,
        }),
    // What no pattern names is asked of the balancer too, whose rules answer it with 404.
    defaultBehavior: createBehavior('internal', false, origin, pageCache),
    additionalBehaviors: Object.fromEntries(
      createCacheBehaviors().map(({ pattern, class: routeClass, allowsWrites }) => [
        pattern,
        createBehavior(routeClass, allowsWrites, origin, pageCache),
      ]),
    ),
    errorResponses: uncachedErrors.map((httpStatus) => ({ httpStatus, ttl: Duration.seconds(0) })),
  });
  acknowledgeFindings(distribution, naming.certificateArn !== null);
  return distribution;
}

/**
 * Failures that CloudFront keeps for ten seconds by itself, whatever the answer says of caching, and by its path alone:
 * one person's 404 would be shown to the next, and a 503 would outlive its cause.
 */
const uncachedErrors = [400, 403, 404, 405, 414, 500, 501, 502, 503, 504];

function createOrigin(
  { edge, deployment }: Contract,
  vpcOrigin: cloudfront.VpcOrigin,
  { loadBalancer }: LoadBalancerResources,
) {
  const { cdn } = deployment;
  return origins.VpcOrigin.withVpcOrigin(vpcOrigin, {
    domainName: loadBalancer.loadBalancerDnsName,
    ...(edge.gatewayReadMs === null ? {} : { readTimeout: Duration.millis(edge.gatewayReadMs) }),
    keepaliveTimeout: Duration.millis(cdn.keepAliveMs),
    connectionTimeout: Duration.millis(cdn.connectMs),
    connectionAttempts: cdn.connectAttempts,
    ...(cdn.completionMs === null ? {} : { responseCompletionTimeout: Duration.millis(cdn.completionMs) }),
  });
}

/** As long as the program says, and never longer than it says. An account has one policy of a name. */
const createPageCachePolicy = (scope: Construct, { profile }: Contract): cloudfront.CachePolicy =>
  new cloudfront.CachePolicy(scope, 'CachedPage', {
    cachePolicyName: `${Stack.of(scope).stackName}-page-${Stack.of(scope).region}`,
    comment: `What the page of Rostrum, ${profile}, says in cache-control`,
    minTtl: Duration.seconds(0),
    defaultTtl: Duration.seconds(0),
    maxTtl: Duration.days(365),
    enableAcceptEncodingBrotli: true,
    enableAcceptEncodingGzip: true,
  });

/** Streams and sockets are passed on as they come: nothing is compressed or kept, and every header goes along. */
function createBehavior(
  routeClass: RouteClass,
  allowsWrites: boolean,
  origin: cloudfront.IOrigin,
  pageCache: cloudfront.CachePolicy,
): cloudfront.BehaviorOptions {
  const isPage = routeClass === 'page';
  return {
    origin,
    viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
    allowedMethods: allowsWrites
      ? cloudfront.AllowedMethods.ALLOW_ALL
      : cloudfront.AllowedMethods.ALLOW_GET_HEAD_OPTIONS,
    cachePolicy: isPage ? pageCache : cloudfront.CachePolicy.CACHING_DISABLED,
    originRequestPolicy: cloudfront.OriginRequestPolicy.ALL_VIEWER,
    compress: isPage,
  };
}

function acknowledgeFindings(distribution: cloudfront.Distribution, hasCertificate: boolean): void {
  Validations.of(distribution).acknowledge(
    { id: 'AwsSolutions-CFR1', reason: 'Rostrum is for whoever has a key, in any country.' },
    {
      id: 'AwsSolutions-CFR3',
      reason:
        'The program writes a line for every request, with the address of the caller; WAF counts what it blocks.',
    },
    ...(hasCertificate
      ? []
      : [
          {
            id: 'AwsSolutions-CFR4',
            reason:
              'The address is CloudFront’s own, whose certificate takes older TLS too and cannot be told otherwise. ' +
              'With deployment.naming.domain and certificateArn it is TLS 1.2 at least.',
          },
        ]),
  );
}
