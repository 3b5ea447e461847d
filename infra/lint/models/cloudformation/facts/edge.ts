import type { ConfigNode } from '../../../parse/config-node.ts';
import { type FactBuilder, second } from '../../../parse/fact-builder.ts';
import { readAttribute } from '../attributes.ts';
import type { Balancer, CdnOrigin } from '../deployment.ts';
import type { Resource } from '../resources.ts';
import type { Template } from '../template.ts';

/** CloudFront's fixed limits: the idle timeout of WebSockets, and the quota of the read timeout. */
const socketIdleMs = 600 * second;
const readMsMax = 120 * second;
/** The largest idle timeout of a load balancer. */
const idleSecondsMax = 4000;

/** The facts of the load balancer, and of the CloudFront origin in front of it. */
export function addEdgeFacts(
  builder: FactBuilder,
  template: Template,
  balancer: Balancer,
  origin: CdnOrigin | null,
): void {
  const { properties } = balancer.resource;
  const attributes = 'LoadBalancerAttributes';
  builder.read('edge.gatewayIdleMs', readAttribute(properties, attributes, 'idle_timeout.timeout_seconds'), {
    scale: second,
    default: 60,
    max: idleSecondsMax,
  });
  builder.read(
    'deployment.balancer.clientKeepAliveMs',
    readAttribute(properties, attributes, 'client_keep_alive.seconds'),
    { scale: second, default: 3600 },
  );
  const scheme = properties.get('Scheme');
  if (origin !== null) {
    addOriginFacts(builder, origin.origin);
    addWebAclFacts(builder, template, origin.distribution, balancer);
    builder.set('deployment.proxies', 2, origin.origin.place, true);
  } else if (scheme.isAbsent || scheme.text() === 'internet-facing') {
    // It is public, and these templates have nothing in front of it.
    for (const name of ['edge.gatewayReadMs', ...cdnFacts] as const)
      builder.set(name, null, scheme.place, true);
    builder.set('deployment.proxies', 1, scheme.place, true);
  }
}

const cdnFacts = [
  'deployment.cdn.keepAliveMs',
  'deployment.cdn.connectMs',
  'deployment.cdn.connectAttempts',
  'deployment.cdn.completionMs',
  'deployment.cdn.socketIdleMs',
] as const;

function addOriginFacts(builder: FactBuilder, origin: ConfigNode): void {
  const config = originConfig(origin);
  const inSeconds = (assumed: number) => ({ scale: second, default: assumed });
  builder.read('edge.gatewayReadMs', config.get('OriginReadTimeout'), {
    ...inSeconds(30),
    max: readMsMax / second,
  });
  builder.read('deployment.cdn.keepAliveMs', config.get('OriginKeepaliveTimeout'), inSeconds(5));
  builder.read('deployment.cdn.connectMs', origin.get('ConnectionTimeout'), inSeconds(10));
  builder.read('deployment.cdn.connectAttempts', origin.get('ConnectionAttempts'), { default: 3 });
  builder.read('deployment.cdn.completionMs', origin.get('ResponseCompletionTimeout'), {
    scale: second,
    absent: Number.POSITIVE_INFINITY,
  });
  builder.set('deployment.cdn.socketIdleMs', socketIdleMs, origin.place, true);
  builder.set('deployment.cdn.readMsMax', readMsMax, origin.place, true);
}

export const originConfig = (origin: ConfigNode): ConfigNode =>
  origin.get(origin.get('VpcOriginConfig').isAbsent ? 'CustomOriginConfig' : 'VpcOriginConfig');

/** The lowest rate limit for each address in the WAF web ACL of the distribution or of its load balancer. */
function addWebAclFacts(
  builder: FactBuilder,
  template: Template,
  distribution: Resource,
  balancer: Balancer,
): void {
  const associations = template
    .ofType('AWS::WAFv2::WebACLAssociation')
    .filter(({ properties }) =>
      template.targets(properties.get('ResourceArn')).some(({ id }) => id === balancer.resource.id),
    );
  const limits = [
    distribution.properties.get('DistributionConfig', 'WebACLId'),
    ...associations.map(({ properties }) => properties.get('WebACLArn')),
  ]
    .flatMap((webAcl) => template.targets(webAcl))
    .flatMap(({ properties }) => properties.get('Rules').list())
    .filter((rule) => !rule.get('Action', 'Block').isAbsent)
    .map((rule) => rule.get('Statement', 'RateBasedStatement'))
    .filter(
      (rate) =>
        rate.isMap &&
        ['IP', 'FORWARDED_IP', null].includes(rate.get('AggregateKeyType').text()) &&
        rate.get('ScopeDownStatement').isAbsent,
    );
  const known = limits.flatMap((rate) => {
    const limit = rate.get('Limit').number();
    return typeof limit === 'number' ? [{ rate, limit }] : [];
  });
  const [lowest] = known.sort((a, b) => a.limit - b.limit);
  if (lowest === undefined || known.length < limits.length) return;
  builder.set('deployment.cdn.addressRequestsMax', lowest.limit, lowest.rate.get('Limit').place);
  builder.read('deployment.cdn.windowSeconds', lowest.rate.get('EvaluationWindowSec'), { default: 300 });
}
