import { originConfigKey } from '../../models/cloudformation/facts/edge.ts';
import type { Resource } from '../../models/cloudformation/resources.ts';
import type { Template } from '../../models/cloudformation/template.ts';
import type { ConfigNode } from '../../parse/config-node.ts';
import type { Rule } from '../../types.ts';
import type { ReportViolation } from '../rule-set.ts';
import { type CloudFormationRuleSet, outOfRange } from './context.ts';
import { isSocketPath, isStreamPath } from './paths.ts';

const cdnOriginInRange: Rule = {
  id: 'cdn-origin-in-range',
  severity: 'error',
  summary: "The settings of an origin are in CloudFront's range",
  rationale: 'a deployment that starts, is rejected and rolled back',
  fix: 'Choose a value in the range.',
  supersededBy: ['gateway-read-allowed'],
};

const completionCoversRead: Rule = {
  id: 'cdn-completion-covers-read',
  severity: 'error',
  summary: 'The completion timeout of a response covers the read timeout',
  rationale: 'a deployment that starts, is rejected and rolled back',
  fix: 'Raise ResponseCompletionTimeout, or remove it: then there is no limit.',
};

const streamsUncompressed: Rule = {
  id: 'streams-pass-unchanged',
  severity: 'note',
  summary: 'Stream paths are not compressed at the edge',
  rationale: 'text that arrives in bursts, or at the end',
  fix: 'Set Compress to false in the cache behavior of the path.',
};

const socketHeadersForwarded: Rule = {
  id: 'socket-headers-forwarded',
  severity: 'error',
  summary: 'The WebSocket upgrade headers reach the origin',
  rationale: 'WebSockets that never open: the edge drops Sec-WebSocket-Key and Sec-WebSocket-Version',
  fix: 'Set the origin request policy AllViewer in the cache behavior.',
};

const webAclScope: Rule = {
  id: 'wall-in-the-right-scope',
  severity: 'error',
  summary: 'The WAF web ACL of a distribution has the scope CLOUDFRONT, and that of a load balancer REGIONAL',
  rationale: 'a deployment that starts, is rejected and rolled back',
  fix: 'Change the Scope; CLOUDFRONT is available in us-east-1 only.',
};

const ranges: Readonly<Record<string, readonly [min: number, max: number]>> = {
  ConnectionTimeout: [1, 10],
  ConnectionAttempts: [1, 3],
  ResponseCompletionTimeout: [1, 3600],
};

export const cdnRules: CloudFormationRuleSet = {
  rules: [cdnOriginInRange, completionCoversRead, streamsUncompressed, socketHeadersForwarded, webAclScope],
  check({ deployment: { template } }, report) {
    for (const { properties } of template.ofType('AWS::CloudFront::Distribution')) {
      const config = properties.get('DistributionConfig');
      for (const origin of config.get('Origins').items() ?? []) {
        if (!origin.get('S3OriginConfig').isAbsent) continue;
        checkOrigin(origin, report);
        const read = origin.get(originConfigKey(origin), 'OriginReadTimeout');
        const value = outOfRange(read, 1, 120);
        if (value !== null)
          report(cdnOriginInRange, read, `it is ${value} s, not 1 to 120 s (more needs a higher quota)`);
      }
      const behaviors = config.get('CacheBehaviors').items() ?? [];
      for (const behavior of behaviors) checkBehavior(template, behavior, report);
      checkScope(template, config.get('WebACLId'), 'CLOUDFRONT', report);
    }
    for (const { properties } of template.ofType('AWS::WAFv2::WebACLAssociation'))
      checkScope(template, properties.get('WebACLArn'), 'REGIONAL', report);
  },
};

