import type { Mutation } from './mutation.ts';
import { contractMismatch, distribution, origin, webAcl } from './targets.ts';

/** CloudFront and its WAF web ACL. */
export const edge: readonly Mutation[] = [
  {
    name: 'edge read timeout of 600 s',
    resource: distribution,
    path: origin('VpcOriginConfig', 'OriginReadTimeout'),
    value: 600,
    findings: ['gateway-read-allowed', contractMismatch],
  },
  {
    name: 'edge read timeout left to its default of 30 s',
    resource: distribution,
    path: origin('VpcOriginConfig', 'OriginReadTimeout'),
    value: undefined,
    findings: ['deadline-before-gateway', contractMismatch],
  },
  {
    name: "edge keep-alive equal to the balancer's idle timeout",
    resource: distribution,
    path: origin('VpcOriginConfig', 'OriginKeepaliveTimeout'),
    value: 120,
    findings: ['balancer-outlives-cdn', contractMismatch],
  },
  {
    name: 'response completion timeout below the read timeout',
    resource: distribution,
    path: origin('ResponseCompletionTimeout'),
    value: 60,
    findings: ['cdn-completion-covers-read', 'stream-outlives-longest-debate', contractMismatch],
  },
  {
    name: 'edge connection timeout of 20 s',
    resource: distribution,
    path: origin('ConnectionTimeout'),
    value: 20,
    findings: ['cdn-origin-in-range', 'connect-within-read', contractMismatch],
  },
  {
    name: 'compression on the stream path',
    resource: distribution,
    path: ['DistributionConfig', 'CacheBehaviors', 0, 'Compress'],
    value: true,
    findings: ['streams-pass-unchanged'],
  },
  {
    name: 'no origin request policy on the WebSocket path',
    resource: distribution,
    path: ['DistributionConfig', 'CacheBehaviors', 13, 'OriginRequestPolicyId'],
    value: undefined,
    findings: ['socket-headers-forwarded'],
  },
  {
    name: 'a web ACL of CloudFront for the load balancer',
    resource: webAcl,
    path: ['Scope'],
    value: 'CLOUDFRONT',
    findings: ['web-acl-in-the-right-scope'],
  },
  {
    name: "the web ACL blocks below the program's rate limit",
    resource: webAcl,
    path: ['Rules', 0, 'Statement', 'RateBasedStatement', 'Limit'],
    value: 2000,
    findings: ['rate-limit-before-edge', contractMismatch],
  },
  {
    name: 'the web ACL blocks at one request',
    resource: webAcl,
    path: ['Rules', 0, 'Statement', 'RateBasedStatement', 'Limit'],
    value: 1,
    findings: ['rate-limit-before-edge', contractMismatch],
  },
];
