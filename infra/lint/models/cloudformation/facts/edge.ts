import { type Sheet, second } from '../../../parse/fact-builder.ts';
import type { View } from '../../../parse/value-ref.ts';
import { attribute } from '../attributes.ts';
import type { Balancer, Origin } from '../deployment.ts';
import type { Resource } from '../resources.ts';
import type { Template } from '../template.ts';

/** CloudFront's own numbers, which no property changes: how long a silent socket lives, and the quota of reading. */
const socketIdleMs = 600 * second;
const readMsMax = 120 * second;
/** The longest that a balancer keeps a silent connection. */
const idleSecondsMax = 4000;

/** What stands between the service and the world: the balancer, and the content network's origin that leads to it. */
export function edgeFacts(sheet: Sheet, template: Template, balancer: Balancer, origin: Origin | null): void {
  const { properties } = balancer.resource;
  const attributes = 'LoadBalancerAttributes';
  sheet.read('edge.gatewayIdleMs', attribute(properties, attributes, 'idle_timeout.timeout_seconds'), {
    scale: second,
    default: 60,
    max: idleSecondsMax,
  });
  sheet.read(
    'deployment.balancer.clientKeepAliveMs',
    attribute(properties, attributes, 'client_keep_alive.seconds'),
    { scale: second, default: 3600 },
  );
  const facing = properties.get('Scheme');
  if (origin !== null) {
    originFacts(sheet, origin.origin);
    wallFacts(sheet, template, origin.distribution);
    sheet.set('deployment.proxies', 2, origin.origin.place, true);
  } else if (facing.isAbsent || facing.text() === 'internet-facing') {
    // Nothing in these templates stands in front of it, and the world can reach it.
    for (const name of ['edge.gatewayReadMs', ...ofCdn] as const) sheet.set(name, null, facing.place, true);
    sheet.set('deployment.proxies', 1, facing.place, true);
  }
}

const ofCdn = [
  'deployment.cdn.keepAliveMs',
  'deployment.cdn.connectMs',
  'deployment.cdn.connectAttempts',
  'deployment.cdn.completionMs',
  'deployment.cdn.socketIdleMs',
] as const;

function originFacts(sheet: Sheet, origin: View): void {
  const config = origin.get(originConfigOf(origin));
  const inSeconds = (assumed: number) => ({ times: second, default: assumed });
  sheet.read('edge.gatewayReadMs', config.get('OriginReadTimeout'), {
    ...inSeconds(30),
    max: readMsMax / second,
  });
  sheet.read('deployment.cdn.keepAliveMs', config.get('OriginKeepaliveTimeout'), inSeconds(5));
  sheet.read('deployment.cdn.connectMs', origin.get('ConnectionTimeout'), inSeconds(10));
  sheet.read('deployment.cdn.connectAttempts', origin.get('ConnectionAttempts'), { default: 3 });
  sheet.read('deployment.cdn.completionMs', origin.get('ResponseCompletionTimeout'), {
    scale: second,
    absent: Number.POSITIVE_INFINITY,
  });
  sheet.set('deployment.cdn.socketIdleMs', socketIdleMs, origin.place, true);
  sheet.set('deployment.cdn.readMsMax', readMsMax, origin.place, true);
}

export const originConfigOf = (origin: View): 'VpcOriginConfig' | 'CustomOriginConfig' =>
  origin.get('VpcOriginConfig').isAbsent ? 'CustomOriginConfig' : 'VpcOriginConfig';

/** The lowest rate of an address that the wall around the distribution blocks. */
function wallFacts(sheet: Sheet, template: Template, distribution: Resource): void {
  const walls = distribution.properties.get('DistributionConfig', 'WebACLId').references();
  const limits = walls
    .flatMap(({ id }) => template.get(id)?.properties.get('Rules').items() ?? [])
    .filter((rule) => !rule.get('Action', 'Block').isAbsent)
    .map((rule) => rule.get('Statement', 'RateBasedStatement'))
    .filter(
      (rate) =>
        rate.isMap &&
        ['IP', null].includes(rate.get('AggregateKeyType').text()) &&
        rate.get('ScopeDownStatement').isAbsent,
    );
  const known = limits.flatMap((rate) => {
    const limit = rate.get('Limit').number();
    return typeof limit === 'number' ? [{ rate, limit }] : [];
  });
  const [lowest] = known.sort((a, b) => a.limit - b.limit);
  if (lowest === undefined || known.length < limits.length) return;
  sheet.set('deployment.cdn.addressRequestsMax', lowest.limit, lowest.rate.get('Limit').place);
  sheet.read('deployment.cdn.windowSeconds', lowest.rate.get('EvaluationWindowSec'), { default: 300 });
}