function checkOrigin(origin: ConfigNode, report: ReportViolation): void {
  for (const [key, [min, max]] of Object.entries(ranges)) {
    const value = outOfRange(origin.get(key), min, max);
    if (value !== null) report(cdnOriginInRange, origin.get(key), `${key} is ${value}, not ${min} to ${max}`);
  }
  const read = origin.get(originConfigKey(origin), 'OriginReadTimeout').number();
  const readSeconds = read === 'absent' ? 30 : read;
  const whole = origin.get('ResponseCompletionTimeout').number();
  if (typeof whole === 'number' && typeof readSeconds === 'number' && whole < readSeconds)
    report(
      completionCoversRead,
      origin.get('ResponseCompletionTimeout'),
      `it is ${whole} s, and the read timeout ${readSeconds} s`,
    );
}

/** AllViewer, AllViewerExceptHostHeader and AllViewerAndCloudFrontHeaders. */
const forwardingPolicies = new Set([
  '216adef6-5c7f-47e4-b989-5492eafa07d3',
  'b689b0a8-53d0-40ab-baf2-68738e2966ac',
  '33f36d7e-f396-46d9-90e0-52428a34d9dc',
]);
/** Managed policies that do not forward the upgrade headers. */
const droppingPolicies = new Set([
  'acba4595-bd28-49b8-b9fe-13317c0390fa',
  '59781a5b-3903-41f3-afcb-af62929ccde1',
  '88a5eaf4-2fd4-4709-b370-b4c650ea3fcf',
  'bf0718e1-ba1e-49d1-88b1-f726733018ae',
]);

/** CachingDisabled and CachingOptimized forward no headers; other cache policies are unknown. */
const headerlessCachePolicies = new Set([
  '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
  '658327ea-f89d-4fab-a63d-7e88639e58f6',
]);

function checkBehavior(template: Template, behavior: ConfigNode, report: ReportViolation): void {
  const path = behavior.get('PathPattern').text();
  if (path === null) return;
  const compress = behavior.get('Compress');
  if (isStreamPath(path) && compress.flag() === true)
    report(streamsUncompressed, compress, `${path} is compressed`);
  if (!isSocketPath(path)) return;
  const policy = behavior.get('OriginRequestPolicyId');
  const dropped = forwardsHeaders(template, behavior, policy) === false;
  if (dropped)
    report(
      socketHeadersForwarded,
      policy,
      `${path} forwards ${policy.isAbsent ? 'no headers' : 'some headers only'}`,
    );
}

/** Undefined for unknown policies. */
function forwardsHeaders(template: Template, behavior: ConfigNode, policy: ConfigNode): boolean | undefined {
  if (policy.isAbsent) {
    const legacy = behavior.get('ForwardedValues', 'Headers');
    const cache = behavior.get('CachePolicyId');
    if (!cache.isAbsent && !(typeof cache.value === 'string' && headerlessCachePolicies.has(cache.value)))
      return undefined;
    const names = legacy.items()?.map((name) => name.text()?.toLowerCase() ?? '*');
    return names === undefined ? undefined : names.includes('*') || names.includes('sec-websocket-key');
  }
  if (typeof policy.value === 'string')
    return forwardingPolicies.has(policy.value)
      ? true
      : droppingPolicies.has(policy.value)
        ? false
        : undefined;
  const [own] = policy.references().map(({ id }): Resource | undefined => template.get(id));
  const config = own?.properties.get('OriginRequestPolicyConfig', 'HeadersConfig');
  return config?.get('HeaderBehavior').text() === 'none' ? false : undefined;
}

function checkScope(
  template: Template,
  node: ConfigNode,
  expectedScope: string,
  report: ReportViolation,
): void {
  for (const { id } of node.references()) {
    const webAcl = template.get(id);
    const found = webAcl?.type === 'AWS::WAFv2::WebACL' ? webAcl.properties.get('Scope').text() : null;
    if (webAcl && found !== null && found !== expectedScope)
      report(
        webAclScope,
        webAcl.properties.get('Scope'),
        `it is ${found}, and must be ${expectedScope} for ${node.place.resource}`,
      );
  }
}
