import type { Template } from '../../../models/cloudformation/template.ts';
import type { ConfigNode } from '../../../parse/config-node.ts';
import { cloudFormationRule } from '../../../rule.ts';
import { isSocketPath } from './paths.ts';

export const socketHeadersForwarded = cloudFormationRule({
  id: 'socket-headers-forwarded',
  severity: 'error',
  summary: 'The WebSocket upgrade headers reach the origin',
  rationale: 'WebSockets that never open: the edge drops Sec-WebSocket-Key and Sec-WebSocket-Version',
  fix: 'Set the origin request policy AllViewer in the cache behavior.',
  source:
    'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/distribution-working-with.websockets.html',
  check({ template }, report) {
    for (const behavior of template.cacheBehaviors) {
      const path = behavior.get('PathPattern').text();
      const policy = behavior.get('OriginRequestPolicyId');
      if (path !== null && isSocketPath(path) && forwardsHeaders(template, behavior, policy) === false)
        report(policy, `${path} forwards ${policy.isAbsent ? 'no headers' : 'some headers only'}`);
    }
  },
});

/** Managed policies by whether they forward the upgrade headers. AllViewer, without Host, with CloudFront's. */
const originPolicies: ReadonlyMap<unknown, boolean> = new Map([
  ['216adef6-5c7f-47e4-b989-5492eafa07d3', true],
  ['b689b0a8-53d0-40ab-baf2-68738e2966ac', true],
  ['33f36d7e-f396-46d9-90e0-52428a34d9dc', true],
  ['acba4595-bd28-49b8-b9fe-13317c0390fa', false],
  ['59781a5b-3903-41f3-afcb-af62929ccde1', false],
  ['88a5eaf4-2fd4-4709-b370-b4c650ea3fcf', false],
  ['bf0718e1-ba1e-49d1-88b1-f726733018ae', false],
]);

/** CachingDisabled and CachingOptimized forward no headers; other cache policies are unknown. */
const headerlessCachePolicies: ReadonlySet<unknown> = new Set([
  '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
  '658327ea-f89d-4fab-a63d-7e88639e58f6',
]);

/** Undefined for unknown policies. */
function forwardsHeaders(template: Template, behavior: ConfigNode, policy: ConfigNode): boolean | undefined {
  if (policy.isAbsent) {
    const cache = behavior.get('CachePolicyId');
    if (!cache.isAbsent && !headerlessCachePolicies.has(cache.value)) return undefined;
    const legacy = behavior.get('ForwardedValues', 'Headers').items();
    const names = legacy?.map((name) => name.text()?.toLowerCase() ?? '*');
    return names === undefined ? undefined : names.includes('*') || names.includes('sec-websocket-key');
  }
  if (typeof policy.value === 'string') return originPolicies.get(policy.value);
  const config = template.target(policy)?.properties.get('OriginRequestPolicyConfig', 'HeadersConfig');
  return config?.get('HeaderBehavior').text() === 'none' ? false : undefined;
}
