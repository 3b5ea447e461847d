import { originConfigOf } from '../../models/cloudformation/facts/edge.ts';
import type { Resource } from '../../models/cloudformation/resources.ts';
import type { Template } from '../../models/cloudformation/template.ts';
import type { View } from '../../parse/value-ref.ts';
import type { Rule } from '../../source.ts';
import { isSocketPath, isStreamPath } from './paths.ts';
import { outside, type Rules, type Say } from './rule.ts';

const range: Rule = {
  id: 'cdn-origin-in-range',
  severity: 'error',
  summary: 'The numbers of an origin lie in the range that the content network takes',
  prevents: 'a deployment that is refused, and rolled back, after it has begun',
  fix: 'Choose a number in the range.',
  toldBy: ['gateway-read-allowed'],
};

const completion: Rule = {
  id: 'cdn-completion-covers-read',
  severity: 'error',
  summary: 'A whole response may take at least as long as its first byte',
  prevents: 'a deployment that is refused, and rolled back, after it has begun',
  fix: 'Raise ResponseCompletionTimeout, or leave it out: then there is no limit.',
};

const compressed: Rule = {
  id: 'streams-pass-unchanged',
  severity: 'note',
  summary: 'Paths of streams are not compressed at the edge',
  prevents: 'text that arrives in lumps, or not before the end',
  fix: 'Set Compress to false on the behaviour of the path.',
};

const headers: Rule = {
  id: 'socket-headers-forwarded',
  severity: 'error',
  summary: "The headers of a socket's upgrade reach the origin",
  prevents: 'sockets that never open: Sec-WebSocket-Key and Sec-WebSocket-Version are dropped at the edge',
  fix: 'Give the behaviour the origin request policy AllViewer.',
};

const scope: Rule = {
  id: 'wall-in-the-right-scope',
  severity: 'error',
  summary: 'The wall around a distribution has the scope CLOUDFRONT, and that around a balancer REGIONAL',
  prevents: 'a deployment that is refused, and rolled back, after it has begun',
  fix: 'Change the Scope; CLOUDFRONT only exists in us-east-1.',
};

const ranges: Readonly<Record<string, readonly [min: number, max: number]>> = {
  ConnectionTimeout: [1, 10],
  ConnectionAttempts: [1, 3],
  ResponseCompletionTimeout: [1, 3600],
};

export const cdnRules: Rules = {
  rules: [range, completion, compressed, headers, scope],
  check({ deployment: { template } }, say) {
    for (const { properties } of template.ofType('AWS::CloudFront::Distribution')) {
      const config = properties.get('DistributionConfig');
      for (const origin of config.get('Origins').items() ?? []) {
        if (!origin.get('S3OriginConfig').isAbsent) continue;
        ofOrigin(origin, say);
        const read = origin.get(originConfigOf(origin), 'OriginReadTimeout');
        const wrong = outside(read, 1, 120);
        if (wrong !== null)
          say(range, read, `it is ${wrong} s, and may be 1 to 120 s without a higher quota`);
      }
      const behaviours = config.get('CacheBehaviors').items() ?? [];
      for (const behaviour of behaviours) ofBehaviour(template, behaviour, say);
      scopeOf(template, config.get('WebACLId'), 'CLOUDFRONT', say);
    }
    for (const { properties } of template.ofType('AWS::WAFv2::WebACLAssociation'))
      scopeOf(template, properties.get('WebACLArn'), 'REGIONAL', say);
  },
};

function ofOrigin(origin: View, say: Say): void {
  for (const [key, [min, max]] of Object.entries(ranges)) {
    const wrong = outside(origin.get(key), min, max);
    if (wrong !== null) say(range, origin.get(key), `${key} is ${wrong}, and may be ${min} to ${max}`);
  }
  const read = origin.get(originConfigOf(origin), 'OriginReadTimeout').number();
  const readSeconds = read === 'absent' ? 30 : read;
  const whole = origin.get('ResponseCompletionTimeout').number();
  if (typeof whole === 'number' && typeof readSeconds === 'number' && whole < readSeconds)
    say(
      completion,
      origin.get('ResponseCompletionTimeout'),
      `it is ${whole} s, and the read timeout ${readSeconds} s`,
    );
}

/** AllViewer, the same without Host, and the same with CloudFront's own headers. */
const forwarding = new Set([
  '216adef6-5c7f-47e4-b989-5492eafa07d3',
  'b689b0a8-53d0-40ab-baf2-68738e2966ac',
  '33f36d7e-f396-46d9-90e0-52428a34d9dc',
]);
/** The managed policies that forward some headers, and not these. */
const dropping = new Set([
  'acba4595-bd28-49b8-b9fe-13317c0390fa',
  '59781a5b-3903-41f3-afcb-af62929ccde1',
  '88a5eaf4-2fd4-4709-b370-b4c650ea3fcf',
  'bf0718e1-ba1e-49d1-88b1-f726733018ae',
]);

/** CachingDisabled and CachingOptimized, which forward no headers; of other cache policies nothing is known. */
const plain = new Set(['4135ea2d-6df8-44a3-9df3-4b5a84be39ad', '658327ea-f89d-4fab-a63d-7e88639e58f6']);

function ofBehaviour(template: Template, behaviour: View, say: Say): void {
  const path = behaviour.get('PathPattern').text();
  if (path === null) return;
  const compress = behaviour.get('Compress');
  if (isStreamPath(path) && compress.flag() === true) say(compressed, compress, `${path} is compressed`);
  if (!isSocketPath(path)) return;
  const policy = behaviour.get('OriginRequestPolicyId');
  const dropped = forwards(template, behaviour, policy) === false;
  if (dropped)
    say(headers, policy, `${path} forwards ${policy.isAbsent ? 'no headers' : 'some headers only'}`);
}

/** Undefined where a policy is not known here. */
function forwards(template: Template, behaviour: View, policy: View): boolean | undefined {
  if (policy.isAbsent) {
    const legacy = behaviour.get('ForwardedValues', 'Headers');
    const cache = behaviour.get('CachePolicyId');
    if (!cache.isAbsent && !(typeof cache.value === 'string' && plain.has(cache.value))) return undefined;
    const names = legacy.items()?.map((name) => name.text()?.toLowerCase() ?? '*');
    return names === undefined ? undefined : names.includes('*') || names.includes('sec-websocket-key');
  }
  if (typeof policy.value === 'string')
    return forwarding.has(policy.value) ? true : dropping.has(policy.value) ? false : undefined;
  const [own] = policy.references().map(({ id }): Resource | undefined => template.get(id));
  const config = own?.properties.get('OriginRequestPolicyConfig', 'HeadersConfig');
  return config?.get('HeaderBehavior').text() === 'none' ? false : undefined;
}

function scopeOf(template: Template, view: View, wanted: string, say: Say): void {
  for (const { id } of view.references()) {
    const wall = template.get(id);
    const found = wall?.type === 'AWS::WAFv2::WebACL' ? wall.properties.get('Scope').text() : null;
    if (wall && found !== null && found !== wanted)
      say(
        scope,
        wall.properties.get('Scope'),
        `it is ${found}, and must be ${wanted} for ${view.place.resource}`,
      );
  }
}
