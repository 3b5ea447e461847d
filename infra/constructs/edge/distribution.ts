import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as origins from 'aws-cdk-lib/aws-cloudfront-origins';
import type { IApplicationLoadBalancer } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Duration, Validations } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { Contract } from '../../../app/contract/types/contract.ts';
import type { DeploymentSettings } from '../../../app/contract/types/deployment.ts';
import type { RouteClass } from '../../../app/contract/types/http.ts';
import { createCacheBehaviors } from '../../routing/route-rules.ts';
import { globalName } from '../names.ts';
import { createViewerAddressFunction } from './viewer-address.ts';

/** CloudFront: TLS, HTTP/2 and 3, the cached page, and the VPC origin of the load balancer. */
export function createDistribution(
  scope: Construct,
  contract: Pick<Contract, 'profile' | 'edge' | 'deployment'>,
  loadBalancer: IApplicationLoadBalancer,
): cloudfront.Distribution {
  const { naming, balancer: balancerSettings } = contract.deployment;
  const vpcOrigin = new cloudfront.VpcOrigin(scope, 'Origin', {
    endpoint: cloudfront.VpcOriginEndpoint.applicationLoadBalancer(loadBalancer),
    // Inside the VPC; TLS ends at the edge.
    protocolPolicy: cloudfront.OriginProtocolPolicy.HTTP_ONLY,
    httpPort: balancerSettings.port,
    vpcOriginName: globalName(scope, contract),
  });
  const origin = createOrigin(contract, vpcOrigin, loadBalancer);
  const shared: BehaviorDeps = {
    origin,
    pageCache: createPageCachePolicy(scope, contract),
    functions: contract.deployment.cdn.firewall ? [createViewerAddressFunction(scope, contract)] : [],
  };
  const distribution = new cloudfront.Distribution(scope, 'Distribution', {
    comment: `Rostrum, ${contract.profile}`,
    httpVersion: cloudfront.HttpVersion.HTTP2_AND_3,
    ...(naming.domain === null || naming.certificateArn === null
      ? {}
      : {
          domainNames: [naming.domain],
          certificate: acm.Certificate.fromCertificateArn(scope, 'Certificate', naming.certificateArn),
          minimumProtocolVersion: cloudfront.SecurityPolicyProtocol.TLS_V1_2_2021,
        }),
    // All other paths go to the load balancer too, whose rules answer 404.
    defaultBehavior: createBehavior('internal', false, shared),
    additionalBehaviors: Object.fromEntries(
      createCacheBehaviors().map(({ pattern, class: routeClass, allowsWrites }) => [
        pattern,
        createBehavior(routeClass, allowsWrites, shared),
      ]),
    ),
    errorResponses: uncachedErrors.map((httpStatus) => ({ httpStatus, ttl: Duration.seconds(0) })),
  });
  acknowledgeFindings(distribution, contract.deployment);
  return distribution;
}

/**
 * CloudFront caches these errors for ten seconds by path, whatever their cache headers: a 404 of one caller would be
 * served to the next, and a 503 would outlast its cause.
 */
const uncachedErrors = [400, 403, 404, 405, 414, 500, 501, 502, 503, 504];

function createOrigin(
  { edge, deployment }: Pick<Contract, 'edge' | 'deployment'>,
  vpcOrigin: cloudfront.VpcOrigin,
  loadBalancer: IApplicationLoadBalancer,
) {
  const { cdn } = deployment;
  return origins.VpcOrigin.withVpcOrigin(vpcOrigin, {
    domainName: loadBalancer.loadBalancerDnsName,
    ...(edge.gatewayReadMs === null ? {} : { readTimeout: Duration.millis(edge.gatewayReadMs) }),
    ...(cdn.keepAliveMs === null ? {} : { keepaliveTimeout: Duration.millis(cdn.keepAliveMs) }),
    connectionTimeout: Duration.millis(cdn.connectMs),
    connectionAttempts: cdn.connectAttempts,
    ...(cdn.completionMs === null ? {} : { responseCompletionTimeout: Duration.millis(cdn.completionMs) }),
  });
}

/** Follows the program's cache headers. The name is unique per account. */
const createPageCachePolicy = (
  scope: Construct,
  contract: Pick<Contract, 'profile'>,
): cloudfront.CachePolicy =>
  new cloudfront.CachePolicy(scope, 'CachedPage', {
    cachePolicyName: globalName(scope, contract),
    comment: `What the page of Rostrum, ${contract.profile}, says in cache-control`,
    minTtl: Duration.seconds(0),
    defaultTtl: Duration.seconds(0),
    maxTtl: Duration.days(365),
    enableAcceptEncodingBrotli: true,
    enableAcceptEncodingGzip: true,
  });

interface BehaviorDeps {
  readonly origin: cloudfront.IOrigin;
  readonly pageCache: cloudfront.CachePolicy;
  readonly functions: readonly cloudfront.FunctionAssociation[];
}

/** Streams and sockets pass unchanged: no compression, no caching, all headers. */
function createBehavior(
  routeClass: RouteClass,
  allowsWrites: boolean,
  { origin, pageCache, functions }: BehaviorDeps,
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
    functionAssociations: [...functions],
  };
}

function acknowledgeFindings(
  distribution: cloudfront.Distribution,
  { cdn, naming }: Pick<DeploymentSettings, 'cdn' | 'naming'>,
): void {
  Validations.of(distribution).acknowledge(
    { id: 'AwsSolutions-CFR1', reason: 'Rostrum serves all holders of a key, in any country.' },
    {
      id: 'AwsSolutions-CFR2',
      reason: cdn.firewall
        ? 'The web ACL is at the load balancer, in the region of the stack: docs/adr/0020-one-stack.md.'
        : 'The program limits the requests of each address and key itself.',
    },
    {
      id: 'AwsSolutions-CFR3',
      reason: 'The program logs every request with the address of the caller; WAF counts blocked requests.',
    },
    ...(naming.certificateArn !== null
      ? []
      : [
          {
            id: 'AwsSolutions-CFR4',
            reason:
              'The domain is CloudFront’s own, whose certificate also accepts older TLS and cannot be changed. ' +
              'With deployment.naming.domain and certificateArn the minimum is TLS 1.2.',
          },
        ]),
  );
}
